/** From a resolved spec to everything a run needs, in one arena. */
import { createCrossbar } from '../../crossbar/create.ts'
import type { Crossbar } from '../../crossbar/crossbar.ts'
import { createDigitalWeights, type DigitalWeights } from '../../crossbar/digital.ts'
import { bytesPerDevice } from '../../devices/bank.ts'
import type { DeviceModel } from '../../devices/model.ts'
import { InputError } from '../../input/input-error.ts'
import { Arena, padded } from '../../kernels/arena.ts'
import { createRng, fillNormals, type Rng } from '../../kernels/rng.ts'
import { createFeedback, type Feedback } from '../../learning/feedback.ts'
import type { LearningRule } from '../../learning/rule.ts'
import { createAdjoint } from '../../learning/rules/eprop-adjoint.ts'
import { createOnline } from '../../learning/rules/eprop-online.ts'
import { schemes } from '../../learning/update/registry.ts'
import type { UpdateScheme } from '../../learning/update/scheme.ts'
import { createNetwork, type LayerName, type Network } from '../../network/network.ts'
import { neuronConstants } from '../../network/neurons.ts'
import type { LoadedDevice } from '../config/device.ts'
import type { Spec } from '../config/schema.ts'
import { createPatterns, type Targets } from '../tasks/pattern-generation.ts'
import type { Pattern } from './trial.ts'

export const LAYERS: readonly LayerName[] = ['in', 'rec', 'out']

export interface Experiment {
  readonly spec: Spec
  readonly device: LoadedDevice
  readonly rng: Rng
  readonly net: Network
  readonly rule: LearningRule
  readonly feedback: Feedback
  readonly patterns: readonly Pattern[]
  readonly arrays: Readonly<Record<LayerName, Crossbar | DigitalWeights>>
  readonly updates: Readonly<Record<LayerName, UpdateScheme>>
}

/** Bytes of arena that a run needs. @throws InputError where it has not got them */
export function memoryNeeded(spec: Spec, targets: Targets, model: DeviceModel, keepMembrane = false): number {
  const bytes = bytesNeeded(spec, targets, model) + (keepMembrane ? 4 * targets.steps * padded(spec.network.neurons) : 0)
  if (bytes <= 2 ** 32) return bytes
  const size = (bytes / 2 ** 30).toFixed(1)
  throw new InputError(
    `network.neurons: this network needs ${size} GiB and one run has 4: lower network.neurons, crossbar.replicas or task.duration`,
  )
}

/** @throws InputError where the network does not fit into memory. @param keepMembrane whether `net.record.v` is kept */
export function buildExperiment(spec: Spec, targets: Targets, device: LoadedDevice, keepMembrane = false): Experiment {
  const { model } = device
  const { task, network, learning, update } = spec
  const arena = new Arena(memoryNeeded(spec, targets, model, keepMembrane))
  const rng = createRng(spec.seed)
  const sizes = {
    in: [task.inputs, network.neurons],
    rec: [network.neurons, network.neurons],
    out: [network.neurons, targets.outputs],
  } as const
  const array = (layer: LayerName) => createArray(arena, spec, model, layer, ...sizes[layer], rng)
  const arrays = { in: array('in'), rec: array('rec'), out: array('out') }
  const constants = neuronConstants({ ...network, dt: task.dt })
  const options = { layers: arrays, constants, adaptive: network.adaptive, steps: targets.steps, keepMembrane }
  const net = createNetwork(arena, options)
  const feedbackOptions = { kind: learning.feedback, gain: learning.feedback_gain, decay: learning.feedback_decay }
  const feedback = createFeedback(net, feedbackOptions, rng.fork('feedback'))
  const { rate_regularisation, rate_target, rate_eligibility, input_lead } = learning
  const create = learning.mode === 'adjoint' ? createAdjoint : createOnline
  const rule = create(net, {
    regularisation: { c: rate_regularisation, target: rate_target * task.dt, eligibility: rate_eligibility },
    inputLead: input_lead as 0 | 1,
    feedback: feedback.B,
  })
  const patterns = createPatterns(arena, task, targets, rng.fork('task'))
  const bind = (layer: LayerName) => bindScheme(spec, arrays[layer], rng.fork(`update/${layer}`))
  const updates = { in: bind('in'), rec: bind('rec'), out: bind('out') }
  return { spec, device, rng, net, rule, feedback, patterns, arrays, updates }

  function bindScheme({ crossbar }: Spec, weights: Crossbar | DigitalWeights, stream: Rng): UpdateScheme {
    const scheme = schemes[update.kind]
    if (scheme.weights === 'crossbar') return scheme.bind(weights as Crossbar, update, stream)
    return scheme.bind(weights as DigitalWeights, update, model.step / crossbar.scale)
  }
}

function createArray(
  arena: Arena,
  spec: Spec,
  model: DeviceModel,
  layer: LayerName,
  rows: number,
  cols: number,
  rng: Rng,
): Crossbar | DigitalWeights {
  const selfless = layer === 'rec'
  const initial = initialWeights(arena, rows, cols, spec.network.gain / Math.sqrt(rows), selfless, rng.fork(`weights/${layer}`))
  if (schemes[spec.update.kind].weights === 'digital') return createDigitalWeights(arena, rows, cols, initial)
  const { replicas, scale, estimate, refresh, combine } = spec.crossbar
  return createCrossbar(
    arena,
    { rows, cols, model, rng: rng.fork(layer), replicas, scale, estimate, refresh, combine, selfless },
    initial,
  )
}

/** Normal with the given std, [rows][stride]; none from a neuron to itself. */
function initialWeights(arena: Arena, rows: number, cols: number, std: number, selfless: boolean, rng: Rng): Float32Array {
  const stride = padded(cols)
  const w = arena.f32(rows * stride)
  fillNormals(arena, rng, 0, w)
  for (let i = 0; i < w.length; i++) w[i] = i % stride < cols ? std * w[i]! : 0
  if (selfless) for (let i = 0; i < rows; i++) w[i * stride + i] = 0
  return w
}

/** Bytes of arena for a run, rounded up generously: what is never touched costs nothing. */
function bytesNeeded(
  { task, network, crossbar, update, learning }: Spec,
  { outputs, steps, count }: Targets,
  model: DeviceModel,
): number {
  const n = padded(network.neurons)
  const synapses = (task.inputs + n) * n + n * padded(outputs)
  const onDevices = schemes[update.kind].weights === 'crossbar'
  const devices = onDevices ? 2 * crossbar.replicas * synapses : 0
  const perDevice = 16 + bytesPerDevice(model)
  const perSynapse = 32 + (learning.mode === 'online' ? 16 : 0)
  const perStep = 12 * n + 8 * padded(outputs) + 16
  const spikes = 16 * count * steps * (1 + 1.5 * task.inputs * Math.min(1, task.input_rate * task.dt)) + 1e5
  return Math.ceil(4e6 + perDevice * devices + perSynapse * synapses + perStep * steps + spikes + 64 * network.neurons * outputs)
}
