/** Wrappers: stuck devices, wear, retention and levels around any model, in any order, with the model's own life unchanged inside. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCrossbar } from '../../../crossbar/create.ts'
import { createPulseList, push, sendPulses } from '../../../crossbar/pulse.ts'
import {
  type Bank,
  createBank,
  createCellList,
  everyCell,
  program,
  readCells,
  resetPulse,
  setPulse,
} from '../../../devices/bank.ts'
import { type DeviceModel, float32 } from '../../../devices/model.ts'
import { ideal } from '../../../devices/models/ideal.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import { deviceKinds } from '../../../devices/registry.ts'
import { withEndurance } from '../../../devices/wrappers/endurance.ts'
import { withResolution } from '../../../devices/wrappers/resolution.ts'
import { withRetention } from '../../../devices/wrappers/retention.ts'
import { withStuckAt } from '../../../devices/wrappers/stuck-at.ts'
import { wrapModel, wrappers } from '../../../devices/wrappers/wrap.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { generic, model } from '../../support/bank.ts'
import { bits, distance, excess, floats } from '../../support/columns.ts'
import { normals } from '../../support/draws.ts'
import { events } from '../../support/events.ts'
import { moments } from '../../support/statistics.ts'

const arena = new Arena(256 * 1024 * 1024)
const bankOf = (device: DeviceModel, size: number, seed = 'wrap'): Bank => createBank(arena, device, size, createRng(seed))

function live(bank: Bank, pulses: number): void {
  const cells = everyCell(arena, bank.size)
  for (let pulse = 0; pulse < pulses; pulse++) (pulse % 7 === 6 ? resetPulse : setPulse)(bank, cells, pulse)
}

describe('withStuckAt', () => {
  const n = 50_000
  const bank = bankOf(withStuckAt(model(pcm), { share: 0.1, high_share: 0.3, low: 0.05, high: 0.9 }), n)
  const bare = bankOf(model(pcm), n)
  const stuck = float32(bank.columns, 'stuck_at')
  const [low, high] = [Math.fround(0.1 + 0.05 * 11.9), Math.fround(0.1 + 0.9 * 11.9)]

  it('sticks the declared share low and high (4 standard errors)', () => {
    const share = (at: number) => stuck.filter((g) => g === at).length / n
    expect(Math.abs(share(low) - 0.07)).toBeLessThan(4 * Math.sqrt((0.07 * 0.93) / n))
    expect(Math.abs(share(high) - 0.03)).toBeLessThan(4 * Math.sqrt((0.03 * 0.97) / n))
    expect(share(low) + share(high) + share(-1)).toBeCloseTo(1, 12)
  })

  it('holds these over RESET, SET and programming, counts their pulses, and leaves all others the lives they had', () => {
    const drawn = bits(stuck)
    const wanted = floats(arena, new Float32Array(n).fill(3))
    for (const each of [bank, bare]) {
      live(each, 20)
      program(each, everyCell(arena, n), wanted)
    }
    expect(bits(stuck)).toEqual(drawn)
    let wrong = 0
    for (let id = 0; id < n; id++) {
      const expected = stuck[id] === -1 ? bare.columns.g[id]! : stuck[id]!
      const age = stuck[id] === -1 ? 19 : 0
      if (bank.columns.g[id] !== expected || bank.columns.t_programmed[id] !== age) wrong++
    }
    expect(wrong).toBe(0)
    expect(Array.from(bank.columns.set_count)).toEqual(Array.from(bare.columns.set_count))
  })

  it('keeps the fused row read of a model that has one, and adds none', () => {
    expect(withStuckAt(model(pcm), {}).rowRead).toBeDefined()
    expect(withStuckAt(model(ideal), {}).rowRead).toBeUndefined()
  })
})

describe('withEndurance', () => {
  const n = 40_000

  /** Pulses after which each device, one level up and RESET by turns, no longer moves. */
  function failures(device: DeviceModel, most: number): Float32Array {
    const bank = bankOf(device, n)
    const cells = everyCell(arena, n)
    const last = new Float32Array(n)
    for (let pulse = 1; pulse <= most; pulse++) {
      const before = bank.columns.g.slice()
      ;(pulse % 2 ? setPulse : resetPulse)(bank, cells, pulse)
      for (let id = 0; id < n; id++) if (bank.columns.g[id] !== before[id]) last[id] = pulse
    }
    expect(bank.columns.set_count[7]! + bank.columns.reset_count[7]!).toBe(most)
    return last
  }

  it('lets a device fail after a lognormal number of pulses, SET and RESET together', () => {
    const last = failures(withEndurance(model(ideal), { pulses: 40, sigma: 0.3 }), 200)
    // The pulse that a device fails before is the first whole number from its limit on.
    const { mean, std, se } = moments(last.map((x) => Math.log(x - 0.5)))
    expect(Math.abs(mean - Math.log(40))).toBeLessThan(4 * se + 0.001)
    expect(Math.abs(std / 0.3 - 1)).toBeLessThan(0.02)
  })

  it('or a Weibull number: half fail before the median, and the share of ever earlier ones falls with the shape', () => {
    const last = failures(withEndurance(model(ideal), { pulses: 60, weibull: true, shape: 1.5 }), 120)
    for (const pulses of [10, 30, 60, 110]) {
      const expected = 1 - Math.exp(-Math.LN2 * (pulses / 60) ** 1.5)
      const share = last.filter((x) => x <= pulses).length / n
      expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / n))
    }
  })

  it('a worn-out device keeps conductance and age: it drifts on from its last effective pulse', () => {
    const bank = bankOf(withEndurance(model(pcm, { read_noise: false }), { pulses: 2.5, sigma: 0 }), 20)
    const cells = everyCell(arena, 20)
    const out = arena.f32(20)
    for (let pulse = 1; pulse <= 6; pulse++) setPulse(bank, cells, 10 * pulse)
    const bare = bankOf(model(pcm), 20)
    for (let pulse = 1; pulse <= 3; pulse++) setPulse(bare, cells, 10 * pulse)
    expect(bits(bank.columns.g)).toEqual(bits(bare.columns.g))
    expect(bank.columns.t_programmed.every((t) => t === 30)).toBe(true)
    readCells(bank, cells, 30 + 386, 0, out)
    expect(out[3]! / bank.columns.g[3]!).toBeCloseTo(10 ** -0.04, 5)
  })
})

describe('withRetention', () => {
  it('relaxes reads towards the resting conductance, each device at its own rate', () => {
    const n = 20_000
    const bank = bankOf(withRetention(model(ideal), { tau: 100, tau_sigma: 0.2, to: 0.5 }), n)
    const cells = everyCell(arena, n)
    const out = arena.f32(n)
    program(bank, cells, floats(arena, new Float32Array(n).fill(20)))
    readCells(bank, cells, 150, 0, out)
    const rate = float32(bank.columns, 'retention_rate')
    expect(excess(n, (id) => [out[id]!, 6.05 + 5.95 * Math.exp(-150 * rate[id]!), 1e-5])).toBeLessThan(1)
    const { mean, std, se } = moments(rate.map(Math.log))
    expect(Math.abs(mean + Math.log(100)) / se).toBeLessThan(4)
    expect(Math.abs(std / 0.2 - 1)).toBeLessThan(4 / Math.sqrt(2 * n))
    expect(bank.columns.g.every((g) => g === 12)).toBe(true)
    expect(bank.model.rowRead).toBeUndefined()
  })

  it('lets a pulse find the device where it has relaxed to, and drift and noise happen to that', () => {
    const relaxed = withRetention(model(pcm, { write_noise: false }), { tau: 50 })
    const bank = bankOf(relaxed, 4000)
    const cells = everyCell(arena, 4000)
    const out = arena.f32(4000)
    for (let pulse = 0; pulse < 5; pulse++) setPulse(bank, cells, 0)
    const g = bank.columns.g[0]!
    const rest = 0.1 + (g - 0.1) * Math.exp(-38.6 / 50)
    readCells(bank, cells, 38.6, 0, out)
    const { mean, std, se } = moments(out)
    expect(Math.abs(mean - rest) / se).toBeLessThan(4)
    expect(Math.abs(std / (0.03 * rest + 0.13) - 1)).toBeLessThan(4 / Math.sqrt(2 * 4000))
    setPulse(bank, cells, 38.6)
    const p = Math.exp(-6 / 2.6)
    expect(bank.columns.g[0]).toBeCloseTo(rest - 0.084 * rest + 0.88 + 1.4 * p, 4)
  })
})

describe('fused reads of relaxing devices', () => {
  it.each([
    ['that drift and have noise', model(pcm, { nu_std: 0.01 })],
    ['of which some are stuck and do not relax', withStuckAt(model(pcm), { share: 0.3 })],
  ])('give what reads cell by cell give, of devices %s', (_, device) => {
    const relaxed = withRetention(device, { tau: 50, tau_sigma: 0.5, to: 0.3 })
    expect(relaxed.rowRead).toBeDefined()
    const [rows, cols] = [6, 21]
    const initial = Float32Array.from(normals(5, rows * 32), (x) => 0.3 * x)
    const of = (m: DeviceModel) =>
      createCrossbar(arena, { rows, cols, replicas: 2, rng: createRng('relax'), scale: 10, model: m }, initial)
    const [fused, single] = [of(relaxed), of(generic(relaxed))]
    const list = createPulseList(arena, rows * 32)
    for (let row = 0; row < rows; row++) push(list, row * 32 + 3, 2)
    let largest = 0
    for (const xbar of [fused, single]) sendPulses(xbar, list, 20)
    for (const [drawIndex, t] of [20.001, 20.5, 33, 34, 90, 2000].entries()) {
      const outs = [fused, single].map((xbar) => {
        const out = arena.f32(32)
        xbar.read(events(arena, [0, 2, 5]), { t, drawIndex, gain: 1 }, out)
        return out
      })
      largest = Math.max(largest, distance(outs[0]!, outs[1]!))
    }
    // Sums of twelve conductances of up to 12 uS at 10 uS a unit, in float32.
    expect(largest).toBeLessThan(5e-6)
  })
})

describe('withResolution', () => {
  it('shows one of n levels, and steps below a level add up', () => {
    const bank = bankOf(
      withResolution(model(deviceKinds['constant-step']!, { g_min: 0, g_max: 20, dw_min: 0.01 } as object), { levels: 5 }),
      3,
    )
    const cells = everyCell(arena, 3)
    const shown: number[] = []
    for (let pulse = 0; pulse < 200; pulse++) {
      setPulse(bank, cells, pulse)
      shown.push(bank.columns.g[1]!)
    }
    // 0.1 uS a pulse, levels 5 uS apart.
    shown.forEach((g, pulse) => {
      const beneath = 0.1 * (pulse + 1)
      if (Math.abs((beneath % 5) - 2.5) > 0.01) expect(g).toBe(5 * Math.round(beneath / 5))
    })
    resetPulse(bank, cells, 300)
    expect(bank.columns.g[1]).toBe(0)
    program(bank, cells, floats(arena, [6, 8, 9]))
    expect(Array.from(bank.columns.g)).toEqual([5, 10, 10])
  })
})

describe('composition', () => {
  const sections = {
    stuck: { share: 0.2 },
    endurance: { pulses: 12, sigma: 0.4 },
    retention: { tau: 1000, tau_sigma: 0.1 },
    resolution: { levels: 32 },
  }

  it('the order of sections in a spec does not matter', () => {
    const reversed = Object.fromEntries(Object.entries(sections).reverse())
    const [one, other] = [bankOf(wrapModel(model(pcm), sections), 500), bankOf(wrapModel(model(pcm), reversed), 500)]
    live(one, 30)
    live(other, 30)
    expect(bits(one.columns.g)).toEqual(bits(other.columns.g))
  })

  const around = {
    stuck: (m: DeviceModel) => withStuckAt(m, { share: 0.2 }),
    endurance: (m: DeviceModel) => withEndurance(m, { pulses: 12, sigma: 0.4 }),
    retention: (m: DeviceModel) => withRetention(m, { tau: 1000, tau_sigma: 0.1 }),
    resolution: (m: DeviceModel) => withResolution(m, { levels: 32 }),
  }

  it('in any order, and twice, around any kind: columns of their own, drawn once; the same life whatever other devices do', () => {
    const names = Object.keys(around) as (keyof typeof around)[]
    const orders = fc.shuffledSubarray([...names, ...names], { minLength: 2, maxLength: 6 })
    const kinds = fc.constantFrom(...Object.keys(deviceKinds))
    fc.assert(
      fc.property(kinds, orders, fc.array(fc.tuple(fc.nat(7), fc.nat(3)), { maxLength: 40 }), (name, order, acts) => {
        const device = () => order.reduce((m, wrapper) => around[wrapper](m), model(deviceKinds[name]!))
        const [busy, alone] = [bankOf(device(), 8, name), bankOf(device(), 8, name)]
        expect(Object.keys(busy.model.columns).length).toBe(Object.keys(model(deviceKinds[name]!).columns).length + order.length)
        const fixed = busy.model.declares?.fixed ?? []
        const drawn = fixed.map((own) => bits(float32(busy.columns, own)))
        const one = createCellList(arena, 1)
        one.n = 1
        const out = arena.f32(8)
        acts.forEach(([id, what], t) => {
          for (const bank of id === 3 ? [busy, alone] : [busy]) {
            one.ids[0] = id
            if (what === 0) resetPulse(bank, one, t)
            else setPulse(bank, one, t)
          }
        })
        const ids = Object.keys(busy.columns.own).filter((own) => !(own in (busy.model.rowRead?.columns ?? {})))
        for (const own of ids) expect(busy.columns.own[own]![3], own).toBe(alone.columns.own[own]![3])
        expect(busy.columns.g[3]).toBe(alone.columns.g[3])
        one.ids[0] = 3
        const read = (bank: Bank) => {
          readCells(bank, one, 500, 9, out)
          return out[0]
        }
        expect(read(busy)).toBe(read(alone))
        expect(fixed.map((own) => bits(float32(busy.columns, own)))).toEqual(drawn)
      }),
      { seed: 3, numRuns: 60 },
    )
  })

  it('stuck devices neither relax nor wear', () => {
    const bank = bankOf(wrapModel(model(ideal), { stuck: { share: 1, high_share: 1 }, retention: { tau: 1 } }), 5)
    const out = arena.f32(5)
    readCells(bank, everyCell(arena, 5), 100, 0, out)
    expect(out.every((g) => g === 12)).toBe(true)
  })

  it('fused reads of rows give what reads cell by cell give', () => {
    const { retention: _, ...others } = sections
    const device = wrapModel(model(pcm, { nu_std: 0.01 }), others)
    const read = (m: DeviceModel) => {
      const xbar = createCrossbar(arena, { rows: 20, cols: 17, model: m, rng: createRng('rows'), scale: 10 })
      const pulses = createPulseList(arena, 400)
      for (let synapse = 0; synapse < 20 * xbar.stride; synapse += 3) {
        if (synapse % xbar.stride < 17) push(pulses, synapse, (synapse % 11) - 5)
      }
      for (const t of [10, 20, 30]) sendPulses(xbar, pulses, t)
      const rows = Array.from({ length: 20 }, (_row, i) => i)
      const out = arena.f32(xbar.stride)
      xbar.read(events(arena, rows), { t: 50, drawIndex: 4, gain: 1 }, out)
      return out.slice(0, 17)
    }
    expect(device.rowRead).toBeDefined()
    expect(distance(read(device), read(generic(device)))).toBeLessThan(1e-5)
  })

  it('without sections a model is what it was', () => {
    const device = model(pcm)
    expect(wrapModel(device, {})).toBe(device)
  })

  it('says what is wrong with a section', () => {
    const wrong = (given: object) => () => wrapModel(model(pcm), given as never)
    expect(wrong({ stuk: {} })).toThrow(/unknown wrapper "stuk".*did you mean "stuck"/)
    expect(wrong({ stuck: { shre: 1 } })).toThrow(/device.stuck.shre: unknown parameter.*did you mean "share"/)
    expect(wrong({ stuck: { share: 2 } })).toThrow('device.stuck.share: must be between 0 and 1, not 2')
    expect(wrong({ stuck: { share: true } })).toThrow('device.stuck.share: must be a number, not true')
    expect(wrong({ resolution: { levels: 2.5 } })).toThrow('device.resolution.levels: must be a whole number, not 2.5')
  })

  it('every wrapper describes its parameters, with defaults in bounds', () => {
    for (const { name, title, parameters } of wrappers) {
      expect(title, name).not.toBe('')
      for (const [key, { default: value, doc, between }] of Object.entries(parameters)) {
        expect(doc, key).not.toBe('')
        if (typeof value === 'number') expect(value >= between![0] && value <= between![1], key).toBe(true)
      }
    }
  })
})
