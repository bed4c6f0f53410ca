/** Least squares on one array: the regression itself, the law of the bias of plain SGD, and that the runs follow it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { softBounds } from '../../devices/models/soft-bounds.ts'
import { biasOfSgd } from '../../studies/least-squares-bias.ts'
import { candidates, METHODS, SGD, V4, valuesOf } from '../../studies/least-squares-methods.ts'
import { type Regressed, regress } from '../../studies/least-squares-run.ts'
import { model } from '../support/bank.ts'
import { moments } from '../support/statistics.ts'

const fp32 = METHODS.find(({ name }) => name === 'fp32')!
const DEVICE = model(softBounds, { dw_min: 0.01, up_down: 1 / 3 })

function learn(method: (typeof METHODS)[number], settings: Record<string, number>, noise = 0.3, updates = 4000) {
  return regress({ model: DEVICE, scale: 10, scheme: method.scheme, ...valuesOf(method, settings), updates, noise, seed: 5 })
}

describe('the regression', () => {
  it('is exact in float32 without noise, and its loss falls to 0', () => {
    const { weights, target, curve, error, symmetricPoints } = learn(fp32, { rate: 0.03 }, 0, 2000)
    weights.forEach((w, i) => {
      expect(w).toBeCloseTo(target[i]!, 5)
    })
    expect(error).toBeLessThan(1e-5)
    expect(curve.at(-1)).toMatchObject({ updates: 2000, excess: expect.closeTo(0, 8) })
    expect(symmetricPoints).toBeUndefined()
  })

  it('knows the symmetric points of the devices: 0.2 for steps down two thirds as long as steps up', () => {
    for (const s of learn(SGD, { rate: 0.01 }, 0, 40).symmetricPoints!) expect(s).toBeCloseTo(0.2, 5)
  })
})

describe('the bias of plain SGD', () => {
  const of = (wanted: number, s: number, loss: number) =>
    biasOfSgd({ target: [wanted], symmetricPoints: [s], loss } as unknown as Regressed)[0]!

  it('is a root of the law, between the target and the symmetric point, and 0 without a loss', () => {
    const inside = fc.double({ min: -0.9, max: 0.9, noNaN: true })
    fc.assert(
      fc.property(inside, inside, fc.double({ min: 0, max: 9, noNaN: true }), (wanted, s, loss) => {
        const w = of(wanted, s, loss)
        const m = (2 / Math.PI) * Math.sqrt(loss)
        expect((w - wanted) * (1 - s * w)).toBeCloseTo(m * (s - w), 9)
        expect(w).toBeGreaterThanOrEqual(Math.min(wanted, s) - 1e-12)
        expect(w).toBeLessThanOrEqual(Math.max(wanted, s) + 1e-12)
        expect(of(wanted, s, 0)).toBeCloseTo(wanted, 9)
      }),
    )
  })

  it('is where runs at two rates end, less than a third of it away; Tiki-Taka v4 ends within 0.02 of the targets', () => {
    for (const rate of [0.005, 0.02]) {
      const run = learn(SGD, { rate }, 0.3, 12_000)
      const expected = biasOfSgd(run)
      const away = (from: readonly number[]) => moments(run.weights.map((w, i) => w - from[i]!))
      expect(away(run.target).std).toBeGreaterThan(0.07)
      expect(Math.abs(away(run.target).mean)).toBeGreaterThan(0.02)
      expect(away(expected).std).toBeLessThan(0.02)
      expect(Math.abs(away(expected).mean)).toBeLessThan(0.01)
    }
    const { weights, target } = learn(V4, { rate: 0.08, transfer_lr: 0.01, chop_reads: 10 }, 0.3, 8000)
    const off = moments(weights.map((w, i) => w - target[i]!))
    expect(Math.hypot(off.mean, off.std)).toBeLessThan(0.02)
  })
})

describe('the search', () => {
  it('has as many candidates for every method, inside its ranges, no two alike', () => {
    for (const method of METHODS) {
      const found = candidates(method, 24)
      expect(new Set(found.map((settings) => JSON.stringify(settings))).size).toBe(24)
      for (const settings of found) {
        expect(Object.keys(settings)).toEqual(Object.keys(method.ranges))
        for (const [name, [from, to]] of Object.entries(method.ranges)) {
          expect(settings[name]).toBeGreaterThanOrEqual(from)
          expect(settings[name]).toBeLessThanOrEqual(to)
        }
      }
    }
  })
})
