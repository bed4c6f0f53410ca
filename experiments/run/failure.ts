/**
 * Runs whose values become NaN or infinite. A device that reads NaN makes a membrane NaN, which never spikes again: the network is
 * silent, and its error looks like that of a badly trained one. Membranes and readout keep a NaN to the end of a trial, so checking
 * their last step finds it; only then is its origin searched, by showing the trial again.
 */
import { createEvents, type Events, type ReadTime, type WeightArray } from '../../crossbar/array.ts'
import { nonFiniteRead, nonFiniteState } from '../../devices/finite.ts'
import type { F32 } from '../../kernels/arena.ts'
import type { SynapseArray } from '../../learning/update/scheme.ts'
import { selectStep } from '../../network/events.ts'
import { type Connection, createRunner, drawOffset, type Network } from '../../network/network.ts'
import type { Sample } from '../tasks/task.ts'
import type { Experiment } from './build.ts'
import type { RunResult } from './run.ts'
import type { TrialClock } from './trial.ts'

/** A run that ends because a value is not a number. The message says where. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure'
  /** The results before the epoch in which it failed. */
  result?: RunResult
}

/**
 * Whether the trial that has just ended, and its gradient, are finite. A NaN in a learning signal propagates back to step 0 of
 * its population's column, where a rule stores it in place of psi.
 */
export function hasFiniteState({ populations, readout }: Network): boolean {
  let sum = sumOf(readout.state.y, readout.size)
  for (const { state, record, size } of populations) sum += sumOf(state.v, size) + sumOf(record.psi, size)
  return sum - sum === 0
}

/** In double precision, so that a sum of finite single-precision values does not overflow. */
function sumOf(column: F32, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += column[i]!
  return sum
}

/** Shows the trial again, without side effects, and names the first value that is not a number. */
export function failureOf(
  experiment: Experiment,
  where: string,
  { input }: Sample,
  clock: TrialClock,
  arrays: Readonly<Record<string, WeightArray>> = experiment.arrays,
): RunFailure {
  const { net } = experiment
  const runner = createRunner(net, arrays)
  runner.begin(input)
  const layers = [
    ...net.populations.map(({ name, state, size }) => ({ name, column: state.v, size, what: 'the membrane of neuron' })),
    { name: net.readout.name, column: net.readout.state.y, size: net.readout.size, what: 'output' },
  ]
  for (let k = 0; k < net.steps; k++) {
    const at = { t: clock.start + k * clock.dt, drawIndex: clock.firstStep + k, gain: 1 }
    runner.step(k, at.t, at.drawIndex)
    for (const { name, column, size, what } of layers) {
      const neuron = column.subarray(0, size).findIndex((value) => !Number.isFinite(value))
      if (neuron < 0) continue
      const said = `${where}, step ${k} (device time ${rounded(at.t)} s): ${what} ${neuron} of "${name}" is ${column[neuron]}`
      return new RunFailure(`${said}\n${causeOf(experiment, arrays, name, input, k, at)}`)
    }
  }
  const found = Object.entries(experiment.feedback.arrays).map(([name, array]) => deviceOf(name, array, clock.start))
  const cause =
    found.find((text) => text !== undefined) ?? 'lower the learning rates, or clamp gradients by learning.gradient_clamp'
  return new RunFailure(`${where}: the learning signal is not a number, although all membranes are\n${cause}`)
}

/** The connection into the population that carried the value, and the device. */
function causeOf(
  { net, arrays: own }: Experiment,
  arrays: Readonly<Record<string, WeightArray>>,
  population: string,
  input: Sample['input'],
  k: number,
  at: ReadTime,
): string {
  for (const connection of net.connections.filter(({ to }) => to === population)) {
    const events = eventsOf(net, connection, input, k)
    const out = net.arena.f32(Math.max(events.ids.length, arrays[connection.array]!.rows, arrays[connection.array]!.stride) + 16)
    const drawIndex = at.drawIndex + drawOffset(connection, net.connections)
    arrays[connection.array]![howOf(connection)](events, { t: at.t, drawIndex, gain: connection.gain }, out)
    const post = out.findIndex((value) => !Number.isFinite(value))
    if (post < 0) continue
    const device = deviceOf(connection.array, own[connection.array]!, at.t, rowsOf(connection, events))
    return `connection "${connection.name}" reads ${out[post]} for neuron ${post}${device === undefined ? '' : `: ${device}`}`
  }
  return 'each connection into it reads numbers, but their sum over time is out of range: lower network.gain, or crossbar.scale'
}

function howOf({ shape, read }: Connection): 'read' | 'readBack' | 'readDiagonal' {
  if (shape === 'diagonal') return 'readDiagonal'
  return read === 'back' ? 'readBack' : 'read'
}

/** Events that the connection carries in step k. */
function eventsOf(net: Network, { from, delay }: Connection, input: Sample['input'], k: number): Events {
  const train = from === net.source.name ? input : net.populations.find(({ name }) => name === from)!.record.spikes
  const events = createEvents(train.ids, train.values)
  selectStep(train, k - delay, events)
  return events
}

/** Rows of the array that a forward read uses; undefined: any row. */
function rowsOf(connection: Connection, { ids, first, n }: Events): Uint32Array | undefined {
  return howOf(connection) === 'read' ? ids.subarray(first, first + n) : undefined
}

/** The first device of the array that is not a number: its state, or its read at time t. */
function deviceOf(name: string, array: SynapseArray, t: number, rows?: Uint32Array): string | undefined {
  if (array.crossbars.length === 0) return weightOf(name, array, t)
  for (const { bank, layout, scratch } of array.crossbars) {
    const state = nonFiniteState(bank)
    if (state) return state.message
    const { cells } = scratch
    cells.n = 0
    for (let id = 0; id < bank.size; id++) {
      const row = Math.floor(id / layout.stride) % layout.rows
      if (id % layout.stride < layout.cols && (rows?.includes(row) ?? true)) cells.ids[cells.n++] = id
    }
    const read = nonFiniteRead(bank, cells, t, Math.round(t * 1e6))
    if (read) return read.message
  }
  return undefined
}

/** The same for weights in digital memory. */
function weightOf(name: string, { rows, stride, weights }: SynapseArray, t: number): string | undefined {
  const w = new Float32Array(rows * stride) as F32
  weights(t, w)
  const place = w.findIndex((value) => !Number.isFinite(value))
  return place < 0
    ? undefined
    : `the weight of "${name}" from row ${Math.floor(place / stride)} to column ${place % stride} is ${w[place]}`
}

function rounded(t: number): number {
  return Number(t.toPrecision(9))
}
