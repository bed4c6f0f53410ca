/** Presets are data: each names a kind and parameters that it has, and behaves as that kind with these values. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  createBank,
  createCellList,
  depressPulse,
  everyCell,
  program,
  readCells,
  resetPulse,
  setPulse,
} from '../../devices/bank.ts'
import { defaults } from '../../devices/kind.ts'
import { deviceKinds, presets } from '../../devices/registry.ts'
import { wrappers } from '../../devices/wrappers/wrap.ts'
import { citation } from '../../experiments/config/bibliography.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { bits, floats } from '../support/columns.ts'
import { moments } from '../support/statistics.ts'

const arena = new Arena(256 * 1024 * 1024)

describe.each(presets.map((preset) => [preset.name, preset] as const))('%s', (name, preset) => {
  it('sets parameters of its kind within their bounds, and cites a publication', () => {
    const kind = deviceKinds[preset.kind]!
    for (const [key, value] of Object.entries(preset.values)) {
      const parameter = kind.parameters[key]
      expect(parameter, key).toBeDefined()
      expect(typeof value, key).toBe(typeof parameter!.default)
      const [low, high] = parameter!.between ?? [-Infinity, Infinity]
      if (typeof value === 'number') expect(value >= low && value <= high, key).toBe(true)
    }
    expect(defaults(deviceKinds[name]!)).toEqual({ ...defaults(kind), ...preset.values })
    expect(citation(preset.cite)).toMatch(/\d{4}, (doi 10\.|https:)/)
  })

  it('is its kind with these values, and every one may still be changed', () => {
    const [kind, base] = [deviceKinds[name]!, deviceKinds[preset.kind]!]
    const life = (device: ReturnType<typeof kind.create>) => {
      const bank = createBank(arena, device, 32, createRng('preset'))
      for (let pulse = 0; pulse < 5; pulse++) setPulse(bank, everyCell(arena, 32), pulse)
      return bits(bank.columns.g)
    }
    expect(life(kind.create(defaults(kind)))).toEqual(life(base.create({ ...defaults(base), ...preset.values } as never)))
    expect(kind.create(defaults(kind)).name).toBe(name)
    const [key, value] = Object.entries(preset.values).find(([, v]) => typeof v === 'number' && v !== 0)!
    const changed = kind.create({ ...defaults(kind), [key]: (value as number) * 0.9 } as never)
    expect(life(changed)).not.toEqual(life(kind.create(defaults(kind))))
  })
})

it('every row of the table of published devices is there', () => {
  const names = ['reram-es', 'reram-sb', 'pcm-one-sided', 'ecram', 'ecram-mo', 'capacitor', 'gokmen-vlasov', 'rram-wan-2022']
  for (const name of [...names, 'vteam-kvatinsky-2015', 'pcm-joshi-2020', 'pcm']) expect(deviceKinds[name], name).toBeDefined()
})

it('RRAM is programmed with the published spread', () => {
  const n = 50_000
  const cells = everyCell(arena, n)
  const wan = (g: number) => 0.348 + 16.03 * g - 43.853 * g ** 2 + 45.393 * g ** 3 - 16.815 * g ** 4
  const cases = [
    ...[4, 10, 20, 36, 40].map((target) => ['rram-wan-2022', target, wan(target / 40)] as const),
    ...[60, 140, 225].map((target) => ['rram-milo-2021', target, 4.782321 - 0.009107 * target] as const),
  ]
  for (const [name, target, sigma] of cases) {
    const kind = deviceKinds[name]!
    const bank = createBank(arena, kind.create(defaults(kind)), n, createRng(`${name} ${target}`))
    program(
      bank,
      cells,
      floats(
        arena,
        bank.columns.g.map((g) => target - g),
      ),
    )
    const { mean, std, se } = moments(bank.columns.g)
    expect(Math.abs(mean - target) / se, `${name} at ${target}`).toBeLessThan(4)
    expect(Math.abs(std / sigma - 1), `${name} at ${target}`).toBeLessThan(0.015)
  }
})

describe.each(Object.keys(deviceKinds))('%s', (name) => {
  const kind = deviceKinds[name]!
  const size = 37

  function life(options: { readonly values?: object; readonly seed?: string; readonly apart?: boolean } = {}) {
    const bank = createBank(
      arena,
      kind.create({ ...defaults(kind), ...options.values } as never),
      size,
      createRng(options.seed ?? 'x'),
    )
    const all = everyCell(arena, size)
    const one = createCellList(arena, 1)
    one.n = 1
    const out = arena.f32(size)
    const each = (act: (cells: typeof all) => void) => {
      if (!options.apart) return act(all)
      for (let id = size - 1; id >= 0; id--) {
        one.ids[0] = id
        act(one)
      }
    }
    const history: number[][] = []
    for (let pulse = 0; pulse < 12; pulse++) {
      each((cells) =>
        (pulse === 8 ? resetPulse : bank.model.depress && pulse % 4 === 3 ? depressPulse : setPulse)(bank, cells, pulse),
      )
      history.push(bits(bank.columns.g))
    }
    const [low, high] = bank.model.range.map(Math.fround)
    expect(bank.columns.g.every((g) => g >= low! && g <= high!)).toBe(true)
    readCells(bank, all, 100, 3, out)
    expect(out.every((g) => g >= 0)).toBe(true)
    return { history: [...history, bits(out)], out: out.slice(), bank }
  }

  it('is the same for the same seed, in one list, in another order or one by one', () => {
    expect(life({ apart: true }).history).toEqual(life().history)
  })

  it('without noise is deterministic: another seed, the same life', () => {
    const off: Record<string, number | boolean> = {}
    for (const [key, { default: value }] of Object.entries(kind.parameters)) {
      if (['write_noise', 'read_noise', 'drift'].includes(key)) off[key] = false
      if (/_dtod$/.test(key) && typeof value === 'number') off[key] = 0
    }
    expect(life({ values: off, seed: 'a' }).history).toEqual(life({ values: off, seed: 'b' }).history)
  })

  it('pulses of a bank in no list change nothing', () => {
    const { bank } = life()
    const before = bits(bank.columns.g)
    const none = createCellList(arena, 1)
    setPulse(bank, none, 50)
    resetPulse(bank, none, 51)
    expect(bits(bank.columns.g)).toEqual(before)
  })
})

it('docs/presets.md names every kind, preset and wrapper', () => {
  const text = readFileSync('docs/presets.md', 'utf8')
  for (const name of Object.keys(deviceKinds)) expect(text, name).toContain(`| \`${name}\` `)
  for (const { name } of wrappers) expect(text, name).toContain(`- \`${name}\`:`)
})
