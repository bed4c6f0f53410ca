/** The weight mirror: B learns the forward weights from noise, in phases without a task (Akrout et al. 2019; PHYSICS: section 10). */
import { describe, expect, it } from 'vitest'
import { pcm } from '../../../devices/models/pcm.ts'
import { Arena } from '../../../kernels/arena.ts'
import { mixedPrecision } from '../../../learning/update/mixed-precision.ts'
import type { SynapseArray } from '../../../learning/update/scheme.ts'
import { model } from '../../support/bank.ts'
import { excess, floats } from '../../support/columns.ts'
import { normals } from '../../support/draws.ts'
import { feedbackFor } from '../../support/feedback.ts'
import { engineNetwork, randomCase } from '../../support/networks.ts'
import { arrayFactory, exactArray } from '../../support/schemes.ts'
import { moments } from '../../support/statistics.ts'

const arena = new Arena()
const [N, K] = [60, 20]

const { net, arrays } = engineNetwork(
  arena,
  randomCase(3, { inputs: 2, neurons: N, outputs: K, steps: 5, adaptive: 0, refractory: 0, scaled: false }),
)
const { stride } = net.populations[0]!

/** Feedback that mirrors this readout, with B as [outputs][neurons] in one list beside the weights. */
function mirror(rate: number, decay: number, samples: number, out: SynapseArray = arrays.out, gain = 1) {
  const options = { kind: 'weight-mirror', gain, mirror: { rate, decay, samples } } as const
  const feedback = feedbackFor(net, { ...arrays, out }, options)
  const w = arena.f32(N * out.stride)
  out.weights(0, w)
  const place = Array.from({ length: N * K }, (_, i) => [Math.floor(i / N), i % N] as const)
  return {
    ...feedback,
    B: () => place.map(([k, j]) => feedback.paths[0]!.matrix![k * stride + j]!),
    W: place.map(([k, j]) => w[j * out.stride + k]!),
  }
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
const angle = (a: readonly number[], b: readonly number[]) => Math.acos(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)))

describe('the weight mirror', () => {
  it.each([0.004, 0.02])(
    'settles at eta / lambda W, and at an angle of atan sqrt(lambda (N + 1) / (2 - lambda)) to it, lambda = %d',
    (decay) => {
      const [rate, snapshots] = [decay / 2, 20]
      const { begin, B, W } = mirror(rate, decay, Math.ceil(3 / decay))
      const angles: number[] = []
      const mean = new Array<number>(N * K).fill(0)
      for (let n = 0; n < snapshots + 3; n++) {
        begin(n, 1000 * n)
        if (n < 3) continue
        angles.push(angle(B(), W))
        B().forEach((b, i) => {
          mean[i]! += b / snapshots
        })
      }
      const degrees = (rad: number) => (180 / Math.PI) * rad
      const expected = degrees(Math.atan(Math.sqrt((decay * (N + 1)) / (2 - decay))))
      expect(Math.abs(degrees(moments(angles).mean) - expected)).toBeLessThan(1.5)
      // PHYSICS gives it roughly, for small lambda and large N.
      expect(Math.abs(expected - degrees(Math.atan(Math.sqrt((decay * N) / 2))))).toBeLessThan(0.5)
      // The slope of the mean of B over W: its standard error is the tangent over the root of all that is averaged, below 1 %.
      expect(Math.abs(dot(mean, W) / dot(W, W) / (rate / decay) - 1)).toBeLessThan(0.04)
    },
  )

  it('is B <- (1 - lambda) B + eta (W xi) xi^T, sample by sample: without decay it only adds, with decay alone it shrinks', () => {
    const start = mirror(0.01, 0, 1).B()
    const shrunk = mirror(1e-12, 0.25, 3)
    shrunk.begin(0, 0)
    const after = shrunk.B()
    expect(excess(N * K, (i) => [after[i]!, start[i]! * 0.75 ** 3, 1e-6])).toBeLessThan(1)
    const one = mirror(0.01, 0, 1)
    one.begin(0, 0)
    const step = one.B().map((b, i) => (b - start[i]!) / 0.01)
    // A sample's change is (W xi) xi^T: all its 2 x 2 minors vanish.
    const minors = Array.from(
      { length: K - 1 },
      (_, k) => step[k * N]! * step[(k + 1) * N + 1]! - step[k * N + 1]! * step[(k + 1) * N]!,
    )
    expect(excess(K - 1, (k) => [minors[k]!, 0, 1e-3])).toBeLessThan(1)
    expect(Math.hypot(...step)).toBeGreaterThan(1)
  })

  it('does not follow the gradient, and shows other noise before every trial', () => {
    const { begin, learn, B } = mirror(0.01, 0.01, 1)
    const start = B()
    learn({ connection: 'out', direction: floats(arena, normals(1, N * arrays.out.stride)), rate: 0.1 }, 0)
    expect(B()).toEqual(start)
    const states = [0, 1, 2].map((n) => {
      begin(n, 10 * n)
      return String(B())
    })
    expect(new Set(states).size).toBe(3)
  })

  it('learns weights on devices as they are read, drifted, and not as the controller knows them', () => {
    const initial = floats(
      arena,
      normals(7, N * 32).map((x, i) => (i % 32 < K ? 0.4 * x : 0)),
    )
    const make = arrayFactory(arena, { model: model(pcm, { nu: 0.1 }), replicas: 1 }, 'mirror')
    const out = mixedPrecision.create({ rows: N, cols: K, autapses: true }, initial, make, {})
    const [rate, decay] = [0.005, 0.01]
    const { begin, B, W } = mirror(rate, decay, 300, out)
    const slopes: number[] = []
    for (let n = 0; n < 14; n++) {
      begin(3.86e4, 1000 * n)
      if (n >= 2) slopes.push(dot(B(), W) / dot(W, W) / (rate / decay))
    }
    // (3.86e4 / 38.6)^-0.1
    expect(Math.abs(moments(slopes).mean - 0.501)).toBeLessThan(0.03)
  })

  it('in an array of its own asks that array for the same changes', () => {
    const digital = mirror(0.01, 0.02, 25)
    digital.begin(0, 0)
    let held: SynapseArray & { readonly w: Float32Array } = exactArray(arena, 1, 1)
    const options = { kind: 'weight-mirror', store: 'array', mirror: { rate: 0.01, decay: 0.02, samples: 25 } } as const
    const feedback = feedbackFor(net, arrays, options, (_name, rows, cols, initial) => {
      held = exactArray(arena, rows, cols, initial as never)
      return held
    })
    feedback.begin(0, 0)
    const B = digital.B()
    expect(excess(N * K, (i) => [held.w[Math.floor(i / N) * stride + (i % N)]!, B[i]!, 1e-5])).toBeLessThan(1)
    expect(Object.keys(feedback.arrays)).toEqual(['feedback/out'])
  })
})
