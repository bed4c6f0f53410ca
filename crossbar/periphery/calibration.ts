/**
 * The range of converters from what they see: a percentile of the currents of the first reads, by definition 7 of Hyndman and Fan 1996. Of
 * n currents only those are kept that can still be the percentile's neighbours: the n (1 - p) + 1 largest.
 */

export interface Calibration {
  /** Whether enough was seen; then `top` holds the range of each line, uA. */
  ready(): boolean
  readonly top: Float64Array
  /** Currents of one read, uA. */
  add(current: Float64Array): void
  /** Columns that tell all of it, to be saved and put back. */
  readonly state: Readonly<Record<'top' | 'reads' | 'largest', Float64Array>>
}

interface CalibrationOptions {
  readonly calibration_reads: number
  /** % */
  readonly percentile: number
  /** Top of the range over that percentile. */
  readonly headroom: number
  readonly calibrate: 'array' | 'column'
}

/** A line that saw nothing takes the widest range of the others. While nothing flows at all, calibration begins again. */
export function createCalibration(options: CalibrationOptions, lines: number): Calibration {
  const { calibration_reads, percentile, headroom, calibrate } = options
  const each = calibrate === 'array' ? lines : 1
  const n = calibration_reads * each
  const at = (percentile / 100) * (n - 1)
  const below = Math.floor(at)
  const kept = n - below
  /** [lists][kept], ascending, the largest currents of one line or of all. */
  const largest = new Float64Array((lines / each) * kept)
  const top = new Float64Array(lines)
  const reads = new Float64Array(1)
  const state = { top, reads, largest }

  function finish(): boolean {
    let widest = 0
    for (let j = 0; j < lines; j++) {
      const first = Math.floor(j / each) * kept
      const low = largest[first]!
      const high = largest[first + Math.min(1, kept - 1)]!
      top[j] = headroom * (low + (at - below) * (high - low))
      widest = Math.max(widest, top[j]!)
    }
    if (!(widest > 0)) {
      largest.fill(0)
      reads[0] = 0
      return false
    }
    for (let j = 0; j < lines; j++) if (!(top[j]! > 0)) top[j] = widest
    return true
  }

  return {
    ...{ top, state },
    ready: () => top[0]! > 0 || (reads[0]! >= calibration_reads && finish()),
    add(current) {
      for (let j = 0; j < lines; j++) insert(largest, Math.floor(j / each) * kept, kept, current[j]!)
      reads[0] = reads[0]! + 1
    },
  }
}

/** Puts a value into an ascending list in the place of its least, which it moves out if it is larger. Currents are 0 or more, as the list begins. */
function insert(list: Float64Array, first: number, length: number, value: number): void {
  if (!(value > list[first]!)) return
  let k = first
  for (; k + 1 < first + length && list[k + 1]! < value; k++) list[k] = list[k + 1]!
  list[k] = value
}
