/** Input and output of the readers of recorded events, for all file formats. */
import type { BinnedEvents } from './binned.ts'
import type { Classes } from './classes.ts'

/** The grid of steps and rows for the events. */
export interface Grid {
  readonly steps: number
  /** s */
  readonly dt: number
  /** Unit u becomes row floor(u / group). */
  readonly group: number
  /** Number of samples to read from the start; null: all. */
  readonly limit: number | null
  /** Field of the spec that sets the limit. */
  readonly limitField: string
  /** Collects all labels of the files, also beyond the limit: the limit does not change the network. */
  readonly classes: Classes
}

export interface Recording {
  readonly events: BinnedEvents
  /** [samples], numbered by `classes`. */
  readonly labels: Uint16Array
  /** Number of units of the sensor: defined by the format, or by the largest unit of any event. */
  readonly units: number
}
