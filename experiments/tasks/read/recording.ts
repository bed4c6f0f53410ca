/** What a reader of recorded events takes and gives, whatever the files' format. */
import type { BinnedEvents } from './binned.ts'
import type { Classes } from './classes.ts'

/** How events are put on a grid of steps and rows. */
export interface Grid {
  readonly steps: number
  /** s */
  readonly dt: number
  /** Unit u is row floor(u / group). */
  readonly group: number
  /** Samples to read, the first ones; null: all. */
  readonly limit: number | null
  /** Field of the spec that says so. */
  readonly limitField: string
  /** Gathers all labels of the files, those beyond the limit too: it does not change the network. */
  readonly classes: Classes
}

export interface Recording {
  readonly events: BinnedEvents
  /** [samples], as `classes` numbers them. */
  readonly labels: Uint16Array
  /** Units of the sensor: as the format has them, or up to the largest of any event. */
  readonly units: number
}
