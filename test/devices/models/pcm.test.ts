/** Phase-change memory: the published statistics, each noise by itself, and the identity of a device over its life. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCellList, everyCell, readCells, resetPulse, setPulse } from '../../../devices/bank.ts'
import { float32 } from '../../../devices/model.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import { Arena } from '../../../kernels/arena.ts'
import golden from '../../golden/pcm_statistics.json' with { type: 'json' }
import { model, type PcmChanges, pcmBank } from '../../support/bank.ts'
import { bits, distance, excess } from '../../support/columns.ts'
import { moments } from '../../support/statistics.ts'

const MIB = 1024 * 1024

interface Golden {
  readonly mean: number
  readonly std: number
  readonly se_mean: number
  readonly n: number
  readonly q05: number
  readonly q50: number
  readonly q95: number
}

/**
 * Means and quantiles within 5 standard errors of both samples together (1 - 6e-7 each), std within 1 %, or within 5 of its standard
 * errors where few devices make all of it (12 uS read after 1 s: all but 1 in 4000 at the clamp).
 */
function expectSame(values: Float32Array, expected: Golden): void {
  const { n, mean, std, se, seStd } = moments(values)
  expect(Math.abs(mean - expected.mean) / Math.hypot(se, expected.se_mean), 'mean, in standard errors').toBeLessThan(5)
  expect(Math.abs(std / expected.std - 1), 'std').toBeLessThan(Math.max(0.01, 5 * seStd * Math.sqrt(1 + n / expected.n)))
  for (const [share, quantile] of [
    [0.05, expected.q05],
    [0.5, expected.q50],
    [0.95, expected.q95],
  ] as const) {
    let [below, upTo] = [0, 0]
    for (const x of values) {
      if (x < quantile) below++
      if (x <= quantile) upTo++
    }
    const tolerance = 5 * Math.sqrt(share * (1 - share) * (1 / n + 1 / expected.n))
    // Clamping heaps devices on one value: the quantile then lies anywhere within the heap.
    expect(below / n, `share below quantile ${share}`).toBeLessThan(share + tolerance)
    expect(upTo / n, `share up to quantile ${share}`).toBeGreaterThan(share - tolerance)
  }
}

describe.each([
  [12, golden.set_pulses_gmax12],
  [20, golden.set_pulses_gmax20],
])('640,000 devices, Gmax %i', (g_max, expected) => {
  const n = 640_000
  const arena = new Arena(64 * MIB)
  const bank = pcmBank(arena, n, `golden ${g_max}`, { g_max })
  const all = everyCell(arena, n)

  it.each(expected.map((row) => [row.pulse, row]))(
    'have the published mean, spread and quantiles after %i SET pulses',
    (pulse, row) => {
      if (pulse > 0) setPulse(bank, all, pulse)
      expect(bank.columns.set_count[0]).toBe(pulse)
      expectSame(bank.columns.g, row)
    },
  )

  it('and after RESET are again where they began', () => {
    resetPulse(bank, all, 100)
    expectSame(bank.columns.g, expected[0]!)
    expect(float32(bank.columns, 'p').every((p) => p === 1)).toBe(true)
  })
})

describe('reads of 320,000 devices', () => {
  const n = 320_000
  const arena = new Arena(64 * MIB)
  const bank = pcmBank(arena, n, 'golden reads', { read_min: 0.1, read_max: 12 })
  const all = everyCell(arena, n)
  const out = arena.f32(n)

  it.each(golden.reads.map((row, event) => [row.g, row.t, row, event] as const))(
    'of %f uS after %f s have the published mean, spread and quantiles',
    (g, t, row, event) => {
      bank.columns.g.fill(g)
      readCells(bank, all, t, event, out)
      expectSame(out, row)
    },
  )
})

describe('each noise alone', () => {
  const arena = new Arena(16 * MIB)
  const n = 2000
  const all = everyCell(arena, n)
  const out = arena.f32(n)
  const quiet = { write_noise: false, read_noise: false, drift: false }
  const pulsed = (changes: PcmChanges, pulses: number, t: number) => {
    const bank = pcmBank(arena, n, 'switches', changes)
    for (let i = 0; i < pulses; i++) setPulse(bank, all, 0)
    readCells(bank, all, t, 0, out)
    return {
      written: moments(bank.columns.g),
      read: moments(out),
      difference: moments(out.map((x, i) => x - bank.columns.g[i]!)),
      bank,
    }
  }

  it('without any, pulses follow the mean equation step by step, up to the clamp, and reads give the conductance', () => {
    const bank = pcmBank(arena, n, 'quiet', quiet)
    let [g, p] = [0.1, 1]
    expect(bank.columns.g.every((x) => x === Math.fround(0.1))).toBe(true)
    for (let pulse = 1; pulse <= 40; pulse++) {
      setPulse(bank, all, pulse)
      p *= Math.exp(-1 / 2.6)
      g = Math.min(12, g - 0.084 * g + 0.88 + 1.4 * p)
      const worst = excess(n, (id) => [bank.columns.g[id]!, g, 1e-5])
      expect(worst).toBeLessThan(1)
    }
    readCells(bank, all, 1e6, 0, out)
    expect(bits(out)).toEqual(bits(bank.columns.g))
    resetPulse(bank, all, 50)
    expect(bank.columns.g.every((x) => x === Math.fround(0.1))).toBe(true)
  })

  it('write noise spreads what is written and leaves reads exact', () => {
    const { written, difference } = pulsed({ ...quiet, write_noise: true }, 1, 1e6)
    expect(Math.abs(written.std / golden.set_pulses_gmax12[1]!.std - 1)).toBeLessThan(0.1)
    expect(difference).toMatchObject({ mean: 0, std: 0 })
  })

  it('read noise spreads reads by 0.03 G + 0.13 uS and leaves what is written', () => {
    const { written, read, difference } = pulsed({ ...quiet, read_noise: true }, 4, 1e6)
    expect(written.std).toBeLessThan(1e-6)
    const sigma = 0.03 * written.mean + 0.13
    // Within 5 standard errors: 1/sqrt(2 n) relative for the spread, sigma/sqrt(n) for the mean.
    expect(Math.abs(read.std / sigma - 1)).toBeLessThan(5 / Math.sqrt(2 * n))
    expect(Math.abs(difference.mean)).toBeLessThan((5 * sigma) / Math.sqrt(n))
  })

  it('drift lowers reads by (t/T0)^-nu and leaves what is written', () => {
    const { written, read } = pulsed({ ...quiet, drift: true }, 4, 386)
    expect(written.std).toBeLessThan(1e-6)
    expect(read.mean / written.mean).toBeCloseTo(10 ** -0.04, 6)
    expect(read.std).toBeLessThan(1e-6)
  })

  it('reads are clamped to [read_min, read_max]', () => {
    const { bank } = pulsed({ read_min: 1, read_max: 2 }, 2, 38.6)
    expect(moments(bank.columns.g).std).toBeGreaterThan(1)
    expect([Math.min(...out), Math.max(...out)]).toEqual([1, 2])
  })
})

describe('the drift exponent of a device', () => {
  const arena = new Arena(64 * MIB)
  const n = 20_000
  const all = everyCell(arena, n)

  it('has the declared mean and spread over devices (4 standard errors)', () => {
    const { mean, std } = moments(float32(pcmBank(arena, n, 'nu', { nu: 0.05, nu_std: 0.008 }).columns, 'nu'))
    expect(Math.abs(mean - 0.05)).toBeLessThan((4 * 0.008) / Math.sqrt(n))
    expect(Math.abs(std / 0.008 - 1)).toBeLessThan(4 / Math.sqrt(2 * n))
  })

  it('is the same for all devices by default', () => {
    const nu = float32(pcmBank(arena, 100, 'nu').columns, 'nu')
    expect(nu.every((x) => x === Math.fround(0.04))).toBe(true)
  })

  it('is never negative: such draws are taken as no drift', () => {
    const nu = float32(pcmBank(arena, n, 'nu', { nu: 0.01, nu_std: 0.01 }).columns, 'nu')
    // A normal lies below -1 sigma with 15.87 %; 4 standard errors.
    const none = nu.filter((x) => x === 0).length / n
    expect(Math.abs(none - 0.158655)).toBeLessThan(4 * Math.sqrt((0.158655 * 0.841345) / n))
    expect(Math.min(...nu)).toBe(0)
  })

  it('persists over SET, RESET and reads, bit by bit, and is the one that reads follow', () => {
    const bank = pcmBank(arena, n, 'nu', { nu_std: 0.01, read_noise: false })
    const nu = float32(bank.columns, 'nu')
    const drawn = bits(nu)
    const [early, late] = [arena.f32(n), arena.f32(n)]
    for (const round of [0, 1]) {
      setPulse(bank, all, 100 * round)
      readCells(bank, all, 100 * round + 40, 2 * round, early)
      readCells(bank, all, 100 * round + 4000, 2 * round + 1, late)
      const measured = early.map((x, id) => -Math.log(late[id]! / x) / Math.log(100))
      expect(excess(n, (id) => [measured[id]!, nu[id]!, 1e-6])).toBeLessThan(1)
      resetPulse(bank, all, 100 * round + 50)
    }
    expect(bits(nu)).toEqual(drawn)
  })
})

describe('identity', () => {
  const arena = new Arena(16 * MIB)
  const devices = 24
  type Act = { readonly act: 'set' | 'reset' | 'read'; readonly of: number }
  const act = fc.record({
    act: fc.constantFrom('set', 'set', 'set', 'reset', 'read'),
    of: fc.integer({ min: 0, max: devices - 1 }),
  })

  it('a device after its n-th pulse is the same whatever happened to all others, in any order and at any time', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), fc.integer({ min: 0, max: devices - 1 }), (acts: Act[], kept) => {
        const changes = { nu_std: 0.01 }
        const [busy, alone] = [pcmBank(arena, devices, 'life', changes), pcmBank(arena, devices, 'life', changes)]
        const one = createCellList(arena, 1)
        one.n = 1
        const out = arena.f32(1)
        acts.forEach(({ act: what, of }, step) => {
          for (const bank of of === kept ? [busy, alone] : [busy]) {
            one.ids[0] = of
            // Times differ between the two: they change no pulse.
            const t = bank === busy ? step : 7 * step
            if (what === 'set') setPulse(bank, one, t)
            else if (what === 'reset') resetPulse(bank, one, t)
            else readCells(bank, one, t + 1, step, out)
          }
        })
        for (const column of ['g', 'set_count', 'reset_count'] as const)
          expect(busy.columns[column][kept]).toBe(alone.columns[column][kept])
        for (const own of ['p', 'nu']) expect(busy.columns.own[own]![kept]).toBe(alone.columns.own[own]![kept])
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('pulses in one list, in another order or one by one, are the same pulses', () => {
    const [together, apart] = [pcmBank(arena, 37, 'order'), pcmBank(arena, 37, 'order')]
    const all = everyCell(arena, 37)
    const one = createCellList(arena, 1)
    one.n = 1
    for (let pulse = 0; pulse < 3; pulse++) {
      setPulse(together, all, 0)
      for (let id = 36; id >= 0; id--) {
        one.ids[0] = id
        setPulse(apart, one, 0)
      }
    }
    expect(bits(together.columns.g)).toEqual(bits(apart.columns.g))
    // Three pulses of 37 devices: 37 values that differ.
    expect(new Set(together.columns.g).size).toBeGreaterThan(30)
  })

  it('a RESET does not start the noise of SETs anew: a second life differs from the first', () => {
    const bank = pcmBank(arena, 200, 'lives')
    const all = everyCell(arena, 200)
    setPulse(bank, all, 0)
    const first = bank.columns.g.slice()
    resetPulse(bank, all, 1)
    setPulse(bank, all, 2)
    expect(distance(bank.columns.g, first)).toBeGreaterThan(0.1)
  })
})

describe('pulsesToReach', () => {
  /** Mean conductance above that of RESET after n pulses, by the equation. */
  const response = (g_max: number, memory: number, a1: number) => {
    let [g, p] = [0.1, 1]
    return Array.from({ length: 41 }, (_, n) => {
      if (n > 0) {
        p *= Math.exp(-1 / memory)
        g = Math.min(g_max, g - 0.084 * g + 0.88 + a1 * p)
      }
      return g - 0.1
    })
  }

  it('is the number of pulses whose mean response comes nearest to the difference', () => {
    const parameters = [
      fc.double({ min: 0, max: 15, noNaN: true }),
      fc.constantFrom(8, 12, 20),
      fc.constantFrom(1, 2.6),
      fc.constantFrom(0, 1.4),
    ] as const
    fc.assert(
      fc.property(...parameters, (difference, g_max, memory_pulses, a1) => {
        const pulses = model(pcm, { g_max, memory_pulses, a1 }).pulsesToReach!(difference)
        const errors = response(g_max, memory_pulses, a1).map((reached) => Math.abs(reached - difference))
        expect(errors[pulses]! - Math.min(...errors)).toBeLessThan(1e-9)
      }),
      { seed: 2, numRuns: 300 },
    )
  })

  it.each([0, 1, 2, 5, 10, 20])('is %i for exactly the mean response of so many', (pulses) => {
    expect(model(pcm).pulsesToReach!(response(12, 2.6, 1.4)[pulses]!)).toBe(pulses)
  })

  it('stops where a pulse adds nothing more', () => {
    const saturated = response(8, 2.6, 1.4).findIndex((reached) => reached === 8 - 0.1)
    expect(model(pcm, { g_max: 8 }).pulsesToReach!(1e3)).toBe(saturated)
  })
})
