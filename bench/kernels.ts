/** Every kernel beside its plain twin, on the sizes of the paper's network: N rows, N columns, T steps. */
import { Arena, padded } from '../kernels/arena.ts'
import { normalAt } from '../test/oracle/normal.ts'
import { drifted, NANDAKUMAR_2018, readRows, reset, setPulse } from '../test/oracle/pcm.ts'
import * as twin from '../test/oracle/twins.ts'

export interface KernelCase {
  readonly name: string
  /** What one of `count` is: a normal, a device, a synapse, a neuron step. */
  readonly unit: string
  readonly count: number
  readonly kernel: () => void
  readonly twin: () => void
}

const KEY = [0x243f6a88, 0x85a308d3] as const
export const N = 100
export const T = 1000
/** Normals of a call. */
export const NORMALS = 16384

export function kernelCases(): KernelCase[] {
  const arena = new Arena(64e6)
  const { kernels: k } = arena
  const stride = padded(N)
  const p = NANDAKUMAR_2018

  const normals = arena.f32(NORMALS)

  const devices = 2 * N * stride
  const column = (value: number, n = devices) => arena.f32(n).fill(value) as ReturnType<Arena['f32']>
  const cells = { g: column(3), nu: column(0.04), tProgrammed: arena.f64(devices) }
  const memory = column(1)
  const pulses = arena.u32(devices)
  const gRef = column(0)
  const inverseAge = column(0)
  const ids = arena.u32(devices)
  for (let i = 0; i < devices; i++) ids[i] = i
  k.pcmDrift(devices, cells.g.ptr, cells.tProgrammed.ptr, cells.nu.ptr, 38, 1 / p.t0, gRef.ptr, inverseAge.ptr)
  const rows = ids.subarray(0, N)
  const out = column(0, stride)
  const read = (n: number) =>
    k.pcmReadRows(
      ids.ptr,
      n,
      gRef.ptr,
      inverseAge.ptr,
      cells.nu.ptr,
      1,
      N,
      stride,
      N,
      0.5,
      p.readSlope,
      p.readOffset,
      0,
      1e6,
      1,
      KEY[0],
      KEY[1],
      7,
      0,
      0.08,
      0,
      out.ptr,
    )
  const shape = { pairs: 1, rows: N, cols: N, stride }

  const state = {
    v: column(0.05, stride),
    a: column(0, stride),
    z: column(0, stride),
    left: column(0, stride),
    current: column(0.004, stride),
  }
  const beta = column(0.02, stride)
  const psi = column(0, stride)
  const spikes = arena.u32(stride)
  // Kernels run over their own results again and again: decays of 1, and 0 below, keep the numbers where they are. Those
  // that decayed below 1e-38 would be slow, which no network meets.
  const membrane = { alpha: 1, zeta: 1, threshold: 0.1, rho: 0.995, gammaOverTheta: 3, refractory: 2 }

  const slopes = column(0, T * stride)
  for (let i = 0; i < slopes.length; i++) slopes[i] = (i % 7) / 7
  const R = column(0, T * stride)
  const signals = column(0.1, T * stride)
  const errors = column(0.1, T * padded(1))
  const weights = column(1, T)
  const flat = column(0.01, stride)
  const decaying = column(0.01, stride)
  // Input at 50 Hz.
  const offsets = arena.u32(N + 1)
  const times = arena.u32(N * 50)
  for (let i = 0; i < N; i++) {
    offsets[i + 1] = offsets[i]! + 50
    for (let s = 0; s < 50; s++) times[i * 50 + s] = (s * 20 + i) % T
  }
  const gradient = column(0, N * stride)
  const trace = column(0, T * N)
  const eligibility = {
    epsA: column(0, N * stride),
    eBar: column(0, N * stride),
    eSum: column(0, N * stride),
    grad: column(0, N * stride),
  }
  const online = { rho: 0.995, kappa: 0.967, zetaOut: 1 }

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
      kernel: () =>
        k.pcmSet(
          ids.ptr,
          devices,
          cells.g.ptr,
          memory.ptr,
          pulses.ptr,
          p.gMin,
          p.gMax,
          p.m1,
          p.c1,
          p.A1,
          p.m2,
          p.c2,
          p.A2,
          0.68,
          1,
          KEY[0],
          KEY[1],
        ),
      twin: () => setPulse(ids, cells.g, memory, pulses, p, KEY),
    },
    {
      name: 'pcm RESET',
      unit: 'device',
      count: devices,
      kernel: () => k.pcmReset(ids.ptr, devices, cells.g.ptr, memory.ptr, pulses.ptr, p.resetMean, p.resetStd, 1, KEY[0], KEY[1]),
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
      kernel: () => read(N),
      twin: () => readRows(rows, cells, shape, 38.5, 7, 0.08, p, KEY, out),
    },
    {
      name: 'digital row read',
      unit: 'synapse',
      count: N * N,
      kernel: () => k.denseReadRows(ids.ptr, N, gradient.ptr, stride, 1, out.ptr),
      twin: () => twin.denseRows(rows, N, gradient, stride, N, 1, out),
    },
    {
      name: 'membrane step',
      unit: 'neuron step',
      count: N,
      kernel: () =>
        k.membraneStep(
          stride,
          state.v.ptr,
          state.a.ptr,
          state.z.ptr,
          state.left.ptr,
          state.current.ptr,
          beta.ptr,
          membrane.alpha,
          membrane.threshold,
          membrane.rho,
          membrane.gammaOverTheta,
          membrane.refractory,
          psi.ptr,
          spikes.ptr,
          0,
        ),
      twin: () => twin.membraneStep(N, state.v, state.a, state.z, state.left, state.current, beta, psi, spikes, membrane),
    },
    {
      name: 'trace filter',
      unit: 'neuron step',
      count: N,
      kernel: () => k.traceStep(stride, decaying.ptr, 1, 1, ids.ptr, 5),
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
        k.adjointSweep(
          T,
          stride,
          R.ptr,
          errors.ptr,
          1,
          padded(1),
          flat.ptr,
          flat.ptr,
          weights.ptr,
          0.967,
          0.995,
          beta.ptr,
          psi.ptr,
        )
      },
      twin: () => {
        R.set(slopes)
        twin.adjointSweep(T, N, stride, R, signals, 0.967, 0.995, beta)
      },
    },
    {
      name: 'gradient product',
      unit: 'event x column',
      count: times.length * N,
      kernel: () => k.gradientFromEvents(N, offsets.ptr, times.ptr, slopes.ptr, T, stride, 0, 1, gradient.ptr),
      twin: () => twin.gradientFromEvents(N, offsets, times, slopes, stride, N, 1, 0, T, gradient),
    },
    {
      // The same gradient by its dense definition: what the event-driven form saves.
      name: 'gradient product, dense twin',
      unit: 'synapse step',
      count: T * N * N,
      kernel: () => k.gradientFromEvents(N, offsets.ptr, times.ptr, slopes.ptr, T, stride, 0, 1, gradient.ptr),
      twin: () => twin.gradientProduct(T, N, N, stride, slopes, trace, gradient),
    },
    {
      name: 'online eligibility',
      unit: 'synapse step',
      count: N * N,
      kernel: () =>
        k.eligibilityStep(
          N,
          stride,
          trace.ptr,
          eligibility.epsA.ptr,
          eligibility.eBar.ptr,
          eligibility.eSum.ptr,
          eligibility.grad.ptr,
          slopes.ptr,
          flat.ptr,
          beta.ptr,
          online.rho,
          online.kappa,
          1,
        ),
      twin: () => {
        const { epsA, eBar, eSum, grad } = eligibility
        twin.eligibilityStep(N, N, stride, trace, epsA, eBar, eSum, grad, slopes, flat, beta, online)
      },
    },
  ]
}
