/** Readings as the likelihood walks them: device by device, sweep by sweep, one visit a pulse that was read. */
import type { DriftFit } from './drift.ts'
import type { Pulses } from './pulses.ts'

export interface Visits {
  readonly devices: number
  /** Visits of device d: firstVisit[d] to firstVisit[d + 1]. */
  readonly firstVisit: Uint32Array
  /** Pulses since the sweep began. */
  readonly pulse: Uint32Array
  /** 1 where a visit is the first of its sweep, OPEN where that sweep began in a state that only this visit tells. */
  readonly first: Uint8Array
  /** 1 where the pulses since the visit before are depression pulses. */
  readonly down: Uint8Array
  /** Some are. */
  readonly depresses: boolean
  /** Readings of visit v: firstReading[v] to firstReading[v + 1]. */
  readonly firstReading: Uint32Array
  /** uS. */
  readonly y: Float64Array
  /** A reading is this times the conductance at t0, but for noise. */
  readonly factor: Float64Array
  /** Relative std of that factor: what is not known of the device's drift exponent. */
  readonly doubt: Float64Array
  /** Readings are clamped at 0 somewhere on their way into the file. */
  readonly clampedReads: boolean
  readonly mostPulses: number
  /** Highest reading less the lowest, uS. */
  readonly span: number
  /** Row of each reading in the pulses. */
  readonly row: Uint32Array
}

/** Of `first`: the sweep began with no RESET. */
export const OPEN = 2

/** Readings of one visit this close in ln(elapsed) to the one nearest t0 tell its conductance; later ones tell drift alone. */
const NEAR = 1

/** @param pulses sorted */
export function visitsOf(pulses: Pulses, t0: number, drift: DriftFit | undefined): Visits {
  const { device, sweep, pulse, elapsed, g, names } = pulses
  const rows = g.length
  const devices = names.length
  const firstVisit = new Uint32Array(devices + 1)
  const [n, firstReading] = [new Uint32Array(rows), new Uint32Array(rows + 1)]
  const [first, down] = [new Uint8Array(rows), new Uint8Array(rows)]
  const [y, factor, doubt] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)]
  let [visits, readings, zeros, negatives, mostPulses] = [0, 0, 0, 0, 0]
  let [lowest, highest] = [Infinity, -Infinity]
  const row = new Uint32Array(rows)
  for (let i = 0; i < rows; ) {
    const d = device[i]!
    let end = i + 1
    while (end < rows && device[end] === d && sweep[end] === sweep[i] && pulse[end] === pulse[i]) end++
    let nearest = Infinity
    for (let k = i; k < end; k++) nearest = Math.min(nearest, Math.abs(Math.log(elapsed[k]! / t0)))
    n[visits] = pulse[i]!
    mostPulses = Math.max(mostPulses, pulse[i]!)
    const starts = i === 0 || device[i - 1] !== d || sweep[i - 1] !== sweep[i]
    first[visits] = starts ? (pulses.open?.[i] ? OPEN : 1) : 0
    down[visits] = pulses.down?.[i] ?? 0
    firstReading[visits] = readings
    for (let k = i; k < end; k++) {
      const decades = Math.log(elapsed[k]! / t0)
      if (Math.abs(decades) > nearest + NEAR) continue
      y[readings] = g[k]!
      factor[readings] = drift ? Math.exp(-drift.nu[d]! * decades) : 1
      doubt[readings] = drift ? Math.abs(drift.error[d]! * decades) : 0
      row[readings] = k
      lowest = Math.min(lowest, g[k]!)
      highest = Math.max(highest, g[k]!)
      if (g[k] === 0) zeros++
      if (g[k]! < 0) negatives++
      readings++
    }
    visits++
    firstVisit[d + 1] = visits
    i = end
  }
  for (let d = 1; d <= devices; d++) firstVisit[d] = Math.max(firstVisit[d]!, firstVisit[d - 1]!)
  firstReading[visits] = readings
  return {
    devices,
    firstVisit,
    pulse: n.subarray(0, visits),
    first: first.subarray(0, visits),
    down: down.subarray(0, visits),
    depresses: pulses.down?.includes(1) ?? false,
    firstReading: firstReading.subarray(0, visits + 1),
    y: y.subarray(0, readings),
    factor: factor.subarray(0, readings),
    doubt: doubt.subarray(0, readings),
    clampedReads: zeros > 0 && negatives === 0,
    mostPulses,
    span: highest > lowest ? highest - lowest : 1,
    row: row.subarray(0, readings),
  }
}
