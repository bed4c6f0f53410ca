/** Global drift compensation: exact where all devices drift alike, right on average where they do not. */
import { describe, expect, it } from 'vitest'
import { createCrossbar } from '../../crossbar/create.ts'
import { compensated, totalConductance } from '../../crossbar/drift-compensation.ts'
import { pcm } from '../../devices/models/pcm.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { model, type PcmChanges } from '../support/bank.ts'
import { spread } from '../support/draws.ts'
import { events } from '../support/events.ts'
import { moments } from '../support/statistics.ts'

const arena = new Arena()
const [ROWS, COLS, SCALE] = [30, 30, 10]

/** Weights between -1 and 1, programmed at time 0. */
function array(changes: PcmChanges, autapses = true) {
  const options = { rows: ROWS, cols: COLS, model: model(pcm, changes), rng: createRng('gdc'), scale: SCALE, autapses }
  return createCrossbar(arena, options, Float32Array.from(spread(5, ROWS * 32, -1, 1)))
}

/** What every row gives when it alone spikes. */
function currents({ read }: Pick<ReturnType<typeof array>, 'read'>, t: number): Float64Array {
  const out = arena.f32(32)
  const all = new Float64Array(ROWS * COLS)
  for (let row = 0; row < ROWS; row++) {
    out.fill(0)
    read(events(arena, [row]), { t, drawIndex: row, gain: 1 }, out)
    all.set(out.subarray(0, COLS), row * COLS)
  }
  return all
}

describe('global drift compensation', () => {
  it.each([1e3, 1e5, 1e8])(
    'gives back every current exactly where all devices drift alike and reads are noiseless, after %d s',
    (t) => {
      const xbar = array({ read_noise: false })
      const before = currents(xbar, 100)
      const drifted = currents(xbar, t)
      const after = currents(compensated(xbar, totalConductance(xbar, 100) / totalConductance(xbar, t)), t)
      for (let i = 0; i < before.length; i++) {
        expect(drifted[i]).toBeCloseTo(before[i]! * (t / 100) ** -0.04, 5)
        expect(Math.abs(after[i]! - before[i]!)).toBeLessThan(2e-6)
      }
    },
  )

  it('keeps the mean of devices that drift by different exponents and leaves their spread: nu_std ln(t / t_ref)', () => {
    const [first, t, nu_std] = [100, 1e5, 0.004]
    const xbar = array({ read_noise: false, nu_std })
    const before = currents(xbar, first)
    const factor = totalConductance(xbar, first) / totalConductance(xbar, t)
    const after = currents(compensated(xbar, factor), t)
    const large = Array.from(before.keys()).filter((i) => Math.abs(before[i]!) > 0.3)
    const ratio = moments(large.map((i) => after[i]! / before[i]!))
    const expected = nu_std * Math.log(t / first)
    expect(Math.abs(ratio.mean - 1)).toBeLessThan(5 * ratio.se)
    // The standard error of a standard deviation is 1/sqrt(2 n) of it; the device at rest of each pair adds up to 1 %.
    expect(Math.abs(ratio.std / expected - 1)).toBeLessThan(4 / Math.sqrt(2 * large.length) + 0.01)
  })

  it('reads every device of the array once, but neither the padding nor absent pairs', () => {
    for (const autapses of [true, false]) {
      const xbar = array({ read_noise: false, drift: false }, autapses)
      let sum = 0
      xbar.bank.columns.g.forEach((g, id) => {
        const [row, c] = [Math.floor(id / 32) % ROWS, id % 32]
        if (c < COLS && (autapses || row !== c)) sum += g
      })
      expect(totalConductance(xbar, 50)).toBeCloseTo(sum, 6)
    }
  })

  it('is measured with read noise, which averages out, and the same at the same time', () => {
    const [quiet, noisy] = [array({ read_noise: false }), array({})]
    const total = totalConductance(noisy, 1e4)
    expect(totalConductance(noisy, 1e4)).toBe(total)
    expect(totalConductance(noisy, 1e4 + 1)).not.toBe(total)
    // A device at rest, 0.1 uS with noise of 0.133 uS, reads 0.015 to 0.06 uS high, for no read is below 0.
    const bias = total / totalConductance(quiet, 1e4) - 1
    expect(bias).toBeGreaterThan(0)
    expect(bias).toBeLessThan(0.02)
  })

  it('weights are compensated as the reads are', () => {
    const xbar = array({})
    const [plain, doubled] = [arena.f32(ROWS * 32), arena.f32(ROWS * 32)]
    xbar.weights(0, plain)
    compensated(xbar, 2).weights(0, doubled)
    expect(Array.from(doubled)).toEqual(Array.from(plain, (w) => 2 * w))
  })
})
