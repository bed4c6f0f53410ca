/**
 * Experiments with files: spec and device files, sweeps, figures, reproduced results.
 *
 * @packageDocumentation
 */
export { besideRecipe, kindsBeside, loadDevice, loadKind } from '../experiments/disk/device-kind.ts'
export { filesBeside, loadDataset } from '../experiments/disk/files.ts'
export { type LoadedRun, loadRun } from '../experiments/disk/run-spec.ts'
export { loadSpec } from '../experiments/disk/spec.ts'
export type { Row } from '../experiments/results/tables.ts'
export { type Collected, type CollectOptions, collect } from '../experiments/sweep/collect.ts'
export { claimSweep, runSweep, type SweepOptions, type SweepProgress } from '../experiments/sweep/execute.ts'
export { type Extension, extendSweep } from '../experiments/sweep/extend.ts'
export {
  type Cell,
  type Manifest,
  type Plan,
  type PlannedRow,
  type PlannedRun,
  type PlannedShard,
  type Ranking,
  readManifest,
} from '../experiments/sweep/manifest.ts'
export { type PlanOptions, planSweep } from '../experiments/sweep/plan.ts'
export { type PoolOptions, runAll } from '../experiments/sweep/pool.ts'
export { runShard, type ShardOutcome } from '../experiments/sweep/run-shard.ts'
export { type Candidate, type SearchOptions, type SearchResult, search } from '../experiments/sweep/search.ts'
export { missingShards, type Survey, surveySweep } from '../experiments/sweep/survey.ts'
export type { GiveUp } from '../experiments/sweep/worker.ts'
export type { Figure } from '../figures/frame/render.ts'
export type { FinishedTraining, Paper, PaperOptions, Report, Table, Training } from '../studies/paper.ts'
export { papers } from '../studies/registry.ts'
export { type Reproduced, type ReproduceOptions, reproducePaper } from '../studies/reproduce.ts'
