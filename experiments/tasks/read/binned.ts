/** Recorded events on a grid of steps: for each sample, the distinct rows that are active in each step, in compact types. */
import { type Growing, growing } from './growing.ts'

export interface BinnedEvents {
  /** Rows of all steps of all samples, ascending within a step: sample s, step k has ids[offsets[s steps + k] .. offsets[s steps + k + 1]). */
  readonly ids: Uint16Array
  /** [samples x steps + 1] */
  readonly offsets: Uint32Array
  /** Number of samples with events after the last step, which are left out. */
  readonly cut: number
  /** Number of events that share step and row with another event; they count once. */
  readonly merged: number
  /** Largest number of events of a sample. */
  readonly most: number
}

export interface Binner {
  /** Adds an event to the current sample. @param t s from the sample's start, 0 or more */
  add(t: number, row: number): void
  /** Ends the current sample; the next one begins. */
  end(): void
  whole(): BinnedEvents
}

/** Largest number of rows that fits 16-bit columns. */
export const MOST_ROWS = 2 ** 16

/** @param dt s */
export function createBinner(steps: number, dt: number): Binner {
  const ids: Growing<Uint16Array> = growing(Uint16Array)
  const offsets: Growing<Uint32Array> = growing(Uint32Array)
  // Keys of the current sample: step x MOST_ROWS + row, which sort by step, then row.
  let keys = new Float64Array(1024)
  let n = 0
  let late = false
  let cut = 0
  let merged = 0
  let most = 0
  offsets.push(0)
  return {
    add(t, row) {
      // 0.29 / 0.01 is 28.999...96 in floating point, but belongs to step 29.
      const step = Math.floor(t / dt + 1e-6)
      if (step >= steps) {
        late = true
        return
      }
      if (n === keys.length) {
        const larger = new Float64Array(2 * n)
        larger.set(keys)
        keys = larger
      }
      keys[n++] = step * MOST_ROWS + row
    },
    end() {
      const sorted = keys.subarray(0, n).sort()
      const first = ids.length
      let k = 0
      for (let i = 0; i < n; i++) {
        if (i > 0 && sorted[i] === sorted[i - 1]) {
          merged++
          continue
        }
        const step = Math.floor(sorted[i]! / MOST_ROWS)
        for (; k < step; k++) offsets.push(ids.length)
        ids.push(sorted[i]! - step * MOST_ROWS)
      }
      for (; k < steps; k++) offsets.push(ids.length)
      most = Math.max(most, ids.length - first)
      if (late) cut++
      late = false
      n = 0
    },
    whole: () => ({ ids: ids.whole(), offsets: offsets.whole(), cut, merged, most }),
  }
}
