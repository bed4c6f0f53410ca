/** Phase-change memory programmed to targets: the published statistics from an independent tool, and the identity of a device. */
import { describe, expect, it } from 'vitest'
import { type Bank, createBank, everyCell, program, readCells, resetPulse, setPulse } from '../../../devices/bank.ts'
import { float32 } from '../../../devices/model.ts'
import { pcmJoshi2020 } from '../../../devices/models/pcm-joshi-2020.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import golden from '../../golden/pcm_like_statistics.json' with { type: 'json' }
import { model } from '../../support/bank.ts'
import { bits, excess } from '../../support/columns.ts'
import { correlation, moments } from '../../support/statistics.ts'

const N = 200_000
const arena = new Arena(256 * 1024 * 1024)
const wanted = arena.f32(N)
const out = arena.f32(N)
const all = everyCell(arena, N)

type Changes = Partial<Parameters<typeof pcmJoshi2020.create>[0]>

function bankOf(size: number, seed: string, changes: Changes = {}): Bank {
  return createBank(arena, model(pcmJoshi2020, changes), size, createRng(seed))
}

/** Brings all devices to `target` uS. */
function programTo(bank: Bank, cells: typeof all, target: number): void {
  for (let id = 0; id < cells.n; id++) wanted[id] = target - bank.columns.g[id]!
  program(bank, cells, wanted)
}

describe.each(golden.devices.map((row) => [row.g_target, row] as const))('200,000 devices programmed to %f uS', (target, row) => {
  const bank = bankOf(N, `golden ${target}`)
  programTo(bank, all, target)

  /** Mean within 5 standard errors of both samples together, std within 2 %. */
  function expectSame(values: Float32Array, expected: { mean: number; std: number }): void {
    const { mean, std, se } = moments(values)
    expect(Math.abs(mean - expected.mean) / Math.hypot(se, expected.std / Math.sqrt(golden.samples))).toBeLessThan(5)
    expect(Math.abs(std / expected.std - 1)).toBeLessThan(0.02)
  }

  it('have the published mean and spread of programming', () => {
    expectSame(bank.columns.g, row.prog)
    const none = bank.columns.g.filter((g) => g === 0).length / N
    const p = row.prog.frac_zero
    expect(Math.abs(none - p)).toBeLessThanOrEqual(5 * Math.sqrt((2 * p * (1 - p)) / N))
  })

  it('have the published drift exponents', () => {
    expectSame(float32(bank.columns, 'nu'), row.nu)
  })

  it.each(Object.values(row.t).map((at, event) => [at.t_s, at, event] as const))(
    'and after %d s the published reads',
    (t, at, event) => {
      readCells(bank, all, t, event, out)
      expectSame(out, at)
    },
  )
})

it('std of programming is the polynomial of the target, read noise the square root of a logarithm of the age', () => {
  for (const target of [2.5, 12.5, 17, 25]) {
    const bank = bankOf(N, `sigma ${target}`)
    programTo(bank, all, target)
    const g = target / 25
    const sigma = 0.26348 + 1.965 * g - 1.1731 * g * g
    expect(Math.abs(moments(bank.columns.g).std / sigma - 1)).toBeLessThan(0.01)
    const exact = bankOf(N, `noise ${target}`, { write_noise: false, drift: false })
    programTo(exact, all, target)
    for (const t of [1, 3600]) {
      readCells(exact, all, t, t, out)
      const noise = target * Math.min(0.2, 0.0088 / g ** 0.65) * Math.sqrt(Math.log((t + 20 + 250e-9) / 500e-9))
      expect(Math.abs(moments(out).std / noise - 1)).toBeLessThan(0.01)
    }
  }
})

it('a device keeps its place among the drift exponents over programming, pulses and RESET, and reads follow it', () => {
  const n = 5000
  const cells = everyCell(arena, n)
  const bank = bankOf(n, 'identity', { read_noise: false })
  const xi = float32(bank.columns, 'xi_nu')
  const nu = float32(bank.columns, 'nu')
  const drawn = bits(xi)
  const exponents: Float32Array[] = []
  const [early, late] = [arena.f32(n), arena.f32(n)]
  for (const target of [20, 12, 3]) {
    resetPulse(bank, cells, 0)
    programTo(bank, cells, target)
    exponents.push(nu.slice())
    readCells(bank, cells, 20, 0, early)
    readCells(bank, cells, 1e6, 1, late)
    const measured = early.map((g, id) => (g > 0 ? Math.log(late[id]! / g) / -Math.log(1000020 / 40) : nu[id]!))
    expect(excess(n, (id) => [measured[id]!, nu[id]!, 1e-5])).toBeLessThan(1)
  }
  expect(bits(xi)).toEqual(drawn)
  // Where the fold at 0 is out of reach, the exponents of two targets rank the devices alike.
  expect(correlation(exponents[0]!, exponents[1]!)).toBeGreaterThan(0.9999)
  expect(moments(exponents[2]!).mean).toBeGreaterThan(moments(exponents[0]!).mean * 1.05)
})

it('without noise, SET pulses step through the targets, from wherever a device was programmed to, and RESET goes to 0', () => {
  const bank = bankOf(16, 'steps', { write_noise: false, levels: 10 })
  const cells = everyCell(arena, 16)
  const targets: number[] = []
  for (let pulse = 0; pulse < 12; pulse++) {
    setPulse(bank, cells, pulse)
    targets.push(bank.columns.g[3]!)
  }
  expect(targets).toEqual([2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 22.5, 25, 25, 25])
  resetPulse(bank, cells, 20)
  expect(bank.columns.g.every((g) => g === 0)).toBe(true)
  programTo(bank, cells, 6)
  expect(bank.columns.g.every((g) => g === 6)).toBe(true)
  setPulse(bank, cells, 30)
  expect(bank.columns.g.every((g) => g === 7.5)).toBe(true)
})
