/** One update: applies the rule's changes to the arrays, and those of neuron constants to the neurons. */
import { cos } from '../../kernels/math.ts'
import type { NeuronGradient } from '../../learning/rule.ts'
import type { Network } from '../../network/network.ts'
import type { Spec } from '../config/schema.ts'
import type { Experiment } from './build.ts'
import type { ArrayPulses } from './run.ts'

/** Factor on all learning rates in an epoch; epochs count from 1. */
export function rateFactor({ learning, training }: Spec, epoch: number): number {
  const { schedule, schedule_factor, schedule_epochs } = learning
  if (schedule === 'step') return product(schedule_factor, Math.floor((epoch - 1) / schedule_epochs))
  if (schedule === 'cosine') return 0.5 * (1 + cos((Math.PI * (epoch - 1)) / training.epochs))
  return 1
}

/** x to an integer power, bit-identical on all platforms. */
function product(x: number, power: number): number {
  let result = 1
  for (let i = 0; i < power; i++) result *= x
  return result
}

/** @param totals pulses of each array so far; this update's pulses are added */
export function applyChanges(experiment: Experiment, factor: number, t: number, totals: readonly ArrayPulses[]): void {
  const { spec, net, rule, feedback, arrays, rates } = experiment
  const { gradient_clamp, train_neurons, lr_neurons } = spec.learning
  const changes = [...rule.changes()].map((change) => ({ ...change, rate: factor * rates[change.connection]! }))
  if (gradient_clamp !== null) for (const { direction } of changes) clamp(direction, gradient_clamp)
  for (const change of changes) feedback.learn(change, t)
  for (const change of changes) {
    const counts = arrays[change.connection]!.apply(change, t)
    const total = totals.find(({ array }) => array === change.connection)!
    total.set += counts.set
    total.depress += counts.depress
    total.reset += counts.reset
    total.refreshed += counts.refreshed
  }
  if (rule.neurons) {
    for (const { name } of net.populations) trainNeurons(net, name, rule.neurons(name), train_neurons, factor * lr_neurons)
  }
  rule.clear()
}

function clamp(gradient: Float32Array, limit: number): void {
  for (let i = 0; i < gradient.length; i++) gradient[i] = Math.min(limit, Math.max(-limit, gradient[i]!))
}

/** Upper limit of decays; thresholds stay above 0. */
const MOST_DECAY = 0.99999
const LEAST_THRESHOLD = 1e-6

function trainNeurons(
  net: Network,
  name: string,
  gradient: NeuronGradient,
  trained: Spec['learning']['train_neurons'],
  rate: number,
): void {
  const { neurons, size } = net.populations.find((population) => population.name === name)!
  for (let j = 0; j < size; j++) {
    if (trained.includes('tau_mem')) {
      neurons.alpha[j] = Math.min(MOST_DECAY, Math.max(0, neurons.alpha[j]! - rate * gradient.alpha[j]!))
    }
    if (trained.includes('threshold')) {
      neurons.theta[j] = Math.max(LEAST_THRESHOLD, neurons.theta[j]! - rate * gradient.theta[j]!)
    }
    if (trained.includes('gain')) neurons.gain[j] = Math.max(0, neurons.gain[j]! - rate * gradient.gain[j]!)
  }
}
