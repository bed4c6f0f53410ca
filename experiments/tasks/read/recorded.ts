/** The dataset of recorded events. */
import { InputError } from '../../../input/input-error.ts'
import { createEventTrain, eventTrainBytes } from '../../../network/events.ts'
import { answerWindow } from '../classification.ts'
import type { Dataset, Split } from '../task.ts'
import type { Recording } from './recording.ts'

const NOTHING: Recording = {
  events: { ids: new Uint16Array(0), offsets: new Uint32Array(1), cut: 0, merged: 0, most: 0 },
  labels: new Uint16Array(0),
  units: 0,
}

interface Options extends Pick<Dataset, 'inputs' | 'steps' | 'dt' | 'loss'> {
  readonly duration: number
  readonly window: number
  readonly names: readonly string[]
  /** Maps the class numbers of the recordings to places in `names`. */
  readonly place: Uint16Array
}

/**
 * A dataset of events that are already on steps: every presentation of a sample is the same. @param test undefined: no test samples
 * @throws InputError where there are fewer than two classes
 */
export function recordedDataset(train: Recording, test: Recording | undefined, options: Options): Dataset {
  const { inputs, steps, dt, loss, window, names, place, duration } = options
  const placed = (set: Recording): Recording => ({ ...set, labels: set.labels.map((number) => place[number]!) })
  const sets = { train: placed(train), test: placed(test ?? NOTHING) }
  if (names.length < 2) throw new InputError(`task.data: all samples are of class "${names[0] ?? ''}"; a task has two or more`)
  const capacity = Math.max(sets.train.events.most, sets.test.events.most)
  const bytes = (column: Uint16Array | Uint32Array) => new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
  const notes = (['train', 'test'] as const).flatMap((split) => notesOf(sets[split], split, duration))
  return {
    ...{ inputs, outputs: names.length, steps, dt, graded: false, loss, window: answerWindow(window, steps) },
    size: { train: sets.train.labels.length, test: sets.test.labels.length },
    classes: names,
    contents: [sets.train, sets.test].flatMap(({ events: { ids, offsets }, labels }) => [ids, offsets, labels].map(bytes)),
    ...(notes.length > 0 ? { notes } : {}),
    bytes: eventTrainBytes(steps, capacity, false),
    sampler(arena) {
      const input = createEventTrain(arena, inputs, steps, capacity, false)
      const sample = { input, label: 0 }
      return {
        show(split, i) {
          const { events: binned, labels } = sets[split]
          if (!(i >= 0 && i < labels.length)) throw new RangeError(`sample ${i} of the ${labels.length} of split ${split}`)
          const first = binned.offsets[i * steps]!
          for (let k = 0; k <= steps; k++) input.offsets[k] = binned.offsets[i * steps + k]! - first
          for (let e = 0; e < input.offsets[steps]!; e++) input.ids[e] = binned.ids[first + e]!
          sample.label = labels[i]!
          return sample
        },
      }
    },
  }
}

function notesOf({ labels, events: { cut, merged, ids } }: Recording, split: Split, duration: number): string[] {
  const notes = []
  if (cut > 0)
    notes.push(`${cut} of the ${labels.length} samples of split ${split} last longer than ${duration} s and are cut there`)
  if (merged > 0) {
    notes.push(
      `${merged} of the ${ids.length + merged} events of split ${split} share step and input with another and count once`,
    )
  }
  return notes
}
