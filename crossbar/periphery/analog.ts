/**
 * One physical array as its surroundings see it: voltages go to lines, currents come from the lines across. Devices are one (devices.ts);
 * each effect of the periphery is laid around one and is one again, so that effects follow one another in the order listed.
 *
 * An array holds one polarity of one tile. The N devices of a group stand in neighbouring word lines, driven together, and share a
 * bit line, whose current is their sum.
 */

import type { CellLaw } from './wires/cell-law.ts'

/** Lines that are driven in one read. Reused, never reallocated. */
export interface Drive {
  /** Line numbers within the array, ascending: the first n. */
  readonly lines: Uint32Array
  /** Beside `lines`, V, 0 or more. */
  readonly volts: Float64Array
  n: number
  /** Whether the drive carries graded values; else each line has the read voltage: a spike, which no DAC makes. */
  graded: boolean
}

/** Which read it is. Reused, never reallocated. */
export interface Moment {
  /** Device time, s. */
  t: number
  /** Numbers the read over the whole experiment; noise of devices is drawn by it. */
  draw: number
  /** 2 draw, or 2 draw + 1 in the read of the negative values: what noise of the periphery is drawn by. */
  event: number
}

/** `back`: bit lines driven and word lines sensed. */
export type Way = 'forward' | 'back'

export interface AnalogArray {
  /** Word lines. */
  readonly rows: number
  /** Bit lines. */
  readonly cols: number
  /** Conversions that wait for one another in a read (default 0: no converters). */
  readonly cycles?: Readonly<Record<Way, number>>
  /**
   * out[line] = current of each line across, uA; out is [cols] in a forward read and [rows] in one back.
   * @returns power that the driven lines put in, uW
   */
  sense(way: Way, drive: Drive, at: Moment, out: Float64Array): number
  /** Noisy conductances at that moment, uS: out[k] = line `line` at the k-th line across, both as `way` drives them. */
  conductances(way: Way, line: number, at: Moment, out: Float64Array): void
  /**
   * Current of every cell [rows][cols] by its voltage at that moment, where the model says what it is (`current`): scaled to what the noisy
   * conductance carries at the read voltage. float32 precision. Holds until the next call.
   */
  law?(way: Way, at: Moment): CellLaw
  /** What reads have left behind in it, effects included: columns to be saved and put back, by name. Other state follows from the devices. */
  readonly state?: Readonly<Record<string, Float64Array>>
  /** To be called after pulses at time t, s, and when state was put back. */
  programmed(t: number): void
}

export function createDrive(lines: number): Drive {
  return { lines: new Uint32Array(lines), volts: new Float64Array(lines), n: 0, graded: false }
}
