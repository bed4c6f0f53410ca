import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createBank, createCellList, depressPulse, everyCell, readCells, resetPulse, setPulse } from '../../../devices/bank.ts'
import { defineDevice } from '../../../devices/code/define.ts'
import { defaults } from '../../../devices/kind.ts'
import type { DeviceModel } from '../../../devices/model.ts'
import { runIdentity } from '../../../experiments/config/identity.ts'
import { loadKind } from '../../../experiments/disk/device-kind.ts'
import { loadSpec } from '../../../experiments/disk/spec.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'

const example = fileURLToPath(new URL('../../../examples/devices/lab-device.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'memxbar-'))

type Loose = Record<string, number>
interface Functions {
  set(cell: Loose, q: Loose): void
  reset(cell: Loose, q: Loose): void
  read?(cell: Loose, q: Loose): number
  energy?: { read(cell: Loose, q: Loose): number }
}

const lab = () =>
  defineDevice({
    name: 'lab',
    range: [1, 10],
    parameters: { gain: { unit: 'uS', default: 2, doc: 'step' }, spread: 0.5 },
    state: { pulses: 0 },
    device: { factor: (q, xi) => 1 + q.spread * xi },
    set(cell, q, xi) {
      cell.pulses += 1
      cell.g += q.gain * cell.factor + xi
    },
    reset(cell) {
      cell.g = 1
      cell.pulses = 0
    },
    depress(cell, _q, xi) {
      cell.g -= 1 + xi
    },
    read: (cell, _q, xi, age) => cell.g / age + xi,
    energy: { set: (cell) => 1e-12 * cell.g },
    current: (cell, _q, voltage) => cell.g * voltage ** 3,
  })

function bankOf(model: DeviceModel, n: number) {
  const arena = new Arena(1e6)
  return { arena, bank: createBank(arena, model, n, createRng(7)), all: everyCell(arena, n) }
}

const bound = (changes: Record<string, number | boolean> = {}) => {
  const kind = lab()
  return kind.create({ ...defaults(kind), ...(changes as Record<string, never>) })
}

describe('defineDevice', () => {
  it('does what the functions say, device by device, when noise is off', () => {
    const { arena, bank, all } = bankOf(bound({ write_noise: false, read_noise: false }), 40)
    const { g, own } = bank.columns
    expect([...g]).toEqual(new Array(40).fill(1))
    setPulse(bank, all, 5)
    setPulse(bank, all, 6)
    for (let id = 0; id < 40; id++) {
      const once = Math.fround(Math.min(10, Math.max(1, 1 + 2 * own.factor![id]!)))
      expect(g[id]).toBe(Math.fround(Math.min(10, Math.max(1, once + 2 * own.factor![id]!))))
      expect(own.pulses![id]).toBe(2)
    }
    const out = arena.f32(40)
    readCells(bank, all, 10, 0, out)
    for (let id = 0; id < 40; id++) expect(out[id]).toBe(Math.fround(g[id]! / 4))
    depressPulse(bank, all, 11)
    expect(bank.columns.depress_count[3]).toBe(1)
    bank.model.energy!('set', bank.columns, all, out)
    expect(out[3]).toBe(Math.fround(1e-12 * g[3]!))
    bank.model.current!(bank.columns, all, 2, out)
    expect(out[3]).toBe(Math.fround(8 * g[3]!))
  })

  it('draws device-to-device fields once, and noise by device and pulse alone', () => {
    const whole = bankOf(bound(), 100)
    const factors = whole.bank.columns.own.factor!.slice()
    setPulse(whole.bank, whole.all, 1)
    setPulse(whole.bank, whole.all, 2)
    // The same pulses, backwards and one by one.
    const single = bankOf(bound(), 100)
    const one = createCellList(single.arena, 1)
    for (let pulse = 1; pulse <= 2; pulse++) {
      for (let id = 99; id >= 0; id--) {
        one.ids[0] = id
        one.n = 1
        setPulse(single.bank, one, pulse)
      }
    }
    expect([...single.bank.columns.g]).toEqual([...whole.bank.columns.g])
    resetPulse(whole.bank, whole.all, 3)
    expect([...whole.bank.columns.own.factor!]).toEqual([...factors])
    expect(new Set(factors).size).toBeGreaterThan(95)
  })

  it('knows its step and its useful pulses from the response without noise', () => {
    const { step, mostPulses } = bound()
    // 1 -> 3 -> 5 -> 7 -> 9 -> 10, and stays: ten pulses make 9 uS, and five the most of it.
    expect(step).toBeCloseTo(0.9, 12)
    expect(mostPulses).toBe(5)
  })

  it.each([
    [{ name: '7 up', range: [0, 1] }, /begins with a letter/],
    [{ name: 'x', range: [3, 1] }, /range \[3,1\]: give \[lowest, highest\]/],
    [{ name: 'x', range: [0, 1], state: { g: 1 } }, /field "g" already exists/],
    [{ name: 'x', range: [0, 1], state: { a: 1 }, device: { a: () => 1 } }, /field "a" already exists/],
    [{ name: 'x', range: [0, 1], parameters: { read_noise: 1 } }, /"read_noise" is taken/],
  ])('refuses %j', (definition, message) => {
    expect(() => defineDevice({ set() {}, reset() {}, ...definition } as never)).toThrow(message)
  })

  it.each([
    [{ set: undefined }, /device "x": set is missing; write set\(cell, q, xi\)/],
    [{ reset: undefined }, /reset is missing/],
    [{ reset: 3 }, /reset is not a function, given number/],
    [{ read: 3 }, /read is not a function, given number/],
    [{ range: undefined }, /range is missing/],
  ])('refuses what is missing or no function: %j', (change, message) => {
    const whole = { name: 'x', range: [0, 1], set() {}, reset() {} }
    expect(() => defineDevice({ ...whole, ...change } as never)).toThrow(message)
  })

  it.each([
    [
      {
        set: (cell, q) => {
          cell.g += q.stp!
        },
      },
      /no parameter "stp"; known: step, .*did you mean "step"/,
    ],
    [
      {
        set: (cell) => {
          cell.g += cell.ag!
        },
      },
      /no field of the cell "ag"; known: g, set_count, reset_count, age_of/,
    ],
    [
      {
        set: (cell) => {
          cell.w = 1
        },
      },
      /no field of the cell "w"/,
    ],
    [
      {
        set: (cell) => {
          cell.set_count = 1
        },
      },
      /"set_count" cannot be changed by a pulse; assign g, age_of/,
    ],
    [{ read: (cell, q) => cell.g * q.nu! }, /no parameter "nu"/],
    [
      {
        read: (cell) => {
          cell.g = 1
          return 1
        },
      },
      /"g" cannot be changed by a pulse/,
    ],
    [{ energy: { read: (_, q) => q.joule! } }, /no parameter "joule"/],
  ] as [Partial<Functions>, RegExp][])('names a parameter or field that is not declared: %#', (change, message) => {
    const functions: Functions = {
      set: (cell) => {
        cell.g += 1
      },
      reset: (cell) => {
        cell.g = 0
      },
      ...change,
    }
    const kind = defineDevice({ name: 'x', range: [0, 9], parameters: { step: 1 }, state: { age_of: 0 }, ...functions } as never)
    expect(() => kind.create(defaults(kind))).toThrow(message)
    expect(() => kind.create(defaults(kind))).toThrow(expect.objectContaining({ name: 'InputError' }))
  })

  it('names the device that has no number', () => {
    const kind = defineDevice({
      name: 'bad',
      range: [0, 1],
      set(cell) {
        cell.g = Number.NaN
      },
      reset(cell) {
        cell.g = 0
      },
      step: 1,
      mostPulses: 1,
    })
    const { bank, all } = bankOf(kind.create(defaults(kind)), 3)
    expect(() => setPulse(bank, all, 1)).toThrow(/device "bad": set gives no number for device 0/)
  })
})

const IMPORT = "import { defineDevice } from 'memxbar/device'\n"

describe('a device file', () => {
  it('in TypeScript is at most twenty lines and loads as it is', async () => {
    const kind = await loadKind(example)
    expect(kind).toMatchObject({ name: 'lab-device', source: { file: example } })
    expect(kind.source!.text.trim().split('\n').length).toBeLessThanOrEqual(20)
  })

  it('is known in a spec by its content, not its place', async () => {
    const kind = await loadKind(example)
    const copy = join(folder, 'copy.ts')
    writeFileSync(copy, kind.source!.text)
    const here = await loadSpec(undefined, [`device.model=${example}`, 'device.nu=0.1'])
    const there = await loadSpec(undefined, [`device.model=${copy}`, 'device.nu=0.1'])
    expect(here.device).toMatchObject({ model: 'lab-device', file: example, nu: 0.1, nu_std: 0.01 })
    expect(runIdentity(there)).toEqual(runIdentity(here))
    writeFileSync(copy, `${kind.source!.text}\n`)
    expect(runIdentity(await loadSpec(undefined, [`device.model=${copy}`, 'device.nu=0.1']))).not.toEqual(runIdentity(here))
    // A resolved spec can be given again, and is held to the file that it was resolved with.
    const again = join(folder, 'again.yaml')
    writeFileSync(again, JSON.stringify(there))
    await expect(loadSpec(again)).rejects.toThrow(/device\.file: ".*copy\.ts" has changed/)
  })

  it('is looked for beside the spec that names it', async () => {
    writeFileSync(
      join(folder, 'beside.mjs'),
      "import { defineDevice } from 'memxbar/device'\nexport default defineDevice({ name: 'b', range: [0, 1], set() {}, reset() {} })\n",
    )
    const spec = join(folder, 'spec.yaml')
    writeFileSync(spec, 'device: { model: beside.mjs }\n')
    expect((await loadSpec(spec)).device).toMatchObject({ model: 'b', file: join(folder, 'beside.mjs') })
  })

  it('is named where its functions go wrong', async () => {
    const file = join(folder, 'wrong.ts')
    const body = "export default defineDevice({ name: 'x', range: [0, 9], parameters: { step: 1 }, reset(c) { c.g = 0 },"
    writeFileSync(file, `${IMPORT}${body} set(c, q) { c.g += q.stp } })`)
    const kind = await loadKind(file)
    expect(() => kind.create(defaults(kind))).toThrow(`${file}: device "x": there is no parameter "stp"; known: step`)
    writeFileSync(file, `import { powr } from 'memxbar/device'\n${IMPORT}${body} set(c, q) { c.g += powr(2, 1) } })`)
    const unknown = loadKind(file).then((each) => each.create(defaults(each)))
    await expect(unknown).rejects.toThrow(/wrong\.ts:3: .*defineDevice, exp, log, pow, sin and cos from 'memxbar\/device'/)
    await expect(unknown).rejects.toMatchObject({ name: 'InputError' })
  })

  it.each([
    ['none.ts', undefined, /cannot read the device/],
    ['empty.ts', 'export const x = 1\n', /exports no device; end it with/],
    ['broken.ts', 'export default {{\n', /broken\.ts/],
    [
      'foreign.ts',
      "import { defineDevice } from 'memxbar/dvices'\nexport default defineDevice({})\n",
      /foreign\.ts:\d+: .*from 'memxbar\/device'/,
    ],
    ['notset.ts', `${IMPORT}export default defineDevice({ name: 'x', range: [0, 1] })`, /notset\.ts: device "x": set is missing/],
    ['pulses.csv', 'a\n', /is not a device file \(\.yaml, \.ts, \.js\); memxbar device fit /],
    ['.', undefined, /is not a device file \(\.yaml, \.ts, \.js\); memxbar device new NAME/],
    ['copy', undefined, /did you mean .*copy\.ts\?/],
  ])('%s is refused with the mend', async (name, text, message) => {
    if (text !== undefined) writeFileSync(join(folder, name), text)
    const attempt = loadKind(join(folder, name))
    await expect(attempt).rejects.toThrow(message)
    await expect(attempt).rejects.toMatchObject({ name: 'InputError' })
  })
})
