/**
 * The interface of tasks: how data are read, how a sample is shown to the network, and how results are measured. A task is one file
 * with its fields (units, defaults, ranges) and its citation, and one line in the registry.
 */
import type { Fields, FieldValues } from '../../input/fields.ts'
import type { Arena } from '../../kernels/arena.ts'
import type { Rng } from '../../kernels/rng.ts'
import type { LossKind } from '../../learning/loss.ts'
import type { EventTrain } from '../../network/events.ts'

export type { LossKind } from '../../learning/loss.ts'

export interface TaskKind<F extends Fields = Fields> {
  readonly name: string
  readonly title: string
  /** Key of the publication in the bibliography, or a BibTeX entry. */
  readonly cite?: string
  /** Fields of the spec's `task` section beside `kind`. */
  readonly fields: F
  /** Checks that involve several fields: [field, message with the remedy]. */
  check?(values: FieldValues<F>): readonly (readonly [field: string, message: string])[]
  /** Reads the task's data. @throws InputError naming file, place and remedy */
  load(values: FieldValues<F>, files: Files): Promise<Dataset>
}

/** Ties the fields' types to `load`. */
export function taskKind<const F extends Fields>(kind: TaskKind<F>): TaskKind<F> {
  return kind
}

/** File access for tasks: the engine itself opens no files. Names are relative to the spec, then to the working directory. */
export interface Files {
  /**
   * @param field field of the spec that asked for the file
   * @param mend remedy for the end of the error message
   * @throws InputError where the file cannot be read
   */
  read(name: string, field: string, mend?: string): Promise<Uint8Array>
  /** The first of these names that exists, such as `train-images-idx3-ubyte` or the same with `.gz`. */
  find(names: readonly string[]): Promise<string | undefined>
  /**
   * Names of the files in a folder and below it, such as `3/00002.bin`, relative to the folder, in the order of their code units.
   * @throws InputError where the folder cannot be read
   */
  list(folder: string, field: string): Promise<readonly string[]>
}

export type Split = 'train' | 'test'

/** Loaded data, before simulation: sizes are known; samples are encoded only when they are shown. */
export interface Dataset {
  /** Rows of the source population. */
  readonly inputs: number
  readonly outputs: number
  readonly steps: number
  /** s */
  readonly dt: number
  /** Whether inputs are graded values; otherwise they are unit spikes. */
  readonly graded: boolean
  /** Number of samples of each split; 0: none. */
  readonly size: Readonly<Record<Split, number>>
  readonly loss: LossKind
  /** Steps [from, to) in which the output counts. */
  readonly window: readonly [from: number, to: number]
  /** Names of the classes, if samples have labels; one per output. */
  readonly classes?: readonly string[]
  /** Contents of the files that were read: a run's identity depends on them in addition to the fields. */
  readonly contents: readonly (Uint8Array | string)[]
  /** Bytes of arena that its sampler needs. */
  readonly bytes: number
  /** Notes on reading that a user may not expect, one sentence each: for example, samples that were cut. */
  readonly notes?: readonly string[]
  /** @param rng stream of the task: draws are keyed by (split, sample, presentation), never sequential */
  sampler(arena: Arena, rng: Rng): Sampler
}

export interface Sampler {
  /**
   * Sample i of a split at its n-th presentation (0, 1, ...): a random encoder gives other spikes each time. The returned sample
   * is valid until the next call.
   */
  show(split: Split, i: number, presentation: number): Sample
}

export interface Sample {
  readonly input: EventTrain
  /** [steps][outputs], for mse. */
  readonly target?: Float32Array
  /** Number of the class, if there are labels. */
  readonly label?: number
}
