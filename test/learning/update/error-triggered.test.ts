/** Error-triggered learning: its limit without a threshold, what a threshold makes of an error, and what that saves. */
import { describe, expect, it } from 'vitest'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'
import { schemes } from '../../../learning/update/registry.ts'

const SPEC = {
  ...{ seed: 5, task: { inputs: 20, duration: 0.3 }, network: { neurons: 25 }, device: { model: 'pcm' } },
  ...{ crossbar: { scale: 20 }, training: { epochs: 4 } },
  learning: { lr_in: 1e-3, lr_rec: 1e-3, lr_out: 1e-2, rate_regularisation: 0 },
}

async function run(update: object) {
  const { experiment, epochs } = await (await loadRun(await resolveSpec({ ...SPEC, update }))).run()
  const weights = Object.values(experiment.arrays).map((array) => {
    const w = experiment.net.arena.f32(array.rows * array.stride)
    array.weights(1e4, w)
    return Array.from(w)
  })
  const pulses = epochs.reduce((sum, epoch) => sum + epoch.pulses.reduce((inner, { set }) => inner + set, 0), 0)
  return { weights, pulses, triggered: epochs.map(({ triggered }) => triggered) }
}

const transformed = (error: number[], values: object) => {
  const e = Float32Array.from(error)
  schemes['error-triggered']!.trigger!(values as never)?.(e)
  return Array.from(e)
}

describe('error-triggered', () => {
  it('with theta = 0 is the full gradient in whole steps: mixed precision, bit for bit', async () => {
    const [open, mixed] = [await run({ kind: 'error-triggered', error_threshold: 0 }), await run({ kind: 'mixed-precision' })]
    expect(open.weights).toEqual(mixed.weights)
    expect(open.pulses).toBe(mixed.pulses)
    expect(mixed.triggered[0]).toBeUndefined()
    expect(mixed.pulses).toBeGreaterThan(100)
  })

  it('keeps sign(err) floor(|err| / theta) theta, or sign(err) theta where ternary', () => {
    const error = [0.4, -0.5, 1.2, -1.9, 0, -0.1]
    expect(transformed(error, { error_threshold: 0.5, error_ternary: false }).map((x) => x + 0)).toEqual([0, -0.5, 1, -1.5, 0, 0])
    expect(transformed(error, { error_threshold: 0.5, error_ternary: true }).map((x) => x + 0)).toEqual([
      0, -0.5, 0.5, -0.5, 0, 0,
    ])
    expect(transformed(error, { error_threshold: 0 })).toEqual(Array.from(Float32Array.from(error)))
  })

  it('over all errors teaches nothing: no pulse; in between it sends fewer than the full gradient', async () => {
    const [none, some] = [
      await run({ kind: 'error-triggered', error_threshold: 100 }),
      await run({ kind: 'error-triggered', error_threshold: 1 }),
    ]
    const all = await run({ kind: 'error-triggered', error_threshold: 0 })
    expect(none.pulses).toBe(0)
    expect(some.pulses).toBeGreaterThan(0)
    expect(some.pulses).toBeLessThan(all.pulses)
    // 3 patterns of 300 steps, one output each: hardly an error is exactly 0.
    for (const { triggered } of [none, some]) {
      expect(triggered).toHaveLength(4)
      for (const counts of triggered) expect(counts!.errors).toBeGreaterThan(890)
      for (const counts of triggered) expect(counts!.errors).toBeLessThanOrEqual(900)
    }
    expect(none.triggered.every((counts) => counts!.kept === 0)).toBe(true)
    expect(some.triggered.every((counts) => counts!.kept > 0 && counts!.kept < counts!.errors)).toBe(true)
  })
})
