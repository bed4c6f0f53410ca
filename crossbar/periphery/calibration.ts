/** The range of converters from what they see: a percentile of the currents of the first reads. */
import { quantile } from '../../statistics/describe.ts'

export interface Calibration {
  /** Whether enough was seen; then `lsb` holds the steps. */
  ready(lsb: Float64Array, levels: number): boolean
  /** Currents of one read, uA. */
  add(current: Float64Array): void
}

interface CalibrationOptions {
  readonly calibration_reads: number
  /** % */
  readonly percentile: number
  /** Top of the range over that percentile. */
  readonly headroom: number
  readonly calibrate: 'array' | 'column'
}

/** Currents of all reads are kept until then, 8 bytes each. A line that saw none takes the range of the array. */
export function createCalibration(
  { calibration_reads, percentile, headroom, calibrate }: CalibrationOptions,
  lines: number,
): Calibration {
  let seen: Float64Array | undefined = new Float64Array(calibration_reads * lines)
  let reads = 0
  const top = (values: ArrayLike<number>) => headroom * quantile(values, percentile / 100)
  return {
    ready(lsb, levels) {
      if (!seen) return true
      if (reads < calibration_reads) return false
      const all = top(seen)
      for (let j = 0; j < lines; j++) {
        const own = calibrate === 'array' ? all : top(seen.filter((_, k) => k % lines === j))
        lsb[j] = (own > 0 ? own : all) / levels
      }
      // Nothing has flowed yet: the next reads tell.
      if (!(all > 0)) {
        reads = 0
        return false
      }
      seen = undefined
      return true
    },
    add(current) {
      seen!.set(current.subarray(0, lines), reads * lines)
      reads++
    },
  }
}
