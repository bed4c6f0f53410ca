/** One experiment: epochs of trials, each followed by an update of all arrays if one is due. Deterministic, given the resolved spec. */
import type { CostTable } from '../../crossbar/cost/table.ts'
import { noPulses, type PulseCounts } from '../../crossbar/pulse.ts'
import type { Arena, F64 } from '../../kernels/arena.ts'
import { fillUniforms, type Rng } from '../../kernels/rng.ts'
import type { LoadedDevice } from '../config/device.ts'
import type { Spec } from '../config/schema.ts'
import type { StuckArrays } from '../config/stuck.ts'
import { metricsOf } from '../tasks/metric.ts'
import type { Dataset } from '../tasks/task.ts'
import { type Activity, activityOf } from './activity.ts'
import { buildExperiment, type Experiment, type Triggered } from './build.ts'
import { deviceTime } from './clock.ts'
import { type Account, countTrial, type EpochSpent, openAccount, type Spent } from './cost.ts'
import { evaluate } from './evaluate.ts'
import { failureOf, hasFiniteState, RunFailure } from './failure.ts'
import { createStage, type Outcome } from './trial.ts'
import { applyChanges, rateFactor } from './update.ts'

export interface ArrayPulses extends PulseCounts {
  readonly array: string
}

export interface Epoch {
  readonly epoch: number
  /** s of device time at the epoch's start. */
  readonly t: number
  /** By names of the task's metrics; null if not measured. Training samples are measured before their updates. */
  readonly results: Readonly<Record<string, number | null>>
  /** Loss of each training sample, in the samples' order; only for tasks without labels. */
  readonly losses?: readonly number[]
  /** Mean firing rate of all spiking neurons, and of each population. */
  readonly rate_hz: number
  readonly rates: Readonly<Record<string, number>>
  readonly pulses: readonly ArrayPulses[]
  /** Errors of the readout, where the update scheme lets only some of them change weights. */
  readonly triggered?: Readonly<Triggered>
  /** Its costs, evaluations included; where the spec asks for costs. */
  readonly spent?: EpochSpent
}

/** The network's prediction for a test sample in the last evaluation. */
export interface Prediction {
  readonly sample: number
  readonly label: number
  readonly predicted: number
}

export interface RunResult {
  readonly experiment: Experiment
  readonly epochs: readonly Epoch[]
  /** Readout of every training sample in its last trial, [steps][outputs]; only for tasks with a target. */
  readonly outputs: readonly Float32Array[]
  readonly predictions?: readonly Prediction[]
  /** Costs of the last evaluation, and its number of correct test samples; only if the spec asks for costs. */
  readonly inference?: Spent & { readonly correct: number }
  /** If asked for. Tasks with a target: of each training sample's last trial. Others: of the first test sample. */
  readonly activity?: readonly (readonly Activity[])[]
  readonly completed: boolean
}

/** The results so far. */
export type Progress = Omit<RunResult, 'experiment'>

export interface RunOptions {
  /** `soFar` is valid until the next epoch. */
  readonly onEpoch?: (epoch: Epoch, soFar: () => RunResult) => void
  /** Called from time to time within an epoch. */
  readonly onTrial?: (done: number, of: number) => void
  /** Ends the run after the current epoch. */
  readonly signal?: { readonly aborted: boolean }
  /**
   * Sets the initial state of the new experiment: the devices of another run, or the point where this run was interrupted.
   * Returns the progress of an interrupted run, which then continues.
   */
  readonly begin?: (experiment: Experiment) => Progress | undefined
  /** Initial weights of connections instead of random ones, [rows][cols]. */
  readonly weights?: Readonly<Record<string, ArrayLike<number>>>
  /** Devices that are stuck, as the map of `crossbar.faults` says. */
  readonly stuck?: StuckArrays
  /** Prices, where `cost.table` names a file; an included table is known by its name. */
  readonly prices?: CostTable
  /** Records the activity of every sample's last trial. */
  readonly record?: boolean
  /** Yields to signals, progress output and other work of the process. */
  readonly pause?: () => Promise<void>
}

/** Offset of the draw numbers of evaluations, so that evaluations do not change the training. */
const EVALUATION = 2 ** 48
/** Trials between two checks of the clock and the signal. */
const BETWEEN_PAUSES = 64

/** @throws InputError where the network does not fit; RunFailure where one of its values is not a number */
export async function runExperiment(
  spec: Spec,
  dataset: Dataset,
  device: LoadedDevice,
  options: RunOptions = {},
): Promise<RunResult> {
  const { record = false, weights = {}, stuck = {}, prices } = options
  const own = prices ? { prices } : {}
  const experiment = buildExperiment(spec, dataset, device, { membrane: record, weights, stuck, ...own })
  const course = createCourse(experiment, options, options.begin?.(experiment))
  for (let epoch = course.next(); epoch <= spec.training.epochs && !course.stuck(); epoch++) {
    const result = await course.epoch(epoch)
    options.onEpoch?.(result, () => course.result(false))
    await options.pause?.()
    if (options.signal?.aborted) return course.result(false)
  }
  return course.result(true)
}

/** The state of a run between epochs. */
interface Course {
  /** Number of the next epoch, from 1. */
  next(): number
  epoch(epoch: number): Promise<Epoch>
  /** Whether the number of epochs without a better result has reached the spec's patience. */
  stuck(): boolean
  result(completed: boolean): RunResult
}

function createCourse(experiment: Experiment, options: RunOptions, before?: Progress): Course {
  const { spec, net, runner, rule, feedback, dataset, sampler, streams, arrays } = experiment
  const { steps, dt, size, loss, window } = dataset
  const n = size.train
  const withTarget = loss === 'mse'
  const [metric] = metricsOf(loss, size.test > 0)
  const epochs: Epoch[] = []
  const outputs = withTarget ? Array.from({ length: n }, () => new Float32Array(steps * dataset.outputs)) : []
  for (const [i, y] of (before?.outputs ?? []).entries()) outputs[i]!.set(y)
  const activity: (readonly Activity[])[] | undefined = options.record ? [...(before?.activity ?? [])] : undefined
  let predictions = before?.predictions
  let inference = before?.inference
  /** Trials so far, from which device time and draws are computed. */
  let trials = n * (before?.epochs.length ?? 0)
  let best = { epoch: 0, value: metric!.better === 'lower' ? Infinity : -Infinity }
  const time = deviceTime(spec, dataset)
  const stage = createStage(net, runner, rule, { kind: loss, window })
  const order = createOrder(net.arena, n, streams.task.fork('order'))

  async function epochOf(epoch: number, account: Account): Promise<Epoch> {
    const begin = time.startOf(trials)
    if (experiment.triggered) Object.assign(experiment.triggered, { errors: 0, kept: 0 })
    const pulses = Object.keys(arrays).map((array) => ({ array, ...noPulses() }))
    const outcomes = new Array<Outcome>(n)
    const spiked = net.populations.map(() => 0)
    const factor = rateFactor(spec, epoch)
    let waiting = 0
    let shown = 0
    let correct = 0
    for (const i of spec.training.shuffle ? order(epoch) : outcomes.keys()) {
      const start = time.startOf(trials)
      feedback.begin(start, trials * steps)
      const sample = sampler.show('train', i, epoch - 1)
      const clock = { start, dt, firstStep: trials * steps }
      outcomes[i] = stage.learn(sample, clock)
      countTrial(experiment, sample.input)
      if (!hasFiniteState(net)) throw failureOf(experiment, `epoch ${epoch}, trial ${shown + 1} (sample ${i})`, sample, clock)
      if (outcomes[i].predicted === outcomes[i].label) correct++
      if (withTarget) outputs[i]!.set(net.readout.y)
      if (withTarget && activity) activity[i] = activityOf(net)
      net.populations.forEach(({ record }, p) => {
        spiked[p] = spiked[p]! + record.spikes.offsets[steps]!
      })
      trials++
      shown++
      if (++waiting === spec.update.every || shown === n) {
        account.in('updates', () => applyChanges(experiment, factor, start + steps * dt, pulses))
        waiting = 0
      }
      if (shown % BETWEEN_PAUSES === 0) {
        options.onTrial?.(shown, n)
        await options.pause?.()
      }
    }
    const losses = outcomes.map((outcome) => outcome.loss)
    const mean = losses.reduce((a, b) => a + b, 0) / n
    const trained = withTarget ? { mse: mean } : { accuracy: correct / n, loss: mean }
    const perNeuron = (count: number, neurons: number) => count / (neurons * steps * dt * n)
    const { results: onTest, correct: right } = tested(epoch, account)
    const results = { ...onTest, ...trained }
    const spent = account.close()
    if (spent && right !== undefined) inference = { ...spent.evaluation, correct: right }
    return {
      epoch,
      t: Number(begin.toPrecision(12)),
      results,
      ...(withTarget ? { losses } : {}),
      rate_hz: perNeuron(
        spiked.reduce((a, b) => a + b, 0),
        net.populations.reduce((sum, population) => sum + population.size, 0),
      ),
      rates: Object.fromEntries(net.populations.map(({ name, size: neurons }, p) => [name, perNeuron(spiked[p]!, neurons)])),
      pulses,
      ...(experiment.triggered ? { triggered: { ...experiment.triggered } } : {}),
      ...(spent ? { spent } : {}),
    }
  }

  /** Test samples are shown at the start time of the next trial. */
  function tested(epoch: number, account: Account): { results: Record<string, number | null>; correct?: number } {
    if (size.test === 0) return { results: {} }
    const due = epoch % spec.training.evaluate_every === 0 || epoch === spec.training.epochs
    if (!due) return { results: { accuracy_test: null, loss_test: null } }
    const clock = { start: time.startOf(trials), firstStep: EVALUATION + epoch * size.test * steps }
    const outcomes = account.in('evaluation', () => evaluate(experiment, clock, 'test', arrays, `epoch ${epoch}, `))
    predictions = outcomes.map(({ predicted, label }, sample) => ({ sample, label: label!, predicted: predicted! }))
    if (!withTarget && activity) activity[0] = activityOf(net)
    const right = predictions.filter(({ label, predicted }) => label === predicted).length
    const loss_test = outcomes.reduce((sum, outcome) => sum + outcome.loss, 0) / size.test
    return { results: { accuracy_test: right / size.test, loss_test }, correct: right }
  }

  function note(result: Epoch): void {
    epochs.push(result)
    const value = result.results[metric!.name]
    const better = metric!.better === 'lower' ? (value ?? Infinity) < best.value : (value ?? -Infinity) > best.value
    if (better) best = { epoch: result.epoch, value: value! }
  }

  for (const epoch of before?.epochs ?? []) note(epoch)
  return {
    async epoch(epoch) {
      const account = openAccount(experiment)
      const result = await epochOf(epoch, account).catch((error) => {
        if (error instanceof RunFailure) {
          // With the updates of this epoch: the meters have them only once the account is closed.
          account.close()
          error.result = finished(false)
        }
        throw error
      })
      note(result)
      return result
    },
    next: () => epochs.length + 1,
    stuck: () => spec.training.patience > 0 && epochs.length - best.epoch >= spec.training.patience,
    result: finished,
  }

  function finished(completed: boolean): RunResult {
    const shown = {
      ...(predictions ? { predictions } : {}),
      ...(inference ? { inference } : {}),
      ...(activity ? { activity } : {}),
    }
    return { experiment, epochs, outputs, ...shown, completed }
  }
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
