/**
 * What a task is: how its data are read, how a sample is shown to the network, and how well the network does. A task is one file
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
  /** What no single field can say: [field, message that names the mend]. */
  check?(values: FieldValues<F>): readonly (readonly [field: string, message: string])[]
  /** Reads what the task needs. @throws InputError naming file, place and mend */
  load(values: FieldValues<F>, files: Files): Promise<Dataset>
}

/** Ties the fields' types to `load`. */
export function taskKind<const F extends Fields>(kind: TaskKind<F>): TaskKind<F> {
  return kind
}

/** How a task gets at files: the engine itself opens none. Names are relative to the spec, then to the working directory. */
export interface Files {
  /**
   * @param field of the spec that asked for the file
   * @param mend what to give instead, for the error's end
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

/** Loaded data, before anything is simulated: sizes are known, samples are encoded only when they are shown. */
export interface Dataset {
  /** Rows of the source population. */
  readonly inputs: number
  readonly outputs: number
  readonly steps: number
  /** s */
  readonly dt: number
  /** Whether inputs are graded values; else they are unit spikes. */
  readonly graded: boolean
  /** Samples of each split; 0: there is none. */
  readonly size: Readonly<Record<Split, number>>
  readonly loss: LossKind
  /** Steps [from, to) in which the output counts. */
  readonly window: readonly [from: number, to: number]
  /** Names of the classes, where samples have labels; one an output. */
  readonly classes?: readonly string[]
  /** What a run's identity depends on beyond the fields: the contents of the files that were read. */
  readonly contents: readonly (Uint8Array | string)[]
  /** Bytes of arena that its sampler takes. */
  readonly bytes: number
  /** What reading did that a user may not expect, a sentence each: samples that were cut, for example. */
  readonly notes?: readonly string[]
  /** @param rng stream of the task: draws are keyed by (split, sample, presentation), never taken in sequence */
  sampler(arena: Arena, rng: Rng): Sampler
}

export interface Sampler {
  /**
   * Sample i of a split as it is shown for the n-th time (0, 1, ...): an encoder that draws gives other spikes each time. What is
   * returned is valid until the next call.
   */
  show(split: Split, i: number, presentation: number): Sample
}

export interface Sample {
  readonly input: EventTrain
  /** [steps][outputs], for mse. */
  readonly target?: Float32Array
  /** Number of the class, where there are labels. */
  readonly label?: number
}
