/** A dataset of labelled vectors that an encoder turns into events when they are presented. */
import { InputError } from '../../../input/input-error.ts'
import { createEventTrain, eventTrainBytes } from '../../../network/events.ts'
import type { TrialValues } from '../classification.ts'
import { answerWindow } from '../classification.ts'
import type { Dataset, Split } from '../task.ts'
import { createDraws } from './draws.ts'
import { bindEncoder, type EncoderSection } from './registry.ts'

/** Samples of a split, in compact types. */
export interface Vectors {
  /** [samples][features] */
  readonly values: Uint8Array | Float32Array
  /** The value that the encoder sees as 1. */
  readonly scale: number
  /** [samples] */
  readonly labels: Uint8Array | Uint16Array
}

interface Options extends TrialValues {
  readonly encoder: EncoderSection
  readonly steps: number
  readonly dt: number
}

/** @throws InputError where the encoder does not fit the vectors */
export function vectorDataset(
  sets: Readonly<Record<Split, Vectors>>,
  features: number,
  classes: readonly string[],
  { encoder: section, steps, dt, loss, window }: Options,
): Dataset {
  const { rows, graded, held = false, capacity, create } = bindEncoder(section, { features, steps })
  if (rows > MOST_INPUTS) {
    throw new InputError(`task.encoder: the encoder makes ${rows} inputs of ${features} values; at most ${MOST_INPUTS}`)
  }
  const { train, test } = sets
  return {
    inputs: rows,
    outputs: classes.length,
    steps,
    dt,
    graded,
    size: { train: train.labels.length, test: test.labels.length },
    loss,
    window: answerWindow(window, steps),
    classes,
    contents: [train.values, train.labels, test.values, test.labels].map(bytesOf),
    // The train, and one column of random draws.
    bytes: eventTrainBytes(steps, capacity, graded) + 8 * rows + 4096,
    sampler(arena, rng) {
      const input = createEventTrain(arena, rows, steps, capacity, graded, held)
      const encode = create(arena)
      const draws = createDraws(arena, rng)
      const shown = new Float32Array(features)
      const sample = { input, label: 0 }
      return {
        show(split, i, presentation) {
          const { values, scale, labels } = sets[split]
          if (!(i >= 0 && i < labels.length)) throw new RangeError(`sample ${i} of the ${labels.length} of split ${split}`)
          for (let f = 0; f < features; f++) shown[f] = values[i * features + f]! / scale
          draws.begin(split, i, presentation)
          encode(shown, draws, input)
          sample.label = labels[i]!
          return sample
        },
      }
    },
  }
}

const MOST_INPUTS = 2 ** 20

function bytesOf(column: Uint8Array | Uint16Array | Float32Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
}
