/**
 * memxbar as a library: devices, crossbars, networks, learning and experiments, for scripts of one's own.
 *
 * @packageDocumentation
 */
export type { ReadRequest, WeightArray } from './crossbar/array.ts'
export { createCrossbar } from './crossbar/create.ts'
export { type Crossbar, type CrossbarOptions, type Estimate, REFRESH_RULE, type RefreshRule } from './crossbar/crossbar.ts'
export { createDigitalWeights, type DigitalWeights } from './crossbar/digital.ts'
export { compensated, totalConductance } from './crossbar/drift-compensation.ts'
export { estimateAll, estimateCells } from './crossbar/estimate.ts'
export { createPulseList, type PulseCounts, type PulseList, push, sendPulses } from './crossbar/pulse.ts'
export type { Reader } from './crossbar/read.ts'
export { refreshByRule, rewrite } from './crossbar/refresh.ts'
export { type Bank, createBank, createCellList, everyCell } from './devices/bank.ts'
export { type CheckOptions, checkDevice } from './devices/check/check.ts'
export type { CheckReport, Counterexample, Finding, PropertyResult } from './devices/check/report.ts'
export { depressPulse, program, readCells, resetPulse, setPulse } from './devices/checked.ts'
export { type DeviceDefinition, defineDevice } from './devices/code/define.ts'
export { type CharacterizeOptions, type CharacterizeRow, characterize } from './devices/curves/characterize.ts'
export { type DeviceKind, defaults, deviceKind, type ParameterSpec, type Parameters, type Values } from './devices/kind.ts'
export { loadKind } from './devices/load.ts'
export type {
  BaseColumns,
  CellList,
  ColumnSpec,
  Columns,
  Declared,
  DeviceModel,
  Layout,
  Operation,
  RowRead,
  RowReadRequest,
} from './devices/model.ts'
export { ideal } from './devices/models/ideal.ts'
export { pcm } from './devices/models/pcm.ts'
export { type Preset, presetKind } from './devices/preset.ts'
export { deviceKinds, presets } from './devices/registry.ts'
export { type EnduranceOptions, withEndurance } from './devices/wrappers/endurance.ts'
export { type ResolutionOptions, withResolution } from './devices/wrappers/resolution.ts'
export { type RetentionOptions, withRetention } from './devices/wrappers/retention.ts'
export { type StuckOptions, withStuckAt } from './devices/wrappers/stuck-at.ts'
export { type WrapperSections, wrapModel, wrappers } from './devices/wrappers/wrap.ts'
export type { Wrapper } from './devices/wrappers/wrapper.ts'
export { type DeviceSection, type LoadedDevice, loadDevice } from './experiments/config/device.ts'
export { identity } from './experiments/config/identity.ts'
export { loadSpec } from './experiments/config/load.ts'
export { type Locate, resolveSpec } from './experiments/config/resolve.ts'
export { type Spec, specJsonSchema } from './experiments/config/schema.ts'
export type { Row } from './experiments/results/tables.ts'
export { buildExperiment, type Experiment } from './experiments/run/build.ts'
export { type EvaluationClock, evaluate } from './experiments/run/evaluate.ts'
export { type LossAfterTraining, lossAfterTraining } from './experiments/run/loss-after-training.ts'
export { type Epoch, type LayerPulses, type RunOptions, type RunResult, runExperiment } from './experiments/run/run.ts'
export { type Summary, summarize } from './experiments/run/summary.ts'
export { type Activity, type Pattern, present, runTrial, type TrialClock } from './experiments/run/trial.ts'
export { type Collected, type CollectOptions, collect } from './experiments/sweep/collect.ts'
export { claimSweep, runSweep, type SweepOptions, type SweepProgress } from './experiments/sweep/execute.ts'
export { type Extension, extendSweep } from './experiments/sweep/extend.ts'
export {
  type Cell,
  type Manifest,
  type Plan,
  type PlannedRow,
  type PlannedRun,
  type PlannedShard,
  type Ranking,
  readManifest,
} from './experiments/sweep/manifest.ts'
export { type PlanOptions, planSweep } from './experiments/sweep/plan.ts'
export { type PoolOptions, runAll } from './experiments/sweep/pool.ts'
export { runShard, type ShardOutcome } from './experiments/sweep/run-shard.ts'
export { type Candidate, type SearchOptions, search } from './experiments/sweep/search.ts'
export { missingShards, type Survey, surveySweep } from './experiments/sweep/survey.ts'
export type { GiveUp } from './experiments/sweep/worker.ts'
export { createPatterns, readTargets, type Targets } from './experiments/tasks/pattern-generation.ts'
export { compareEprop, type EpropCase, type EpropComparison, parseEpropCase } from './experiments/verify/eprop-case.ts'
export type { Figure } from './figures/frame/render.ts'
export { InputError } from './input/input-error.ts'
export { Arena, type F32, type F64, padded, type U32 } from './kernels/arena.ts'
export type { Kernels } from './kernels/kernels.ts'
export { createRng, fillNormals, fillNormalsOf, fillNormalsOfCounts, fillUniforms, type Rng } from './kernels/rng.ts'
export { createFeedback, FEEDBACKS, type Feedback, type FeedbackKind, type FeedbackOptions } from './learning/feedback.ts'
export type { EpropOptions, LearningRule, RateRegularisation, TrialInput } from './learning/rule.ts'
export { createAdjoint } from './learning/rules/eprop-adjoint.ts'
export { createOnline } from './learning/rules/eprop-online.ts'
export { type SchemeName, schemes } from './learning/update/registry.ts'
export type { CrossbarScheme, DigitalScheme, SchemeOptions, UpdateScheme } from './learning/update/scheme.ts'
export {
  createNetwork,
  type LayerName,
  type Layers,
  type Network,
  type NetworkOptions,
  type NetworkState,
  rest,
  step,
  type TrialRecord,
} from './network/network.ts'
export { type NeuronConstants, type NeuronParameters, neuronConstants } from './network/neurons.ts'
export { createSpikesByRow, type SpikesByRow, type SpikeTrain, sortByRow, spikeTrain } from './network/spikes.ts'
export type { FinishedTraining, Paper, PaperOptions, Report, Table, Training } from './studies/paper.ts'
export { papers } from './studies/registry.ts'
export { type Reproduced, type ReproduceOptions, reproducePaper } from './studies/reproduce.ts'
