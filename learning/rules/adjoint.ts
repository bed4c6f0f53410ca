/**
 * The gradient on a graph of populations in adjoint form, O(T n) memory. The error is propagated backwards through the readout's filter
 * (R^y_t = err_t + kappa R^y_{t+1}) and along the error paths to the spiking populations; in each, step by step from the last:
 *
 *   L_t[i] = c_i w_t + sum over paths of gain sum_j B_ij R_j(t + delay)          c: rate regularisation
 *   M_t = psi_t (L_t + lambda_t),  R_t = M_t + alpha R_{t+1},  lambda_{t-1} = rho lambda_t - beta M_t
 *
 * The gradient of a synapse is gain times the sum of R at its presynaptic events. With paths only from the readout this is e-prop
 * (Bellec et al., Nat. Commun. 11, 3625, 2020); with a path for every connection and B = W it is back-propagation through time with
 * the reset detached. Paths between spiking populations can form cycles, so those populations advance together, one step at a time.
 */
import type { F32 } from '../../kernels/arena.ts'
import { createFrame } from '../../kernels/frame.ts'
import { NONE } from '../../kernels/pointer.ts'
import { createEventsByRow, type EventsByRow, eventCounts, sortByRow } from '../../network/by-row.ts'
import type { EventTrain } from '../../network/events.ts'
import type { Connection, Network } from '../../network/network.ts'
import type { Population } from '../../network/population.ts'
import type { ErrorPath, LearningRule, RuleOptions } from '../rule.ts'
import { adjointWork } from './digital-work.ts'
import { addTransposed, clearGradients, createGradients, directions, transposedScratch } from './gradients.ts'
import { createIntrinsics } from './intrinsics.ts'
import { reverseWeights } from './regularisation.ts'

/** @param graded whether the source's events are graded */
export function createAdjoint(net: Network, options: RuleOptions, graded = false): LearningRule {
  const { arena, steps, readout, populations } = net
  const { kernels } = arena
  const errors = arena.f32(steps * readout.stride)
  const weight = arena.f32(steps)
  weight.set(reverseWeights(steps, readout.constants, options.regularisation))
  const sweeps = populations.map((population) => createSweep(net, population, options, errors, weight))
  const gradients = createGradients(net, graded)
  const ones = arena.f32(Math.max(...populations.map(({ stride }) => stride), readout.stride)).fill(1) as F32
  const sources = new Map<string, EventsByRow>()
  const sums = graded ? new Map(populations.map(({ name, stride }) => [name, arena.f32(stride)])) : undefined
  const gather = net.connections.map(gatherer)
  const countWork = adjointWork(net, options)
  const intrinsics = options.trainNeurons ? createIntrinsics(net) : undefined
  let input: EventTrain | undefined

  /** Sweeps backwards: populations with signals only from the readout in one call, the others together, step by step. */
  function sweepAll(at: { t: number; drawIndex: number; gain: number }): void {
    const first = at.drawIndex
    for (const sweep of sweeps) if (!sweep.stepwise) sweep.run(0, steps, at)
    const together = sweeps.filter(({ stepwise }) => stepwise).reverse()
    if (together.length === 0) return
    for (let t = steps - 1; t >= 0; t--) {
      at.drawIndex = first + t
      for (const sweep of together) sweep.run(t, t + 1, at)
    }
  }

  /** Returns the function that adds the gradient of a connection to that of its array. */
  function gatherer(connection: Connection): () => void {
    const gradient = gradients.get(connection.array)!
    const target = populations.find(({ name }) => name === connection.to)
    const R = target ? target.record.psi : errors
    const stride = target ? target.stride : readout.stride
    const gain = target ? target.neurons.gain : ones
    const rows = net.graph.populations[connection.from]!.size
    const fromSource = connection.from === net.source.name
    const shift = fromSource ? connection.delay - options.inputLead : connection.delay
    const signal = () => (fromSource && input!.held ? heldSignal(R, stride, shift, connection.to) : { R, T: steps, shift })
    if (connection.shape === 'diagonal') {
      return () => addDiagonal(sources.get(connection.from)!, rows, signal(), stride, connection.gain, gain, gradient.sum)
    }
    const back = connection.read === 'back' ? transposedScratch(arena, gradient) : undefined
    const out = back ?? gradient.sum
    const frame = createFrame(arena, 'GradientFromEvents', {
      ...{ rows, stride, gain: connection.gain, zeta: gain.ptr, out: out.ptr },
    })
    return () => {
      const { offsets, times, values } = sources.get(connection.from)!
      frame.offsets = offsets.ptr
      frame.times = times.ptr
      frame.values = values ? values.ptr : NONE
      const now = signal()
      frame.R = now.R.ptr
      frame.T = now.T
      frame.shift = now.shift
      back?.fill(0)
      kernels.gradientFromEvents(frame.ptr)
      if (back) addTransposed(back, gradient)
      if (!gradient.touched) return
      // In a backward read, a row of the array is a target neuron of the connection: any row may have changed.
      if (back) gradient.touched.mark.fill(1)
      else markRows(offsets, rows, gradient.touched.mark)
    }
  }

  /** A held input multiplies the sum of R over its steps, so that one event per row and one step remain. */
  function heldSignal(R: F32, stride: number, shift: number, to: string): ShiftedSignal {
    const sum = sums?.get(to) ?? arena.f32(stride)
    sums?.set(to, sum)
    sum.fill(0)
    const end = steps + Math.min(0, shift)
    for (let t = Math.max(0, shift); t < end; t++) for (let j = 0; j < stride; j++) sum[j] = sum[j]! + R[t * stride + j]!
    return { R: sum, T: 1, shift: 0 }
  }

  return {
    begin(next) {
      input = next
    },
    observe(k, error) {
      for (let o = 0; o < readout.size; o++) errors[k * readout.stride + o] = error[o]!
    },
    end(at) {
      if (!input) throw new Error('a learning rule must begin a trial before it ends one')
      sources.set(net.source.name, sorted(net, input, sources.get(net.source.name)))
      for (const { name, record } of populations) sources.set(name, sorted(net, record.spikes, sources.get(name)))
      kernels.reverseFilter(steps, readout.stride, errors.ptr, readout.constants.kappa)
      const { c, target } = options.regularisation
      for (const [p, { name, size }] of populations.entries()) {
        const counts = eventCounts(sources.get(name)!, size)
        for (let j = 0; j < size; j++) sweeps[p]!.bias[j] = c * (counts[j]! / steps - target)
      }
      sweepAll({ ...at })
      for (const add of gather) add()
      countWork(({ from }) => sources.get(from)!.offsets[net.graph.populations[from]!.size]!)
      intrinsics?.add()
    },
    changes: () => directions(gradients.values()),
    clear() {
      clearGradients(gradients.values())
      intrinsics?.clear()
    },
    ...(intrinsics ? { neurons: intrinsics.of } : {}),
  }
}

interface Sweep {
  readonly bias: F32
  /** Whether its signal depends on other spiking populations or on arrays; the sweep then advances one step at a time. */
  readonly stepwise: boolean
  run(from: number, to: number, at: { t: number; drawIndex: number; gain: number }): void
}

function createSweep(net: Network, population: Population, options: RuleOptions, errors: F32, weight: F32): Sweep {
  const { arena, steps, readout } = net
  const { stride, name, neurons, record } = population
  const own = options.paths.filter(({ to }) => to === name)
  const fused = own.find(({ matrix, from, delay }) => matrix && from === readout.name && delay === 0)
  const others = own.filter((path) => path !== fused)
  const signal = arena.f32(stride)
  const scaled = arena.f32(readout.size * stride)
  const bias = arena.f32(stride)
  const frame = createFrame(arena, 'AdjointSweep', {
    ...{ T: steps, n: stride, psi: record.psi.ptr, error: errors.ptr, outputs: fused ? readout.size : 0 },
    ...{ errorStride: readout.stride, feedback: scaled.ptr, signal: others.length > 0 ? signal.ptr : NONE },
    ...{ bias: bias.ptr, weight: weight.ptr, lambda: arena.f32(stride).ptr },
    ...{ alpha: neurons.alpha.ptr, rho: neurons.rho.ptr, beta: neurons.beta.ptr },
  })
  const bringers = others.map((path) => bringer(net, path, errors))
  return {
    bias,
    stepwise: others.length > 0,
    run(from, to, at) {
      if (fused && to === steps) for (let i = 0; i < scaled.length; i++) scaled[i] = fused.gain * fused.matrix![i]!
      if (others.length > 0) signal.fill(0)
      for (const bring of bringers) bring(from, at, signal)
      frame.from = from
      frame.to = to
      arena.kernels.adjointSweep(frame.ptr)
    },
  }
}

/** Returns the function that adds the contribution of a path at step t to the signal. */
function bringer(net: Network, path: ErrorPath, errors: F32) {
  const origin = net.populations.find(({ name }) => name === path.from)
  const stride = origin ? origin.stride : net.readout.stride
  const R = origin ? origin.record.psi : errors
  const row = net.arena.f32(stride)
  return (t: number, at: { t: number; drawIndex: number; gain: number }, out: F32) => {
    const later = t + path.delay
    if (later >= net.steps) return
    for (let j = 0; j < stride; j++) row[j] = (origin ? origin.neurons.gain[j]! : 1) * R[later * stride + j]!
    path.bring(row, at, out)
  }
}

/** The events of the train sorted by row, in columns that are reused and grow. */
function sorted({ arena }: Network, train: EventTrain, held: EventsByRow | undefined): EventsByRow {
  const room = train.ids.length
  const known = held && held.times.length >= room && !held.values === !train.values ? held : undefined
  const out = known ?? createEventsByRow(arena, train.rows, room, train.values !== undefined)
  sortByRow(arena, train, out)
  return out
}

/** R [T][stride], and the number of steps by which it is later than its events. */
interface ShiftedSignal {
  readonly R: F32
  readonly T: number
  readonly shift: number
}

function addDiagonal(
  { offsets, times, values }: EventsByRow,
  n: number,
  { R, T, shift }: ShiftedSignal,
  stride: number,
  gain: number,
  relative: F32,
  out: F32,
): void {
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const t = times[e]! + shift
      if (t >= 0 && t < T) sum += (values ? values[e]! : 1) * R[t * stride + i]!
    }
    out[i] = out[i]! + gain * relative[i]! * sum
  }
}

function markRows(offsets: EventsByRow['offsets'], rows: number, mark: Uint8Array): void {
  for (let i = 0; i < rows; i++) if (offsets[i + 1]! > offsets[i]!) mark[i] = 1
}
