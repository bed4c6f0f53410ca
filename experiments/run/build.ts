/** Builds everything a run needs from a resolved spec, in one arena. */

import { createMeter, type Meter } from '../../crossbar/cost/meter.ts'
import type { CostTable } from '../../crossbar/cost/table.ts'
import { costTables } from '../../crossbar/cost/tables/registry.ts'
import { createCrossbar } from '../../crossbar/create.ts'
import type { Crossbar } from '../../crossbar/crossbar.ts'
import { assumedStep } from '../../crossbar/direction.ts'
import { bytesOfReadPath } from '../../crossbar/periphery/read-path.ts'
import { bytesPerDevice } from '../../devices/bank.ts'
import type { DeviceModel } from '../../devices/model.ts'
import { InputError } from '../../input/input-error.ts'
import { Arena, type F32, padded } from '../../kernels/arena.ts'
import { createRng, fillNormals, type Rng } from '../../kernels/rng.ts'
import { createFeedback, type Feedback } from '../../learning/feedback/feedback.ts'
import type { LearningRule } from '../../learning/rule.ts'
import { rules } from '../../learning/rules/registry.ts'
import { schemes } from '../../learning/update/registry.ts'
import type { ArrayFactory, Shape, SynapseArray } from '../../learning/update/scheme.ts'
import { hasAutapses } from '../../network/graph.ts'
import { createNetwork, createRunner, type Network, type Runner } from '../../network/network.ts'
import { peripheryOf } from '../config/circuit.ts'
import type { LoadedDevice } from '../config/device.ts'
import { type Described, describeNetwork } from '../config/graph.ts'
import type { Spec } from '../config/schema.ts'
import type { StuckArrays } from '../config/stuck.ts'
import type { Dataset, Sampler } from '../tasks/task.ts'

export interface Experiment {
  readonly spec: Spec
  readonly device: LoadedDevice
  readonly dataset: Dataset
  readonly sampler: Sampler
  readonly streams: Streams
  readonly net: Network
  readonly runner: Runner
  readonly rule: LearningRule
  readonly feedback: Feedback
  /** The array of each connection that has one. */
  readonly arrays: Readonly<Record<string, SynapseArray>>
  /**
   * Operations of each array, feedback arrays included, and digital work of each population (`populations/NAME`), since they were made;
   * only if the spec asks for costs.
   */
  readonly meters: Readonly<Record<string, Meter>>
  /** Prices of what the meters count; only if the spec asks for costs. */
  readonly prices?: CostTable
  /** Learning rate of each array. */
  readonly rates: Readonly<Record<string, number>>
  /** Counted while the network learns; only if the update scheme chooses among the errors. */
  readonly triggered?: Triggered
}

/** Errors dE/dy of a step and an output that are not 0, and those of them that change weights. */
export interface Triggered {
  errors: number
  kept: number
}

/** Root streams of the four parts of a seed. */
interface Streams {
  readonly chip: Rng
  readonly noise: Rng
  readonly task: Rng
  readonly init: Rng
}

export interface BuildOptions {
  /** Whether membranes are recorded. */
  readonly membrane?: boolean
  /** Initial weights of connections instead of random ones, [rows][cols]. */
  readonly weights?: Readonly<Record<string, ArrayLike<number>>>
  /** Devices that are stuck, by array. */
  readonly stuck?: StuckArrays
  /** Prices, where `cost.table` names a file. */
  readonly prices?: CostTable
}

/** Bytes of arena that a run needs. @throws InputError where they exceed the limit, or the network is invalid */
export function memoryNeeded(spec: Spec, dataset: Dataset, model: DeviceModel, options: BuildOptions = {}): number {
  const bytes = bytesNeeded(spec, dataset, model, options)
  if (bytes <= 2 ** 32) return bytes
  const size = (bytes / 2 ** 30).toFixed(1)
  throw new InputError(
    `network.neurons: this network needs ${size} GiB and one run has 4: lower network.neurons, crossbar.replicas or task.duration`,
  )
}

/** @throws InputError where the network does not fit into memory */
export function buildExperiment(spec: Spec, dataset: Dataset, device: LoadedDevice, options: BuildOptions = {}): Experiment {
  const arena = new Arena(memoryNeeded(spec, dataset, device.model, options))
  const streams = streamsOf(spec)
  const described = describeNetwork(spec.network, dataset)
  const { graph, neurons, readout } = described
  const meters: Record<string, Meter> = {}
  const make = arrayMaker(arena, spec, device.model, streams, meters, options.stuck)
  const arrays = Object.fromEntries(
    Object.entries(graph.connections)
      .filter(([, { array }]) => array === undefined)
      .map(([name]) => [name, createArray(arena, described, name, make, streams.init, options.weights?.[name])]),
  )
  const trainNeurons = spec.learning.train_neurons.length > 0
  const kept = { membrane: (options.membrane ?? false) || trainNeurons, current: trainNeurons }
  const net = createNetwork(arena, { graph, steps: dataset.steps, arrays, neurons, readout, kept })
  if (spec.cost) for (const { name } of [...net.populations, net.readout]) meters[`populations/${name}`] = createMeter()
  const rule = rules[spec.learning.rule]!
  const feedback = createFeedback(net, feedbackOptions(spec), {
    arrays,
    makeArray: (name, rows, cols, initial) => make(`feedback/${name}`, { rows, cols, autapses: true }, initial as F32),
    // This stream keeps its name from when a network had only one readout array.
    stream: (name) => streams.init.fork(name === 'out' ? 'feedback' : `feedback/${name}`),
  })
  const { rate_regularisation, rate_target, rate_eligibility, input_lead, mode } = spec.learning
  const learning = rule.modes[mode]!(
    net,
    {
      regularisation: { c: rate_regularisation, target: rate_target * dataset.dt, eligibility: rate_eligibility },
      inputLead: input_lead as 0 | 1,
      paths: feedback.paths,
      trainNeurons,
      ...(spec.cost ? { meters } : {}),
      values: spec.learning,
      dt: dataset.dt,
    },
    dataset.graded,
  )
  const sampler = dataset.sampler(arena, streams.task.fork('task'))
  const runner = createRunner(net, arrays)
  const trigger = schemes[spec.update.kind]!.trigger?.(spec.update)
  const triggered = trigger ? { errors: 0, kept: 0 } : undefined
  const observing = trigger && triggered ? triggeredRule(learning, trigger, triggered) : learning
  return {
    ...{
      spec,
      device,
      dataset,
      sampler,
      streams,
      net,
      runner,
      rule: observing,
      feedback,
      arrays,
      meters,
      rates: ratesOf(spec, net),
    },
    ...(triggered ? { triggered } : {}),
    ...(spec.cost ? { prices: pricesOf(spec.cost.table, options.prices) } : {}),
  }
}

/** @throws InputError where the name is that of a file and nobody has read it */
function pricesOf(name: string, given: CostTable | undefined): CostTable {
  const table = given ?? costTables[name]
  if (table) return table
  throw new InputError(`cost.table: "${name}" is a file, and its prices are not given; take loadRun, which reads it`)
}

/** The learning rule with the error as the update scheme transforms it. */
function triggeredRule(rule: LearningRule, trigger: (error: Float32Array) => void, counts: Triggered): LearningRule {
  let seen = new Float32Array(0)
  return {
    ...rule,
    observe(k, error) {
      if (seen.length !== error.length) seen = new Float32Array(error.length)
      seen.set(error)
      trigger(seen)
      for (let o = 0; o < error.length; o++) {
        if (error[o] !== 0) counts.errors++
        if (seen[o] !== 0) counts.kept++
      }
      rule.observe(k, seen)
    },
  }
}

function streamsOf({ seed, seeds }: Spec): Streams {
  const stream = (part: keyof Streams) => createRng(seeds[part] ?? seed)
  return { chip: stream('chip'), noise: stream('noise'), task: stream('task'), init: stream('init') }
}

function feedbackOptions({ learning }: Spec) {
  const { feedback, feedback_store, feedback_gain, feedback_decay, mirror_rate, mirror_decay, mirror_samples } = learning
  return {
    ...{ kind: feedback, store: feedback_store, gain: feedback_gain, decay: feedback_decay, along: rules[learning.rule]!.along },
    mirror: { rate: mirror_rate, decay: mirror_decay, samples: mirror_samples },
  }
}

type ArrayMaker = (name: string, shape: Shape, initial: F32 | undefined) => SynapseArray

/** Makes arrays of the spec's update scheme, each with its own random streams, keyed by its name. */
function arrayMaker(
  arena: Arena,
  spec: Spec,
  model: DeviceModel,
  { chip, noise }: Streams,
  meters: Record<string, Meter>,
  stuck: StuckArrays = {},
): ArrayMaker {
  const scheme = schemes[spec.update.kind]!
  const { replicas, scale, controller_read, refresh, combine, cell, origin } = spec.crossbar
  const { direction } = spec.update
  if (scheme.weights === 'crossbar' && direction === 'bidirectional' && !model.depress) {
    throw new InputError(
      `update.direction: device "${model.name}" has no depression pulse, so it cannot be bidirectional; take set-only`,
    )
  }
  return (name, shape, initial) => {
    const meter = spec.cost ? createMeter() : undefined
    if (meter) meters[name] = meter
    const periphery = peripheryOf(spec.crossbar, meter)
    const make: ArrayFactory = {
      arena,
      rng: noise.fork(`update/${name}`),
      ...(meter ? { meter } : {}),
      step: assumedStep(model, direction) / scale,
      model,
      crossbar: (size, weights, part, other): Crossbar => {
        const own = part === undefined ? name : `${name}/${part}`
        const circuit = {
          model,
          replicas,
          scale,
          controllerRead: controller_read,
          refresh,
          combine,
          cell,
          origin,
          direction,
          ...(periphery ? { periphery } : {}),
          ...(Object.hasOwn(stuck, own) ? { stuck: stuck[own]! } : {}),
        }
        return createCrossbar(arena, { ...size, ...circuit, ...other, rng: noise.fork(own), chip: chip.fork(own) }, weights)
      },
    }
    return scheme.create(shape, initial, make, spec.update)
  }
}

function createArray(
  arena: Arena,
  { graph, gains }: Described,
  name: string,
  make: ArrayMaker,
  init: Rng,
  given?: ArrayLike<number>,
): SynapseArray {
  const connection = graph.connections[name]!
  const { from, to, shape } = connection
  const size = (population: string) => graph.populations[population]!.size
  const rows = shape === 'diagonal' ? 1 : size(from)
  const cols = size(to)
  const autapses = hasAutapses(connection)
  const std = gains[name]! / Math.sqrt(rows)
  const weights = initialWeights(arena, rows, cols, std, autapses, init.fork(`weights/${name}`))
  if (given) for (let i = 0; i < given.length; i++) weights[Math.floor(i / cols) * padded(cols) + (i % cols)] = given[i]!
  return make(name, { rows, cols, autapses }, weights)
}

/** Normal with the given std, [rows][stride]; without autapses, the weight from a neuron to itself is 0. */
function initialWeights(arena: Arena, rows: number, cols: number, std: number, autapses: boolean, rng: Rng): F32 {
  const stride = padded(cols)
  const w = arena.f32(rows * stride)
  fillNormals(arena, rng, 0, w)
  for (let i = 0; i < w.length; i++) w[i] = i % stride < cols ? std * w[i]! : 0
  if (!autapses) for (let i = 0; i < rows; i++) w[i * stride + i] = 0
  return w
}

function ratesOf({ learning }: Spec, { connections, source, readout }: Network): Record<string, number> {
  const { lr_in, lr_rec, lr_out, rates } = learning
  const owners = connections.filter(({ name, array }) => name === array)
  const unknown = Object.keys(rates).find((name) => !owners.some((owner) => owner.name === name))
  if (unknown !== undefined) {
    const known = owners.map(({ name }) => name).join(', ')
    throw new InputError(`learning.rates: there is no connection "${unknown}" with its own array; known: ${known}`)
  }
  return Object.fromEntries(
    owners.map(({ name, from, to }) => [
      name,
      rates[name] ?? (from === source.name ? lr_in : to === readout.name ? lr_out : lr_rec),
    ]),
  )
}

/** @throws InputError for a listed line that no array has */
function holdOpenLines(faults: Spec['crossbar']['faults'], field: 'open_rows' | 'open_columns', most: number): void {
  const beyond = faults[field].find((listed) => listed >= most)
  if (beyond === undefined) return
  const line = field === 'open_rows' ? 'row' : 'column'
  throw new InputError(`crossbar.faults.${field}: no array has a ${line} ${beyond}; the largest has ${most}, counted from 0`)
}

/** Bytes of arena for a run, generously rounded up: untouched pages cost no memory. */
function bytesNeeded(spec: Spec, dataset: Dataset, model: DeviceModel, { membrane = false }: BuildOptions): number {
  const { graph } = describeNetwork(spec.network, dataset)
  const { crossbar, update, learning } = spec
  const { steps } = dataset
  const size = (name: string) => graph.populations[name]!.size
  const wide = (name: string) => padded(size(name))
  const connections = Object.values(graph.connections)
  holdOpenLines(
    crossbar.faults,
    'open_rows',
    Math.max(...connections.map(({ from, shape }) => (shape === 'diagonal' ? 1 : size(from)))),
  )
  holdOpenLines(crossbar.faults, 'open_columns', Math.max(...connections.map(({ to }) => size(to))))
  const synapses = connections.reduce((sum, { from, to, shape }) => sum + (shape === 'diagonal' ? 1 : wide(from)) * wide(to), 0)
  const onDevices = schemes[update.kind]!.weights === 'crossbar'
  // Feedback weights may have their own arrays.
  const arrays = (learning.feedback_store === 'array' ? 2 : 1) * (schemes[update.kind]!.parts ?? 1)
  const devices = onDevices ? 2 * crossbar.replicas * synapses * arrays : 0
  // Pulses are kept from stuck devices through lists of the others.
  const kept = crossbar.faults.map === undefined ? 0 : 52
  const perDevice = (update.direction === 'bidirectional' ? 28 : 16) + kept + bytesPerDevice(model)
  const perSynapse = 64 + (learning.mode === 'online' ? 16 : 0)
  const spiking = Object.values(graph.populations).filter(({ kind }) => kind !== 'source' && kind !== 'readout')
  const columns = 12 + (membrane || learning.train_neurons.length > 0 ? 8 : 0)
  const circuit = onDevices && peripheryOf(crossbar) ? arrays * circuitBytes(graph, spec) : 0
  const perStep = spiking.reduce((sum, population) => sum + columns * padded(population.size), 8 * padded(dataset.outputs) + 16)
  const events = (dataset.graded ? 24 : 12) * dataset.inputs * Math.min(steps, dataset.graded ? 1 : steps)
  return Math.ceil(4e6 + perDevice * devices + perSynapse * synapses + perStep * steps + dataset.bytes + events + circuit)
}

/** Bytes of the read paths of all arrays. */
function circuitBytes({ populations, connections }: Described['graph'], { crossbar }: Spec): number {
  const size = (name: string) => populations[name]!.size
  return Object.values(connections).reduce((sum, { from, to, shape }) => {
    const [rows, cols] = [shape === 'diagonal' ? 1 : size(from), size(to)]
    const layout = { rows, cols, stride: padded(cols), replicas: crossbar.replicas }
    return sum + bytesOfReadPath(layout, crossbar.tile)
  }, 0)
}
