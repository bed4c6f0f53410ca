/** Every kernel and its plain twin, on the sizes of the paper's network: N rows, N columns, T steps. */
import { Arena, padded } from '../kernels/arena.ts'
import { createFrame } from '../kernels/frame.ts'
import { NONE } from '../kernels/pointer.ts'
import { createEventsByRow, sortByRow } from '../network/by-row.ts'
import { createEventTrain } from '../network/events.ts'
import { normalAt } from '../test/oracle/normal.ts'
import { drifted, NANDAKUMAR_2018, readRows, reset, setPulse } from '../test/oracle/pcm.ts'
import * as twin from '../test/oracle/twins.ts'

export interface KernelCase {
  readonly name: string
  /** The unit that `count` counts: a normal, a device, a synapse, a neuron step. */
  readonly unit: string
  readonly count: number
  readonly kernel: () => void
  readonly twin: () => void
}

const KEY = [0x243f6a88, 0x85a308d3] as const
export const N = 100
export const T = 1000
/** Events of a row in a trial: input at 50 Hz. */
export const EVENTS = 50
/** Normals per call. */
export const NORMALS = 16384

export function kernelCases(): KernelCase[] {
  const arena = new Arena(80e6)
  const { kernels: k } = arena
  const stride = padded(N)
  const p = NANDAKUMAR_2018

  const normals = arena.f32(NORMALS)
  const dense = arena.f32(N * stride)

  const devices = 2 * N * stride
  const column = (value: number, n = devices) => arena.f32(n).fill(value) as ReturnType<Arena['f32']>
  const cells = { g: column(3), nu: column(0.04), tProgrammed: arena.f64(devices) }
  const memory = column(1)
  const pulses = arena.u32(devices)
  const gRef = column(0)
  const restRef = column(0)
  const relaxed = column(0)
  const rates = column(0.01)
  const inverseAge = column(0)
  const sums = arena.f64(N)
  const ids = arena.u32(devices)
  for (let i = 0; i < devices; i++) ids[i] = i
  k.pcmDrift(devices, cells.g.ptr, cells.tProgrammed.ptr, cells.nu.ptr, 38, 1 / p.t0, gRef.ptr, inverseAge.ptr)
  const rows = ids.subarray(0, N)
  const out = column(0, stride)
  const values = column(0.5, N)
  const cellFrame = {
    ids: ids.ptr,
    n: devices,
    g: cells.g.ptr,
    p: memory.ptr,
    count: pulses.ptr,
    noise: 1,
    k0: KEY[0],
    k1: KEY[1],
  }
  const set = createFrame(arena, 'PcmSet', {
    ...cellFrame,
    ...{ gMin: p.gMin, gMax: p.gMax, m1: p.m1, c1: p.c1, a1: p.A1, m2: p.m2, c2: p.c2, a2: p.A2, decay: 0.68 },
  })
  const resets = createFrame(arena, 'PcmReset', { ...cellFrame, mean: p.resetMean, std: p.resetStd })
  const readFields = {
    ...{ rows: ids.ptr, n: N, gRef: gRef.ptr, inverseAge: inverseAge.ptr, nu: cells.nu.ptr },
    ...{ replicas: 1, totalRows: N, stride, cols: N, elapsed: 0.5, relative: p.readSlope, absolute: p.readOffset },
    ...{ low: 0, high: 1e6, noise: 1, k0: KEY[0], k1: KEY[1], drawLow: 7, drawHigh: 0, gain: 0.08, autapses: 1, out: out.ptr },
  }
  const read = createFrame(arena, 'PcmReadRows', { ...readFields, values: NONE })
  const gradedRead = createFrame(arena, 'PcmReadRows', { ...readFields, values: values.ptr })
  const relaxingRead = createFrame(arena, 'PcmReadRows', {
    ...{ ...readFields, values: NONE, rate: rates.ptr, restRef: restRef.ptr },
  })
  const shape = { pairs: 1, rows: N, cols: N, stride }

  const state = {
    v: column(0.05, stride),
    a: column(0, stride),
    z: column(0, stride),
    left: column(0, stride),
    current: column(0.004, stride),
  }
  const psi = column(0, stride)
  const spikes = arena.u32(stride)
  // Kernels run repeatedly on their own results: decays of 1, and 0 below, keep the numbers constant. Numbers that
  // decay below 1e-38 would be slow, which does not happen in networks.
  const neurons = {
    ...{ alpha: column(1, stride), rho: column(0.995, stride), theta: column(0.1, stride), beta: column(0.02, stride) },
    ...{ zeta: column(1, stride), height: column(3, stride), width: column(0.1, stride) },
  }
  const { beta, zeta } = neurons
  const leak = column(0.967, stride)
  const refractory = 2
  const membraneFields = {
    ...{ n: stride, v: state.v.ptr, a: state.a.ptr, z: state.z.ptr, left: state.left.ptr, current: state.current.ptr },
    ...{ alpha: neurons.alpha.ptr, rho: neurons.rho.ptr, theta: neurons.theta.ptr, beta: beta.ptr, zeta: zeta.ptr },
    ...{ height: neurons.height.ptr, width: neurons.width.ptr, surrogate: 0, psi: psi.ptr, spikes: spikes.ptr },
  }
  const membrane = createFrame(arena, 'MembraneStep', { ...membraneFields, refractory, plain: 0 })
  const plainMembrane = createFrame(arena, 'MembraneStep', { ...membraneFields, refractory: 0, plain: 1 })

  const slopes = column(0, T * stride)
  for (let i = 0; i < slopes.length; i++) slopes[i] = (i % 7) / 7
  const R = column(0, T * stride)
  const signals = column(0.1, T * stride)
  const errors = column(0.1, T * padded(1))
  const weights = column(1, T)
  const flat = column(0.01, stride)
  const decaying = column(0.01, stride)
  const offsets = arena.u32(N + 1)
  const times = arena.u32(N * EVENTS)
  for (let i = 0; i < N; i++) {
    offsets[i + 1] = offsets[i]! + EVENTS
    for (let s = 0; s < EVENTS; s++) times[i * EVENTS + s] = (s * 20 + i) % T
  }
  const input = createEventTrain(arena, N, T, N * EVENTS, false)
  for (let t = 0, e = 0; t < T; t++) {
    for (let i = 0; i < N; i++) if ((t - i + T) % 20 === 0) input.ids[e++] = i
    input.offsets[t + 1] = e
  }
  const byRow = createEventsByRow(arena, N, N * EVENTS)
  const events = { offsets, times }
  const gradedEvents = { ...events, values: column(0.5, times.length) }
  const gradient = column(0, N * stride)
  const productFields = {
    ...{ rows: N, offsets: offsets.ptr, times: times.ptr, R: slopes.ptr, T, stride, shift: 0, gain: 1 },
    ...{ zeta: zeta.ptr, out: gradient.ptr },
  }
  const product = createFrame(arena, 'GradientFromEvents', { ...productFields, values: NONE })
  const gradedProduct = createFrame(arena, 'GradientFromEvents', { ...productFields, values: gradedEvents.values.ptr })
  const sweep = createFrame(arena, 'AdjointSweep', {
    ...{ from: 0, to: T, T, n: stride, psi: R.ptr, error: errors.ptr, outputs: 1, errorStride: padded(1), feedback: flat.ptr },
    ...{ bias: flat.ptr, weight: weights.ptr, alpha: leak.ptr, rho: neurons.rho.ptr, beta: beta.ptr, lambda: psi.ptr },
  })
  const trace = column(0, T * N)
  const eligibility = {
    epsA: column(0, N * stride),
    eBar: column(0, N * stride),
    eSum: column(0, N * stride),
    grad: column(0, N * stride),
  }
  const online = { rho: 0.995, kappa: 0.967, zetaOut: 1 }
  const step = createFrame(arena, 'EligibilityStep', {
    ...{ rows: N, stride, epsV: trace.ptr, epsA: eligibility.epsA.ptr, eBar: eligibility.eBar.ptr, eSum: eligibility.eSum.ptr },
    ...{
      grad: eligibility.grad.ptr,
      psi: slopes.ptr,
      signal: flat.ptr,
      beta: beta.ptr,
      rho: online.rho,
      kappa: online.kappa,
      flat: 1,
    },
  })

  return [
    {
      name: 'normals',
      unit: 'normal',
      count: NORMALS,
      kernel: () => k.normals(KEY[0], KEY[1], 3, 0, NORMALS, normals.ptr),
      twin: () => {
        for (let i = 0; i < NORMALS; i++) normals[i] = normalAt(KEY, i, 3)
      },
    },
    {
      name: 'pcm SET',
      unit: 'device',
      count: devices,
      kernel: () => k.pcmSet(set.ptr),
      twin: () => setPulse(ids, cells.g, memory, pulses, p, KEY),
    },
    {
      name: 'pcm RESET',
      unit: 'device',
      count: devices,
      kernel: () => k.pcmReset(resets.ptr),
      twin: () => reset(ids, cells.g, memory, pulses, p, KEY),
    },
    {
      name: 'pcm drift',
      unit: 'device',
      count: devices,
      kernel: () => k.pcmDrift(devices, cells.g.ptr, cells.tProgrammed.ptr, cells.nu.ptr, 38, 1 / p.t0, gRef.ptr, inverseAge.ptr),
      twin: () => {
        for (let i = 0; i < devices; i++) gRef[i] = drifted(cells.g[i]!, cells.nu[i]!, 38 - cells.tProgrammed[i]!, p.t0)
      },
    },
    {
      name: 'pcm row read',
      unit: 'device',
      count: 2 * N * N,
      kernel: () => k.pcmReadRows(read.ptr),
      twin: () => readRows(rows, cells, shape, 38.5, 7, 0.08, p, KEY, out),
    },
    {
      name: 'pcm row read, graded',
      unit: 'device',
      count: 2 * N * N,
      kernel: () => k.pcmReadRows(gradedRead.ptr),
      twin: () => {
        for (let i = 0; i < N; i++) readRows(rows.subarray(i, i + 1), cells, shape, 38.5, 7, 0.08 * values[i]!, p, KEY, out)
      },
    },
    {
      name: 'pcm row read, relaxing',
      unit: 'device',
      count: 2 * N * N,
      kernel: () => k.pcmReadRows(relaxingRead.ptr),
      twin: () => {
        twin.relax(devices, cells.g, cells.tProgrammed, rates, 38.5, 2, relaxed, restRef)
        for (let i = 0; i < devices; i++) relaxed[i]! += restRef[i]!
        readRows(rows, { ...cells, g: relaxed }, shape, 38.5, 7, 0.08, p, KEY, out)
      },
    },
    {
      name: 'digital row read',
      unit: 'synapse',
      count: N * N,
      kernel: () => k.denseReadRows(ids.ptr, NONE, N, gradient.ptr, stride, 1, out.ptr),
      twin: () => twin.denseRows(rows, N, gradient, stride, N, 1, out),
    },
    {
      name: 'digital row read, graded',
      unit: 'synapse',
      count: N * N,
      kernel: () => k.denseReadRows(ids.ptr, values.ptr, N, gradient.ptr, stride, 1, out.ptr),
      twin: () => twin.denseRows(rows, N, gradient, stride, N, 1, out, values),
    },
    {
      name: 'digital read back',
      unit: 'synapse',
      count: N * N,
      kernel: () => k.denseReadBack(N, gradient.ptr, stride, flat.ptr, 1, out.ptr),
      twin: () => twin.denseBack(N, gradient, stride, N, flat, 1, out),
    },
    {
      name: 'digital change',
      unit: 'synapse',
      count: N * stride,
      kernel: () => k.denseStep(N * stride, dense.ptr, gradient.ptr, 1e-9, 1),
      twin: () => twin.denseStep(N * stride, dense, gradient, 1e-9, 1),
    },
    {
      name: 'clamp',
      unit: 'synapse',
      count: N * stride,
      kernel: () => k.clampAll(N * stride, dense.ptr, 1),
      twin: () => twin.clampAll(dense, 1),
    },
    {
      name: 'sums of rows',
      unit: 'device',
      count: 2 * N * N,
      kernel: () => k.sumRows(N, N, stride, 2, cells.g.ptr, sums.ptr),
      twin: () => twin.sumRows(N, N, stride, 2, cells.g, sums),
    },
    {
      name: 'membrane step',
      unit: 'neuron step',
      count: N,
      kernel: () => k.membraneStep(membrane.ptr),
      twin: () => twin.membraneStep(N, state, neurons, 'piecewise-linear', refractory, psi, spikes),
    },
    {
      name: 'membrane step, plain',
      unit: 'neuron step',
      count: N,
      kernel: () => k.membraneStep(plainMembrane.ptr),
      twin: () => twin.membraneStep(N, state, neurons, 'piecewise-linear', 0, psi, spikes),
    },
    {
      name: 'relaxation',
      unit: 'device',
      count: devices,
      kernel: () => k.relax(devices, cells.g.ptr, cells.tProgrammed.ptr, rates.ptr, 38, 2, relaxed.ptr, restRef.ptr),
      twin: () => twin.relax(devices, cells.g, cells.tProgrammed, rates, 38, 2, relaxed, restRef),
    },
    {
      name: 'sort by row',
      unit: 'event',
      count: N * EVENTS,
      kernel: () => sortByRow(arena, input, byRow),
      twin: () => twin.sortByRow(input, byRow),
    },
    {
      name: 'trace filter',
      unit: 'neuron step',
      count: N,
      kernel: () => k.traceStep(stride, decaying.ptr, 1, 1, ids.ptr, NONE, 5),
      twin: () => twin.traceStep(N, decaying, 1, 1, ids, 5),
    },
    {
      name: 'reverse filter',
      unit: 'neuron step',
      count: T * N,
      kernel: () => k.reverseFilter(T, stride, signals.ptr, 0),
      twin: () => twin.reverseFilter(T, N, stride, signals, 0),
    },
    {
      name: 'adjoint sweep',
      unit: 'neuron step',
      count: T * N,
      kernel: () => {
        R.set(slopes)
        k.adjointSweep(sweep.ptr)
      },
      twin: () => {
        R.set(slopes)
        twin.adjointSweep(T, N, stride, R, signals, leak, neurons.rho, beta)
      },
    },
    {
      name: 'gradient product',
      unit: 'event x column',
      count: times.length * N,
      kernel: () => k.gradientFromEvents(product.ptr),
      twin: () => twin.gradientFromEvents(N, events, slopes, stride, N, 1, 0, T, gradient, zeta),
    },
    {
      name: 'gradient product, graded',
      unit: 'event x column',
      count: times.length * N,
      kernel: () => k.gradientFromEvents(gradedProduct.ptr),
      twin: () => twin.gradientFromEvents(N, gradedEvents, slopes, stride, N, 1, 0, T, gradient, zeta),
    },
    {
      // The same gradient by its dense definition, to show the savings of the event-driven form.
      name: 'gradient product, dense twin',
      unit: 'synapse step',
      count: T * N * N,
      kernel: () => k.gradientFromEvents(product.ptr),
      twin: () => twin.gradientProduct(T, N, N, stride, slopes, trace, gradient),
    },
    {
      name: 'online eligibility',
      unit: 'synapse step',
      count: N * N,
      kernel: () => k.eligibilityStep(step.ptr),
      twin: () => {
        const { epsA, eBar, eSum, grad } = eligibility
        twin.eligibilityStep(N, N, stride, trace, epsA, eBar, eSum, grad, slopes, flat, beta, online)
      },
    },
  ]
}
