/** The kernels of neurons, traces and gradients equal their plain twins, for random sizes and states. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena, padded } from '../../kernels/arena.ts'
import * as twin from '../oracle/twins.ts'
import { distance, excess, floats, words } from '../support/columns.ts'
import { normals, pick, spread } from '../support/draws.ts'

const arena = new Arena()
const { kernels } = arena

const seed = fc.integer({ min: 1, max: 2 ** 31 })
const size = fc.integer({ min: 1, max: 40 })
const chance = fc.constantFrom(0, 0.05, 0.3, 1)
const decay = fc.double({ min: 0, max: 1, noNaN: true }).map(Math.fround)
/** A few float32 roundings of the largest number that takes part. */
const ROUNDING = 1e-6

const double = (values: Float32Array) => Float64Array.from(values)

describe('membraneStep', () => {
  interface Options {
    readonly refractory: number
    readonly adaptive: boolean
    readonly alpha: number
    readonly rho: number
  }

  /** One step of n neurons in any state, in the kernel and in the twin. */
  function step(s: number, n: number, { refractory, adaptive, alpha, rho }: Options) {
    const theta = Math.fround(0.6)
    const gain = Math.fround(0.5)
    const spiked = new Set(pick(s, n, 0.2))
    const z = Array.from({ length: n }, (_, j) => (spiked.has(j) ? 1 : 0))
    const columns = {
      v: floats(arena, spread(s, n, -1, 1.5)),
      a: floats(arena, spread(s + 1, n, 0, 2)),
      z: floats(arena, z),
      left: floats(
        arena,
        spread(s + 2, n, 0, 1).map((u, j) =>
          spiked.has(j) ? 0 : Math.max(0, Math.floor(u * 2 * (refractory + 1)) - refractory - 1),
        ),
      ),
      current: floats(
        arena,
        normals(s + 3, n).map((x) => 0.3 * x),
      ),
      beta: floats(
        arena,
        spread(s + 4, n, 0, 0.5).map((b, j) => (adaptive && j % 2 ? b : 0)),
      ),
    }
    const { v, a, left, current, beta } = columns
    const expected = {
      v: double(v),
      a: double(a),
      z: double(columns.z),
      left: double(left),
      psi: new Float64Array(n),
      spikes: new Uint32Array(n),
    }
    const parameters = { alpha, zeta: 1, threshold: theta, rho, gammaOverTheta: gain, refractory }
    const { psi, spikes } = expected
    const count = twin.membraneStep(
      n,
      expected.v,
      expected.a,
      expected.z,
      expected.left,
      double(current),
      double(beta),
      psi,
      spikes,
      parameters,
    )
    const got = { ...columns, psi: arena.f32(n), spikes: words(arena, new Array(n).fill(99)), trace: arena.f32(n) }
    const pointers = [v.ptr, a.ptr, got.z.ptr, left.ptr, current.ptr, beta.ptr] as const
    const rest = [alpha, theta, rho, gain, refractory, got.psi.ptr, got.spikes.ptr] as const
    const gotCount = kernels.membraneStep(padded(n), ...pointers, ...rest, got.trace.ptr)
    /** Distance of each neuron from its threshold: spikes nearer than rounding may differ. */
    const margin = expected.v.map((x, j) => Math.abs(x - (theta + beta[j]! * expected.a[j]!)))
    return { got, gotCount, expected, count, margin, pointers, rest }
  }

  const options = fc.record({ refractory: fc.constantFrom(0, 1, 5), adaptive: fc.boolean(), alpha: decay, rho: decay })

  it('makes the same membrane, adaptation, waiting time, psi and spikes, for plain, adaptive and refractory neurons', () => {
    fc.assert(
      fc.property(seed, size, options, (s, n, o) => {
        const { got, gotCount, expected, count, margin } = step(s, n, o)
        fc.pre(margin.every((m) => m > 1e-5))
        expect(excess(n, (j) => [got.v[j]!, expected.v[j]!, 3e-6])).toBeLessThan(1)
        expect(excess(n, (j) => [got.a[j]!, expected.a[j]!, 3e-6])).toBeLessThan(1)
        expect(excess(n, (j) => [got.psi[j]!, expected.psi[j]!, 3e-6])).toBeLessThan(1)
        expect(Array.from(got.z)).toEqual(Array.from(expected.z))
        expect(Array.from(got.left)).toEqual(Array.from(expected.left))
        expect(gotCount).toBe(count)
        expect(Array.from(got.spikes.subarray(0, count))).toEqual(Array.from(expected.spikes.subarray(0, count)))
        expect(Array.from(got.spikes.subarray(count))).toEqual(new Array(n - count).fill(99))
      }),
      { seed: 1 },
    )
  })

  it('clears the current for the next step and copies the membrane to the trace', () => {
    const { got } = step(5, 21, { refractory: 2, adaptive: true, alpha: 0.9, rho: 0.99 })
    expect(Array.from(got.current)).toEqual(new Array(21).fill(0))
    expect(Array.from(got.trace)).toEqual(Array.from(got.v))
  })

  it('a spike holds psi and spikes back for exactly the refractory steps, however strong the drive', () => {
    const column = () => arena.f32(4)
    const [v, a, z, left, current, beta, psi] = [column(), column(), column(), column(), column(), column(), column()]
    const spikes = arena.u32(4)
    const fired: number[] = []
    const learns: number[] = []
    for (let t = 0; t < 20; t++) {
      current[0] = 1.2
      const pointers = [v.ptr, a.ptr, z.ptr, left.ptr, current.ptr, beta.ptr] as const
      if (kernels.membraneStep(4, ...pointers, 0, 1, 0, 1, 3, psi.ptr, spikes.ptr, 0) > 0) fired.push(t)
      if (psi[0]! > 0) learns.push(t)
    }
    // Driven over threshold at every step, a neuron fires at every fourth.
    expect(fired).toEqual([0, 4, 8, 12, 16])
    expect(learns).toEqual(fired)
  })
})

describe('traces', () => {
  it('traceStep decays all and adds the gain at the listed entries', () => {
    fc.assert(
      fc.property(seed, size, chance, decay, (s, n, listed, d) => {
        const trace = floats(arena, normals(s, n))
        const expected = double(trace)
        const spikes = words(arena, pick(s, n, listed))
        twin.traceStep(n, expected, d, Math.fround(0.3), spikes, spikes.length)
        kernels.traceStep(padded(n), trace.ptr, d, 0.3, spikes.ptr, spikes.length)
        expect(distance(trace, expected)).toBeLessThan(ROUNDING)
      }),
      { seed: 2 },
    )
  })

  it('reverseFilter runs an exponential filter backwards over a trial', () => {
    fc.assert(
      fc.property(seed, size, fc.integer({ min: 1, max: 60 }), decay, (s, n, T, d) => {
        const stride = padded(n)
        const x = floats(arena, normals(s, T * stride))
        const expected = double(x)
        twin.reverseFilter(T, stride, stride, expected, d)
        kernels.reverseFilter(T, stride, x.ptr, d)
        expect(distance(x, expected)).toBeLessThan(10 * ROUNDING)
      }),
      { seed: 3 },
    )
  })
})

describe('adjointSweep', () => {
  it('carries signal, bias and adaptation backwards as the twin does, for one or more outputs', () => {
    fc.assert(
      fc.property(
        seed,
        size,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        (s, n, T, outputs, adaptive) => {
          const [stride, errorStride] = [padded(n), 16]
          const [alpha, rho] = [Math.fround(0.9), Math.fround(0.97)]
          const psi = floats(arena, spread(s, T * stride, 0, 0.5))
          const error = floats(arena, normals(s + 1, T * errorStride))
          const feedback = floats(arena, normals(s + 2, outputs * stride))
          const bias = floats(arena, normals(s + 3, stride))
          const weight = floats(arena, spread(s + 4, T, 0, 1))
          const beta = floats(arena, spread(s + 5, stride, 0, adaptive ? 0.4 : 0))
          const lambda = floats(arena, normals(s + 6, stride))
          const signal = new Float64Array(T * stride)
          for (let t = 0; t < T; t++) {
            for (let j = 0; j < stride; j++) {
              let sum = bias[j]! * weight[t]!
              for (let k = 0; k < outputs; k++) sum += feedback[k * stride + j]! * error[t * errorStride + k]!
              signal[t * stride + j] = sum
            }
          }
          const expected = double(psi)
          twin.adjointSweep(T, stride, stride, expected, signal, alpha, rho, double(beta))
          const pointers = [psi.ptr, error.ptr, outputs, errorStride, feedback.ptr, bias.ptr, weight.ptr] as const
          kernels.adjointSweep(T, stride, ...pointers, alpha, rho, beta.ptr, lambda.ptr)
          expect(distance(psi, expected)).toBeLessThan(5 * ROUNDING)
        },
      ),
      { seed: 4 },
    )
  })
})

describe('gradientFromEvents', () => {
  it('sums R over the events of each row, shifted, and passes over those that the shift takes out of the trial', () => {
    fc.assert(
      fc.property(
        seed,
        size,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(-1, 0, 1),
        chance,
        (s, n, rows, T, shift, rate) => {
          const stride = padded(n)
          const trains = Array.from({ length: rows }, (_, i) => pick(s + i, T, rate))
          const offsets = words(arena, [0, ...trains.map((_, i) => trains.slice(0, i + 1).flat().length)])
          const times = words(arena, trains.flat())
          const R = floats(arena, normals(s, T * stride))
          const out = floats(arena, new Array(rows * stride).fill(5))
          const expected = new Float64Array(rows * stride)
          twin.gradientFromEvents(rows, offsets, times, R, stride, stride, 0.7, shift, T, expected)
          kernels.gradientFromEvents(rows, offsets.ptr, times.ptr, R.ptr, T, stride, shift, 0.7, out.ptr)
          // What stood in out before is overwritten; a row without events is 0.
          expect(distance(out, expected)).toBeLessThan(5 * ROUNDING)
        },
      ),
      { seed: 5 },
    )
  })
})

describe('eligibilityStep', () => {
  const modes = fc.record({ adaptive: fc.boolean(), regularised: fc.boolean(), flat: fc.boolean() })

  it('updates every eligibility as the twin does, with and without adaptation and regularisation', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 12 }), size, modes, (s, rows, n, { adaptive, regularised, flat }) => {
        const stride = padded(n)
        const cells = rows * stride
        const [rho, kappa] = [Math.fround(0.98), Math.fround(0.9)]
        const epsV = floats(arena, spread(s, rows, 0, 2))
        const psi = floats(arena, spread(s + 1, stride, 0, 0.5))
        const signal = floats(arena, normals(s + 2, stride))
        const beta = floats(arena, spread(s + 3, stride, 0, adaptive ? 0.5 : 0))
        const [epsA, eBar, eSum, grad] = [4, 5, 6, 7].map((k) => floats(arena, normals(s + k, cells)))
        if (!adaptive) epsA!.fill(0)
        const [A, bar, sum, gradient] = [epsA!, eBar!, eSum!, grad!].map(double)
        const parameters = { rho, kappa, zetaOut: 1 }
        const neuron = [double(psi), double(signal), double(beta)] as const
        twin.eligibilityStep(rows, stride, stride, double(epsV), A!, bar!, sum!, gradient!, ...neuron, parameters)
        const expectedSum = !regularised ? double(eSum!) : flat ? sum! : double(eSum!).map((x, i) => x + bar![i]!)
        const [adaptation, summed] = [adaptive ? epsA!.ptr : 0, regularised ? eSum!.ptr : 0]
        const pointers = [psi.ptr, signal.ptr, beta.ptr] as const
        kernels.eligibilityStep(
          rows,
          stride,
          epsV.ptr,
          adaptation,
          eBar!.ptr,
          summed,
          grad!.ptr,
          ...pointers,
          rho,
          kappa,
          flat ? 1 : 0,
        )
        if (adaptive) expect(distance(epsA!, A!)).toBeLessThan(ROUNDING)
        expect(distance(eBar!, bar!)).toBeLessThan(ROUNDING)
        expect(distance(grad!, gradient!)).toBeLessThan(ROUNDING)
        expect(distance(eSum!, expectedSum)).toBeLessThan(ROUNDING)
      }),
      { seed: 6 },
    )
  })
})

describe('denseReadRows', () => {
  it('adds the listed rows of a matrix, times a gain, to what is there', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 30 }), size, chance, (s, rows, n, listed) => {
        const stride = padded(n)
        const w = floats(arena, normals(s, rows * stride))
        const out = floats(arena, normals(s + 1, stride))
        const expected = double(out)
        const list = words(arena, pick(s, rows, listed))
        twin.denseRows(list, list.length, w, stride, stride, Math.fround(0.25), expected)
        kernels.denseReadRows(list.ptr, list.length, w.ptr, stride, 0.25, out.ptr)
        expect(distance(out, expected)).toBeLessThan(3 * ROUNDING)
      }),
      { seed: 7 },
    )
  })
})
