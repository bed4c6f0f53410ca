import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createBank } from '../../../devices/bank.ts'
import { defaults } from '../../../devices/kind.ts'
import { loadKind } from '../../../experiments/disk/device-kind.ts'
import { InputError } from '../../../input/input-error.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'

function deviceFile(text: string): string {
  const file = join(mkdtempSync('/tmp/memxbar-'), 'mine.ts')
  writeFileSync(file, text)
  return file
}

const code = (set: string, create = '') => `interface Unused { a: number }
export default {
  name: 'mine', title: 'mine', omits: '', parameters: {},
  create() {
    ${create}
    return {
      name: 'mine', range: [0, 10], step: 1, mostPulses: 9, columns: {},
      set(c: { g: number[] }) {
        ${set}
      },
      reset() {},
      read() {},
    }
  },
}
`

async function mistake(step: () => unknown): Promise<InputError> {
  const error = await Promise.resolve()
    .then(step)
    .then(
      () => undefined,
      (e: unknown) => e,
    )
  expect(error).toBeInstanceOf(InputError)
  return error as InputError
}

describe("what a user's device code throws", () => {
  it.each([
    ['while it is loaded', "const a = 1\nthrow new Error('boom')", ':2: boom'],
    ['while it is read', 'const a = 1\nconst b: number = = 2', ':2: ParseError: Unexpected token'],
    ['that is no error', "throw 'boom'", ': throws boom'],
  ])('%s names file and line', async (_when, text, expected) => {
    const file = deviceFile(text)
    expect((await mistake(() => loadKind(file))).message).toBe(file + expected)
  })

  it('while the model is made names file and line', async () => {
    const file = deviceFile(code('', "throw new Error('boom')"))
    const kind = await loadKind(file)
    expect((await mistake(() => kind.create(defaults(kind)))).message).toBe(`${file}:5: boom`)
  })

  it('while it is pulsed names file and line, and what it does not throw is as it was', async () => {
    const file = deviceFile(code("if (c.g[0] > 0) throw new Error('boom')\nc.g[0] = 7"))
    const kind = await loadKind(file)
    const model = kind.create(defaults(kind))
    const bank = createBank(new Arena(1e5), model, 16, createRng(1, 'test'))
    const cells = { ids: new Int32Array(1), n: 1 }
    const pulse = () => model.set(bank.columns, cells as never, createRng(1, 'pulses'), bank.arena)
    pulse()
    expect(bank.columns.g[0]).toBe(7)
    expect((await mistake(pulse)).message).toBe(`${file}:9: boom`)
  })
})
