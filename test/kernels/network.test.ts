/** The kernels of neurons, traces and gradients equal their plain twins, for random sizes and states. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena, padded } from '../../kernels/arena.ts'
import { frameOf } from '../../kernels/frame.ts'
import { NONE } from '../../kernels/pointer.ts'
import { SURROGATES, type SurrogateName } from '../../network/surrogates.ts'
import * as twin from '../oracle/twins.ts'
import { bits, distance, excess, floats, words } from '../support/columns.ts'
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
    readonly shape: SurrogateName
  }

  /** One step of n neurons in any state, each with constants of its own, in the kernel and in the twin. */
  function step(s: number, n: number, { refractory, adaptive, alpha, rho, shape }: Options) {
    const spiked = new Set(pick(s, n, 0.2))
    const column = (i: number, low: number, high: number) => floats(arena, spread(s + i, n, low, high))
    const left = spread(s + 2, n, 0, 1).map((u, j) =>
      spiked.has(j) ? 0 : Math.max(0, Math.floor(u * 2 * (refractory + 1)) - refractory - 1),
    )
    const state = {
      ...{ v: column(0, -1, 1.5), a: column(1, 0, 2), left: floats(arena, left) },
      z: floats(
        arena,
        Array.from({ length: n }, (_, j) => (spiked.has(j) ? 1 : 0)),
      ),
      current: floats(
        arena,
        normals(s + 3, n).map((x) => 0.3 * x),
      ),
    }
    const neurons = {
      alpha: floats(arena, new Array(n).fill(alpha)),
      rho: floats(arena, new Array(n).fill(rho)),
      beta: floats(
        arena,
        spread(s + 4, n, 0, 0.5).map((b, j) => (adaptive && j % 2 ? b : 0)),
      ),
      ...{ theta: column(5, 0.4, 0.8), zeta: column(6, 0.5, 2), height: column(7, 0.2, 0.7), width: column(8, 0.3, 0.9) },
    }
    const all = <C extends object>(columns: C) =>
      Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, double(values)])) as unknown as Record<
        keyof C,
        Float64Array
      >
    const expected = { ...all(state), psi: new Float64Array(n), spikes: new Uint32Array(n) }
    const constants = all(neurons)
    const count = twin.membraneStep(n, expected, constants, shape, refractory, expected.psi, expected.spikes)
    const input = double(state.current)
    const got = {
      ...{ ...state, psi: arena.f32(n), spikes: words(arena, new Array(n).fill(99)) },
      ...{ trace: arena.f32(n), inputTrace: arena.f32(n) },
    }
    const { v, a, z, current } = state
    const gotCount = kernels.membraneStep(
      frameOf(arena, 'MembraneStep', {
        ...{ n: padded(n), v: v.ptr, a: a.ptr, z: z.ptr, left: state.left.ptr, current: current.ptr },
        ...{ alpha: neurons.alpha.ptr, rho: neurons.rho.ptr, theta: neurons.theta.ptr, beta: neurons.beta.ptr },
        ...{ zeta: neurons.zeta.ptr, height: neurons.height.ptr, width: neurons.width.ptr },
        ...{ surrogate: SURROGATES[shape].code, refractory, plain: 0, psi: got.psi.ptr, spikes: got.spikes.ptr },
        ...{ trace: got.trace.ptr, inputTrace: got.inputTrace.ptr },
      }),
    )
    /** Distance of each neuron from its threshold: spikes nearer than rounding may differ. */
    const margin = expected.v.map((x, j) => Math.abs(x - (constants.theta[j]! + constants.beta[j]! * expected.a[j]!)))
    return { got, gotCount, expected, count, margin, input }
  }

  const surrogate = fc.constantFrom(...(Object.keys(SURROGATES) as SurrogateName[]))
  const options = fc.record({
    refractory: fc.constantFrom(0, 1, 5),
    adaptive: fc.boolean(),
    alpha: decay,
    rho: decay,
    shape: surrogate,
  })

  it('makes the same membrane, adaptation, waiting time, psi and spikes, for plain, adaptive and refractory neurons and every surrogate', () => {
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

  it('clears the current for the next step and copies membrane and input to their traces', () => {
    const { got, input } = step(5, 21, { refractory: 2, adaptive: true, alpha: 0.9, rho: 0.99, shape: 'arctan' })
    expect(Array.from(got.current)).toEqual(new Array(21).fill(0))
    expect(Array.from(got.trace)).toEqual(Array.from(got.v))
    expect(Array.from(got.inputTrace)).toEqual(Array.from(input))
  })

  it.each(Object.keys(SURROGATES) as SurrogateName[])('a plain step gives the bits of the general one with %s', (shape) => {
    const n = 48
    const of = (name: number, scale: number, offset: number) =>
      floats(
        arena,
        normals(name, n).map((x) => offset + scale * x),
      )
    const [alpha, theta, zeta, beta] = [of(1, 0.01, 0.9), of(2, 0.01, 0.3), of(3, 0.1, 1), arena.f32(n)]
    const [height, width] = [of(4, 0.1, 1), of(5, 0.01, 0.3)]
    const run = (plain: number) => {
      const columns = { v: arena.f32(n), a: arena.f32(n), z: arena.f32(n), left: arena.f32(n), current: arena.f32(n) }
      const [psi, spikes] = [arena.f32(n), words(arena, new Array(n).fill(99))]
      const seen: unknown[] = []
      for (let t = 0; t < 30; t++) {
        columns.current.set(of(10 + t, 0.2, 0.05))
        const fired = kernels.membraneStep(
          frameOf(arena, 'MembraneStep', {
            ...{ n, v: columns.v.ptr, a: columns.a.ptr, z: columns.z.ptr, left: columns.left.ptr, current: columns.current.ptr },
            ...{ alpha: alpha.ptr, rho: beta.ptr, theta: theta.ptr, beta: beta.ptr, zeta: zeta.ptr, height: height.ptr },
            ...{ width: width.ptr, surrogate: SURROGATES[shape].code, refractory: 0, plain, psi: psi.ptr, spikes: spikes.ptr },
            ...{ trace: NONE, inputTrace: NONE },
          }),
        )
        seen.push(fired, bits(columns.v), bits(columns.z), bits(psi), Array.from(spikes.subarray(0, fired)))
      }
      return seen
    }
    const seenPlain = run(1)
    expect(seenPlain).toEqual(run(0))
    expect(seenPlain.filter((one) => typeof one === 'number' && one > 0).length).toBeGreaterThan(5)
  })

  it('a spike holds psi and spikes back for exactly the refractory steps, however strong the drive', () => {
    const column = (value = 0) => arena.f32(4).fill(value) as ReturnType<Arena['f32']>
    const [current, psi, one, zero] = [column(), column(), column(1), column()]
    const spikes = arena.u32(4)
    const frame = {
      ...{ n: 4, v: column().ptr, a: column().ptr, z: column().ptr, left: column().ptr, current: current.ptr },
      ...{ alpha: zero.ptr, rho: zero.ptr, theta: one.ptr, beta: zero.ptr, zeta: one.ptr, height: one.ptr, width: one.ptr },
      ...{ surrogate: 0, refractory: 3, plain: 0, psi: psi.ptr, spikes: spikes.ptr, trace: NONE, inputTrace: NONE },
    }
    const fired: number[] = []
    const learns: number[] = []
    for (let t = 0; t < 20; t++) {
      current[0] = 1.2
      if (kernels.membraneStep(frameOf(arena, 'MembraneStep', frame)) > 0) fired.push(t)
      if (psi[0]! > 0) learns.push(t)
    }
    // Driven over threshold at every step, a neuron fires at every fourth.
    expect(fired).toEqual([0, 4, 8, 12, 16])
    expect(learns).toEqual(fired)
  })
})

describe('traces', () => {
  it('traceStep decays all and adds the gain, times the value of graded events, at the listed entries', () => {
    fc.assert(
      fc.property(seed, size, chance, decay, fc.boolean(), (s, n, listed, d, graded) => {
        const trace = floats(arena, normals(s, n))
        const expected = double(trace)
        const spikes = words(arena, pick(s, n, listed))
        const values = graded ? floats(arena, normals(s + 1, spikes.length)) : undefined
        twin.traceStep(n, expected, d, Math.fround(0.3), spikes, spikes.length, values)
        kernels.traceStep(padded(n), trace.ptr, d, 0.3, spikes.ptr, values?.ptr ?? NONE, spikes.length)
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
  interface Options {
    readonly outputs: number
    readonly adaptive: boolean
    /** Whether further connections bring a signal to each step. */
    readonly signalled: boolean
    /** Steps that a call takes. */
    readonly chunk: number
  }

  /** A sweep over a trial, in the kernel and in the twin. */
  function sweep(s: number, n: number, T: number, { outputs, adaptive, signalled, chunk }: Options) {
    const [stride, errorStride] = [padded(n), 16]
    const psi = floats(arena, spread(s, T * stride, 0, 0.5))
    const error = floats(arena, normals(s + 1, T * errorStride))
    const feedback = floats(arena, normals(s + 2, outputs * stride))
    const bias = floats(arena, normals(s + 3, stride))
    const weight = floats(arena, spread(s + 4, T, 0, 1))
    const beta = floats(arena, spread(s + 5, stride, 0, adaptive ? 0.4 : 0))
    const lambda = floats(arena, normals(s + 6, stride))
    const [alpha, rho] = [floats(arena, spread(s + 7, stride, 0.8, 1)), floats(arena, spread(s + 8, stride, 0.8, 1))]
    const brought = normals(s + 9, T * stride).map((x) => (signalled ? Math.fround(x) : 0))
    const total = new Float64Array(T * stride)
    for (let t = 0; t < T; t++) {
      for (let j = 0; j < stride; j++) {
        let sum = bias[j]! * weight[t]! + brought[t * stride + j]!
        for (let k = 0; k < outputs; k++) sum += feedback[k * stride + j]! * error[t * errorStride + k]!
        total[t * stride + j] = sum
      }
    }
    const expected = double(psi)
    twin.adjointSweep(T, stride, stride, expected, total, double(alpha), double(rho), double(beta))
    const signal = arena.f32(stride)
    for (let to = T; to > 0; to -= chunk) {
      const from = Math.max(0, to - chunk)
      if (signalled) signal.set(brought.subarray(from * stride, to * stride))
      kernels.adjointSweep(
        frameOf(arena, 'AdjointSweep', {
          ...{ from, to, T, n: stride, psi: psi.ptr, error: error.ptr, outputs, errorStride, feedback: feedback.ptr },
          ...{ signal: signalled ? signal.ptr : NONE, bias: bias.ptr, weight: weight.ptr },
          ...{ alpha: alpha.ptr, rho: rho.ptr, beta: beta.ptr, lambda: lambda.ptr },
        }),
      )
    }
    return { psi, expected }
  }

  const length = fc.integer({ min: 1, max: 60 })

  it('carries signal, bias and adaptation backwards as the twin does, for one or more outputs', () => {
    fc.assert(
      fc.property(seed, size, length, fc.integer({ min: 1, max: 3 }), fc.boolean(), (s, n, steps, k, adaptive) => {
        const { psi, expected } = sweep(s, n, steps, { outputs: k, adaptive, signalled: false, chunk: steps })
        expect(distance(psi, expected)).toBeLessThan(5 * ROUNDING)
      }),
      { seed: 4 },
    )
  })

  it('in calls of a step or of several goes on where the last call ended', () => {
    fc.assert(
      fc.property(seed, size, length, fc.integer({ min: 1, max: 7 }), (s, n, steps, chunk) => {
        const { psi, expected } = sweep(s, n, steps, { outputs: 2, adaptive: true, signalled: false, chunk })
        expect(distance(psi, expected)).toBeLessThan(5 * ROUNDING)
      }),
      { seed: 41 },
    )
  })

  it('adds to each single step what further connections bring to it, with the outputs or without any', () => {
    fc.assert(
      fc.property(seed, size, length, fc.integer({ min: 0, max: 2 }), (s, n, steps, k) => {
        const { psi, expected } = sweep(s, n, steps, { outputs: k, adaptive: true, signalled: true, chunk: 1 })
        expect(distance(psi, expected)).toBeLessThan(5 * ROUNDING)
      }),
      { seed: 42 },
    )
  })
})

describe('gradientFromEvents', () => {
  it('adds R over the events of each row, shifted, and passes over those that the shift takes out of the trial', () => {
    fc.assert(
      fc.property(
        seed,
        size,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(-1, 0, 1),
        chance,
        fc.boolean(),
        (s, n, rows, T, shift, rate, graded) => {
          const stride = padded(n)
          const trains = Array.from({ length: rows }, (_, i) => pick(s + i, T, rate))
          const offsets = words(arena, [0, ...trains.map((_, i) => trains.slice(0, i + 1).flat().length)])
          const times = words(arena, trains.flat())
          const values = graded ? floats(arena, normals(s + 50, times.length)) : undefined
          const R = floats(arena, normals(s, T * stride))
          const zeta = floats(arena, spread(s + 51, stride, 0.5, 2))
          const out = floats(arena, normals(s + 52, rows * stride))
          const before = double(out)
          const expected = before.slice()
          const events = { offsets, times, ...(values ? { values } : {}) }
          twin.gradientFromEvents(rows, events, R, stride, stride, 0.7, shift, T, expected, zeta)
          kernels.gradientFromEvents(
            frameOf(arena, 'GradientFromEvents', {
              ...{ rows, offsets: offsets.ptr, times: times.ptr, values: values?.ptr ?? NONE, R: R.ptr, T, stride, shift },
              ...{ gain: 0.7, zeta: zeta.ptr, out: out.ptr },
            }),
          )
          expect(distance(out, expected)).toBeLessThan(5 * ROUNDING)
          // A row without events keeps its bits: gradients of several trials and connections are summed in place.
          trains.forEach((train, i) => {
            if (train.length > 0) return
            const row = [i * stride, (i + 1) * stride] as const
            expect(double(out.subarray(...row))).toEqual(before.subarray(...row))
          })
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
        kernels.eligibilityStep(
          frameOf(arena, 'EligibilityStep', {
            ...{ rows, stride, epsV: epsV.ptr, epsA: adaptive ? epsA!.ptr : NONE, eBar: eBar!.ptr },
            ...{ eSum: regularised ? eSum!.ptr : NONE, grad: grad!.ptr, psi: psi.ptr, signal: signal.ptr, beta: beta.ptr },
            ...{ rho, kappa, flat: flat ? 1 : 0 },
          }),
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
  it('adds the listed rows of a matrix, times a gain and their values, to what is there', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 30 }), size, chance, fc.boolean(), (s, rows, n, listed, graded) => {
        const stride = padded(n)
        const w = floats(arena, normals(s, rows * stride))
        const out = floats(arena, normals(s + 1, stride))
        const expected = double(out)
        const list = words(arena, pick(s, rows, listed))
        const values = graded ? floats(arena, normals(s + 2, list.length)) : undefined
        twin.denseRows(list, list.length, w, stride, stride, Math.fround(0.25), expected, values)
        kernels.denseReadRows(list.ptr, values?.ptr ?? NONE, list.length, w.ptr, stride, 0.25, out.ptr)
        expect(distance(out, expected)).toBeLessThan(3 * ROUNDING)
      }),
      { seed: 7 },
    )
  })
})

describe('denseReadBack', () => {
  it('adds the product with the transposed matrix, times a gain, to what is there, and to no row beyond', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 30 }), size, (s, rows, n) => {
        const stride = padded(n)
        const w = floats(arena, normals(s, rows * stride))
        const x = floats(arena, normals(s + 1, stride))
        const out = floats(arena, normals(s + 2, rows + 4))
        const expected = double(out)
        twin.denseBack(rows, w, stride, stride, x, Math.fround(0.25), expected)
        kernels.denseReadBack(rows, w.ptr, stride, x.ptr, 0.25, out.ptr)
        expect(distance(out, expected)).toBeLessThan(3 * ROUNDING)
        expect(Array.from(out.subarray(rows))).toEqual(Array.from(expected.subarray(rows)))
      }),
      { seed: 8 },
    )
  })
})

describe('clampAll', () => {
  it('limits every entry as Math.min and Math.max do, to float32 limits, and leaves NaN', () => {
    const limits = fc.double({ min: 1e-6, max: 2, noNaN: true })
    fc.assert(
      fc.property(seed, size, limits, (s, n, limit) => {
        const drawn = [...normals(s, padded(n))]
        drawn.splice(0, 4, Number.NaN, Number.POSITIVE_INFINITY, -0, -limit)
        const x = floats(arena, drawn)
        const expected = Float32Array.from(x)
        twin.clampAll(expected, limit)
        kernels.clampAll(x.length, x.ptr, limit)
        expect(Array.from(x)).toEqual(Array.from(expected))
      }),
      { seed: 9 },
    )
  })
})

describe('sumRows', () => {
  it('sums the columns of each row over all planes, and nothing beyond them', () => {
    const planes = fc.integer({ min: 1, max: 5 })
    fc.assert(
      fc.property(seed, size, size, planes, (s, rows, cols, n) => {
        const stride = padded(cols)
        const x = floats(arena, normals(s, n * rows * stride))
        const [out, expected] = [arena.f64(rows), new Float64Array(rows)]
        twin.sumRows(rows, cols, stride, n, x, expected)
        kernels.sumRows(rows, cols, stride, n, x.ptr, out.ptr)
        expect(distance(out, expected)).toBeLessThan(1e-12 * n * cols)
      }),
      { seed: 11, numRuns: 50 },
    )
  })
})

describe('denseStep', () => {
  it('changes as many weights as it is told, within their limit, to the bits of the sum in float64', () => {
    const numbers = fc.double({ min: 1e-6, max: 3, noNaN: true })
    fc.assert(
      fc.property(seed, size, numbers, numbers, (s, n, rate, max) => {
        const w = floats(arena, normals(s, n + 3))
        const direction = floats(arena, normals(s + 1, n + 3))
        direction[0] = s % 5 ? direction[0]! : Number.NaN
        const expected = Float32Array.from(w)
        twin.denseStep(n, expected, direction, rate, max)
        kernels.denseStep(n, w.ptr, direction.ptr, rate, max)
        expect(Array.from(w)).toEqual(Array.from(expected))
      }),
      { seed: 10 },
    )
  })
})
