/** What a published result is to this program: trainings that can run anywhere, and a report made of what they came to. */

import type { Spec } from '../experiments/config/schema.ts'
import type { Row } from '../experiments/results/tables.ts'
import type { Trained } from '../experiments/sweep/worker.ts'
import type { Figure } from '../figures/frame/render.ts'

export interface PaperOptions {
  /** Of the trainings; where nothing is trained, the first is that of the devices. */
  readonly seeds: readonly number[]
  /** Assignments `path=value` over the spec of every run; what sets the runs of a study apart goes over them. */
  readonly set: readonly string[]
  /** Few epochs, few devices: to see that all works. Its numbers mean nothing. */
  readonly quick: boolean
}

/** One run of a study. */
export interface Training {
  /** What sets it apart from the others but for the seed: the first columns of its row. */
  readonly label: Row
  readonly spec: Spec
  /** Device times after the last update, s, at which the trained network is tried. */
  readonly ages?: readonly number[]
  /** Specs of the same network in other circuits, in which the trained devices are read. */
  readonly elsewhere?: readonly Spec[]
}

export interface FinishedTraining extends Trained {
  readonly label: Row
}

export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
  /** Too long to be read: goes into its file but not into the report. */
  readonly long?: boolean
}

export interface Report {
  readonly tables: readonly Table[]
  readonly figures: Readonly<Record<string, Figure>>
}

export interface Paper {
  readonly name: string
  readonly title: string
  /** Keys of the bibliography: whose result this is; none for one of our own. */
  readonly cite: readonly string[]
  /** What is done, in full sentences. */
  readonly description: string
  /** Seeds unless told otherwise. */
  readonly seeds: readonly number[]
  /** Absent where nothing is trained. */
  trainings?(options: PaperOptions): Promise<Training[]>
  /** Deterministic in its arguments. `runs` are the finished trainings in their order. */
  report(runs: readonly FinishedTraining[], options: PaperOptions): Promise<Report>
}
