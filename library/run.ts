/**
 * Experiments without files: specs, tasks, runs, their summaries. Nothing here needs Node: it runs in a browser unchanged.
 *
 * @packageDocumentation
 */
export { bindDevice, builtIn, type DeviceSection, type KindLoader, type LoadedDevice } from '../experiments/config/device.ts'
export { type Identity, runIdentity } from '../experiments/config/identity.ts'
export { parseSpec, type WrittenSpec } from '../experiments/config/parse.ts'
export { type Locate, resolveSpec } from '../experiments/config/resolve.ts'
export { type Spec, specJsonSchema } from '../experiments/config/schema.ts'
export type { Activity } from '../experiments/run/activity.ts'
export { buildExperiment, type Experiment } from '../experiments/run/build.ts'
export { type EvaluationClock, evaluate } from '../experiments/run/evaluate.ts'
export { type LossAfterTraining, lossAfterTraining } from '../experiments/run/loss-after-training.ts'
export {
  type ArrayPulses,
  type Epoch,
  type Prediction,
  type RunOptions,
  type RunResult,
  runExperiment,
} from '../experiments/run/run.ts'
export { resultOf, type Summary, summarize } from '../experiments/run/summary.ts'
export { createStage, type Outcome, type Stage, type TrialClock } from '../experiments/run/trial.ts'
export { type Metric, metricsOf } from '../experiments/tasks/metric.ts'
export { taskKinds } from '../experiments/tasks/registry.ts'
export {
  type Dataset,
  type Files,
  type Sample,
  type Sampler,
  type Split,
  type TaskKind,
  taskKind,
} from '../experiments/tasks/task.ts'
export { InputError } from '../input/input-error.ts'
