/** Read noise from readings repeated at the same age: no pulse and no drift lies between them. */
import { square } from '../../kernels/math.ts'
import { leastSquares } from './increments.ts'
import type { Visits } from './visits.ts'

export interface RepeatedReads {
  /** Groups of readings of one device at one age. */
  readonly groups: number
  /** Mean of each, uS, and std about it. */
  readonly mean: Float64Array
  readonly std: Float64Array
  /** First guess of std = absolute + relative G. */
  readonly absolute: number
  readonly relative: number
}

/** Drift factors within this share of each other are the same age. */
const SAME = 1e-3

export function repeatedReads({ firstReading, y, factor }: Visits): RepeatedReads {
  const means: number[] = []
  const stds: number[] = []
  for (let v = 0; v + 1 < firstReading.length; v++) {
    for (let i = firstReading[v]!; i < firstReading[v + 1]!; ) {
      let [end, sum] = [i, 0]
      while (end < firstReading[v + 1]! && Math.abs(factor[end]! / factor[i]! - 1) < SAME) sum += y[end++]!
      const mean = sum / (end - i)
      let squares = 0
      for (let k = i; k < end; k++) squares += square(y[k]! - mean)
      if (end - i > 1) {
        means.push(mean)
        stds.push(Math.sqrt(squares / (end - i - 1)))
      }
      i = end
    }
  }
  const [mean, std] = [Float64Array.from(means), Float64Array.from(stds)]
  const groups = means.length
  if (groups < 3) return { groups, mean, std, absolute: 0, relative: 0 }
  const [constant, slope] = leastSquares([new Float64Array(groups).fill(1), mean], std).q
  const typical = std.reduce((sum, value) => sum + value, 0) / groups
  return { groups, mean, std, absolute: Math.max(0.1 * typical, constant!), relative: Math.max(0, slope!) }
}
