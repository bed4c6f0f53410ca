/** One experiment: epochs of trials, each followed by an update of all arrays. Deterministic in the resolved spec. */

import type { Arena, F64 } from '../../kernels/arena.ts'
import { fillUniforms, type Rng } from '../../kernels/rng.ts'
import type { LayerName } from '../../network/network.ts'
import { loadDevice } from '../config/device.ts'
import type { Spec } from '../config/schema.ts'
import type { Targets } from '../tasks/pattern-generation.ts'
import { buildExperiment, type Experiment, LAYERS } from './build.ts'
import { type Activity, activityOf, runTrial } from './trial.ts'

export interface LayerPulses {
  readonly layer: LayerName
  readonly set: number
  readonly reset: number
  readonly refreshed: number
}

export interface Epoch {
  readonly epoch: number
  /** s of device time at the epoch's start. */
  readonly t: number
  /** Mean over the patterns, each measured before its update. */
  readonly mse: number
  /** Of each pattern, in the patterns' order. */
  readonly pattern_mse: readonly number[]
  /** Mean firing rate of the recurrent neurons. */
  readonly rate_hz: number
  readonly pulses: readonly LayerPulses[]
}

export interface RunResult {
  readonly experiment: Experiment
  readonly epochs: readonly Epoch[]
  /** Readout of every pattern in its last trial, [steps][outputs]. */
  readonly outputs: readonly Float32Array[]
  /** Of the same trials, if asked for. */
  readonly activity?: readonly Activity[]
  readonly completed: boolean
}

export interface RunOptions {
  readonly onEpoch?: (epoch: Epoch) => void
  /** Ends the run after the current epoch. */
  readonly signal?: AbortSignal
  /** Keeps the activity of every pattern's last trial. */
  readonly record?: boolean
}

/** @throws InputError where the network does not fit */
export async function runExperiment(spec: Spec, targets: Targets, options: RunOptions = {}): Promise<RunResult> {
  const experiment = buildExperiment(spec, targets, await loadDevice(spec.device), options.record)
  const { net, patterns, rng } = experiment
  const epochs: Epoch[] = []
  const outputs = patterns.map((pattern) => new Float32Array(pattern.target.length))
  const activity: Activity[] | undefined = options.record ? [] : undefined
  const last: Last = { outputs, ...(activity ? { activity } : {}) }
  const clock: Clock = { trials: 0 }
  const order = createOrder(net.arena, patterns.length, rng.fork('order'))
  for (let epoch = 1; epoch <= spec.training.epochs; epoch++) {
    const result = runEpoch(experiment, epoch, spec.training.shuffle ? order(epoch) : patterns.keys(), clock, last)
    epochs.push(result)
    options.onEpoch?.(result)
    // Lets signals, progress and other work of the process have their turn.
    await new Promise((resume) => setImmediate(resume))
    if (options.signal?.aborted) return { experiment, epochs, ...last, completed: false }
  }
  return { experiment, epochs, ...last, completed: true }
}

/** What is kept of each pattern's last trial. */
interface Last {
  readonly outputs: readonly Float32Array[]
  readonly activity?: Activity[]
}

/** Trials so far: what device time is computed from, so that rounding does not add up. */
interface Clock {
  trials: number
}

function runEpoch(experiment: Experiment, epoch: number, order: Iterable<number>, clock: Clock, last: Last): Epoch {
  const { spec, net, rule, feedback, patterns } = experiment
  const { dt } = spec.task
  const { steps, spikes } = net.record
  const { settle } = spec.crossbar
  const duration = steps * dt
  const startOf = (trial: number) => settle + trial * (duration + settle)
  const begin = startOf(clock.trials)
  const mse = new Array<number>(patterns.length).fill(0)
  const pulses = LAYERS.map((layer) => ({ layer, set: 0, reset: 0, refreshed: 0 }))
  let spiked = 0
  for (const p of order) {
    const start = startOf(clock.trials)
    feedback.refresh(start)
    mse[p] = runTrial(net, rule, patterns[p]!, { start, dt, firstStep: clock.trials * steps })
    last.outputs[p]!.set(net.record.y)
    if (last.activity) last.activity[p] = activityOf(net.record)
    spiked += spikes.offsets[steps]!
    update(experiment, start + duration, pulses)
    clock.trials++
  }
  const rate_hz = spiked / (net.neurons * steps * dt * patterns.length)
  return {
    epoch,
    t: Number(begin.toPrecision(12)),
    mse: mse.reduce((a, b) => a + b, 0) / patterns.length,
    pattern_mse: mse,
    rate_hz,
    pulses,
  }
}

function update(
  { spec, rule, feedback, updates }: Experiment,
  t: number,
  totals: { -readonly [K in keyof LayerPulses]: LayerPulses[K] }[],
): void {
  const { lr_in, lr_rec, lr_out, gradient_clamp } = spec.learning
  const rates = { in: lr_in, rec: lr_rec, out: lr_out }
  if (gradient_clamp !== null) {
    for (const layer of LAYERS) clamp(rule.gradient(layer), gradient_clamp)
  }
  feedback.learn(rule.gradient('out'), rates.out, t)
  LAYERS.forEach((layer, i) => {
    const counts = updates[layer].apply(rule.gradient(layer), rates[layer], t)
    const total = totals[i]!
    total.set += counts.set
    total.reset += counts.reset
    total.refreshed += counts.refreshed
  })
}

function clamp(gradient: Float32Array, limit: number): void {
  for (let i = 0; i < gradient.length; i++) gradient[i] = Math.min(limit, Math.max(-limit, gradient[i]!))
}

/** A shuffle of 0..n-1 for every epoch (Fisher-Yates). */
function createOrder(arena: Arena, n: number, rng: Rng): (epoch: number) => number[] {
  const draws: F64 = arena.f64(n)
  return (epoch) => {
    fillUniforms(arena, rng, epoch, draws)
    const order = Array.from({ length: n }, (_, i) => i)
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(draws[i]! * (i + 1))
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    return order
  }
}
