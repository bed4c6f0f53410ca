/** The interface of a published result: trainings that can run anywhere, and a report from their results. */

import type { Spec } from '../experiments/config/schema.ts'
import type { Row } from '../experiments/results/tables.ts'
import type { Trained } from '../experiments/sweep/worker.ts'
import type { Figure } from '../figures/frame/render.ts'

export interface PaperOptions {
  /** One run of every condition for each seed; a result with one default seed takes exactly one, that of its devices. */
  readonly seeds: readonly number[]
  /** Assignments `path=value` over the spec of every run; the study's own assignments for its conditions override them. */
  readonly set: readonly string[]
  /** Few epochs, few devices, as a test that everything works. The numbers are meaningless. */
  readonly quick: boolean
  /** Stops the work between two runs. */
  readonly signal?: AbortSignal
}

/** One run of a study. */
export interface Training {
  /** The condition that identifies it, apart from the seed: the first columns of its row. */
  readonly label: Row
  readonly spec: Spec
  /** Device times after the last update, s, at which the trained network is evaluated. */
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
  /** Too long to read: written to its file but not to the report. */
  readonly long?: boolean
}

export interface Report {
  readonly tables: readonly Table[]
  readonly figures: Readonly<Record<string, Figure>>
}

export interface Paper {
  readonly name: string
  readonly title: string
  /** Keys of the bibliography for the source of the result; empty for one of our own. */
  readonly cite: readonly string[]
  /** Description of the method, in full sentences. */
  readonly description: string
  /** Default seeds. */
  readonly seeds: readonly number[]
  /** Absent if nothing is trained. */
  trainings?(options: PaperOptions): Promise<Training[]>
  /** Deterministic in its arguments. `runs` are the finished trainings in their order. @throws AbortError if the signal stopped it */
  report(runs: readonly FinishedTraining[], options: PaperOptions): Promise<Report>
}
