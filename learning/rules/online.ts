/**
 * e-prop in the form for hardware: one eligibility per synapse, updated at every step (Bellec et al., Nat. Commun. 11, 3625, 2020).
 * O(n^2) state and work per step; the gradient is available at any step of the trial. Error paths start only at the readout.
 */
import { createEvents, type Events } from '../../crossbar/array.ts'
import { type F32, padded } from '../../kernels/arena.ts'
import { createFrame } from '../../kernels/frame.ts'
import { at, NONE } from '../../kernels/pointer.ts'
import { type EventTrain, selectStep } from '../../network/events.ts'
import type { Connection, Network } from '../../network/network.ts'
import type { Population } from '../../network/population.ts'
import type { LearningRule, RuleOptions } from '../rule.ts'
import { type ArrayGradient, clearGradients, createGradients, directions } from './gradients.ts'
import { createSignals } from './signals.ts'

/** Eligibilities of one connection. */
interface Eligibility {
  clear(): void
  /** Adds the events of a step to the presynaptic trace. */
  follow(events: Events): void
  /** Step k, with psi of its population and the learning signal; `late` is the signal for the eligibility of step k - 1. */
  observe(k: number, signal: F32, late: F32 | undefined): void
  /** Adds the gradient of the trial; `excess` [size] is c (fbar - f*) of each neuron. */
  end(excess: Float64Array): void
}

export function createOnline(net: Network, options: RuleOptions): LearningRule {
  const { arena, readout, populations, steps } = net
  const gradients = createGradients(net, false)
  const signals = new Map(populations.map(({ name, stride }) => [name, createSignals(arena, name, stride, options.paths)]))
  const spiking = populations.flatMap((population) =>
    net.connections
      .filter(({ to }) => to === population.name)
      .map((connection) => {
        const create = connection.shape === 'diagonal' ? createDiagonal : createFull
        const eligibility = create(net, connection, population, options, gradients.get(connection.array)!)
        return { connection, population, eligibility }
      }),
  )
  const traces = net.connections
    .filter(({ to }) => to === readout.name)
    .map((connection) => ({ connection, zBar: arena.f32(padded(net.graph.populations[connection.from]!.size)) }))
  const events = new Map(populations.map(({ name, record }) => [name, createEvents(record.spikes.ids)]))
  const trains = new Map(populations.map(({ name, record }) => [name, record.spikes]))
  const error = arena.f32(readout.stride)
  let input: EventTrain | undefined

  /** The events that a connection carries at step k, or at step k + 1 if the trace of the input leads by a step. */
  function eventsAt({ from, delay }: Connection, k: number): Events {
    const fromSource = from === net.source.name
    const of = events.get(from)!
    selectStep(fromSource ? input! : trains.get(from)!, fromSource ? k - delay + options.inputLead : k - delay, of)
    return of
  }

  return {
    begin(next) {
      input = next
      events.set(net.source.name, createEvents(next.ids, next.values))
      for (const { eligibility } of spiking) eligibility.clear()
      for (const { zBar } of traces) zBar.fill(0)
    },
    observe(k, given) {
      if (!input) throw new Error('a learning rule must begin a trial before it observes one')
      for (const { connection, eligibility } of spiking) eligibility.follow(eventsAt(connection, k))
      for (const { connection, zBar } of traces) followReadout(connection, zBar, eventsAt(connection, k), given)
      error.set(given)
      for (const { collect } of signals.values()) collect(error)
      for (const { population, eligibility } of spiking) {
        const { now, late } = signals.get(population.name)!
        eligibility.observe(k, now, late)
      }
    },
    end() {
      for (const { population, eligibility } of spiking) eligibility.end(excessOf(population))
    },
    changes: () => directions(gradients.values()),
    clear: () => clearGradients(gradients.values()),
  }

  function followReadout(connection: Connection, zBar: F32, { ids, values, first, n }: Events, given: Float32Array): void {
    const graded = values ? at(values, first) : NONE
    arena.kernels.traceStep(padded(zBar.length), zBar.ptr, readout.constants.kappa, connection.gain, at(ids, first), graded, n)
    const gradient = gradients.get(connection.array)!
    const { sum } = gradient
    const size = net.graph.populations[connection.from]!.size
    if (connection.shape === 'diagonal') for (let j = 0; j < size; j++) sum[j] = sum[j]! + given[j]! * zBar[j]!
    else {
      const [pre, post] = stepsIn(gradient, connection)
      for (let o = 0; o < readout.size; o++) {
        for (let j = 0; j < size; j++) sum[j * pre + o * post] = sum[j * pre + o * post]! + given[o]! * zBar[j]!
      }
    }
  }

  function excessOf({ size, record }: Population): Float64Array {
    const { c, target } = options.regularisation
    const excess = new Float64Array(size)
    const { offsets, ids } = record.spikes
    for (let s = 0; s < offsets[steps]!; s++) excess[ids[s]!] = excess[ids[s]!]! + 1
    return excess.map((count) => c * (count / steps - target))
  }
}

/** Strides of a connection's array: synapse i -> j has index i pre + j post. */
function stepsIn({ stride }: ArrayGradient, { read }: Connection): readonly [pre: number, post: number] {
  return read === 'back' ? [1, stride] : [stride, 1]
}

function createFull(
  net: Network,
  connection: Connection,
  population: Population,
  options: RuleOptions,
  gradient: ArrayGradient,
): Eligibility {
  const { arena, steps, readout } = net
  const { stride, size, neurons, constants, record } = population
  const { regularisation } = options
  const rows = net.graph.populations[connection.from]!.size
  const epsV = arena.f32(padded(rows))
  const square = () => arena.f32(rows * stride)
  const columns = {
    epsA: constants.adaptive > 0 ? square() : undefined,
    eBar: square(),
    eSum: regularisation.c === 0 ? undefined : square(),
    grad: square(),
  }
  const plain = regularisation.eligibility === 'plain'
  const { kappa, zeta } = readout.constants
  const frame = createFrame(arena, 'EligibilityStep', {
    ...{ rows, stride, epsV: epsV.ptr, epsA: columns.epsA?.ptr ?? NONE, eBar: columns.eBar.ptr, eSum: columns.eSum?.ptr ?? NONE },
    ...{ grad: columns.grad.ptr, beta: neurons.beta.ptr, rho: constants.rho, kappa, flat: plain ? 1 : 0 },
  })
  function addLate(late: F32): void {
    const { grad, eBar } = columns
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < stride; j++) grad[i * stride + j] = grad[i * stride + j]! + late[j]! * eBar[i * stride + j]!
    }
  }
  return {
    clear() {
      for (const column of [epsV, ...Object.values(columns)]) column?.fill(0)
    },
    follow({ ids, values, first, n }) {
      const graded = values ? at(values, first) : NONE
      arena.kernels.traceStep(padded(epsV.length), epsV.ptr, constants.alpha, connection.gain, at(ids, first), graded, n)
    },
    observe(k, signal, late) {
      if (late) addLate(late)
      frame.psi = at(record.psi, k * stride)
      frame.signal = signal.ptr
      arena.kernels.eligibilityStep(frame.ptr)
    },
    end(excess) {
      const filter = plain ? 1 : zeta
      const { grad, eSum } = columns
      const { sum } = gradient
      const [pre, post] = stepsIn(gradient, connection)
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < size; j++) {
          const own = i * stride + j
          const rate = eSum ? (excess[j]! * filter * eSum[own]!) / steps : 0
          const place = i * pre + j * post
          sum[place] = sum[place]! + zeta * grad[own]! + rate
        }
      }
    },
  }
}

/** Eligibilities of a diagonal connection: one per neuron. */
function createDiagonal(
  net: Network,
  connection: Connection,
  population: Population,
  { regularisation }: RuleOptions,
  { sum }: ArrayGradient,
): Eligibility {
  const { steps, readout } = net
  const { size, stride, neurons, constants, record } = population
  const column = () => new Float32Array(size)
  const [epsV, epsA, eBar, eSum, grad] = [column(), column(), column(), column(), column()]
  const { kappa, zeta } = readout.constants
  const plain = regularisation.eligibility === 'plain'
  return {
    clear() {
      for (const one of [epsV, epsA, eBar, eSum, grad]) one.fill(0)
    },
    follow({ ids, values, first, n }) {
      for (let j = 0; j < size; j++) epsV[j] = constants.alpha * epsV[j]!
      for (let e = first; e < first + n; e++) epsV[ids[e]!] = epsV[ids[e]!]! + connection.gain * (values ? values[e]! : 1)
    },
    observe(k, signal, late) {
      for (let j = 0; j < size; j++) {
        if (late) grad[j] = grad[j]! + late[j]! * eBar[j]!
        const [psi, beta] = [record.psi[k * stride + j]!, neurons.beta[j]!]
        const e = psi * (epsV[j]! - beta * epsA[j]!)
        epsA[j] = psi * epsV[j]! + (constants.rho - beta * psi) * epsA[j]!
        eBar[j] = kappa * eBar[j]! + e
        grad[j] = grad[j]! + signal[j]! * eBar[j]!
        eSum[j] = eSum[j]! + (plain ? e : eBar[j]!)
      }
    },
    end(excess) {
      const filter = plain ? 1 : zeta
      for (let j = 0; j < size; j++) sum[j] = sum[j]! + zeta * grad[j]! + (excess[j]! * filter * eSum[j]!) / steps
    },
  }
}
