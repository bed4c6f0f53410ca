/** Readings as the likelihood walks them: device by device, sweep by sweep, one visit a pulse that was read. */
import type { DriftFit } from './drift.ts'
import type { Pulses } from './pulses.ts'

export interface Visits {
  readonly devices: number
  /** Visits of device d: firstVisit[d] to firstVisit[d + 1]. */
  readonly firstVisit: Uint32Array
  /** SET pulses since RESET. */
  readonly pulse: Uint32Array
  /** 1 where a visit is the first of its sweep. */
  readonly first: Uint8Array
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
}

/** Readings of one visit this close in ln(elapsed) to the one nearest t0 tell its conductance; later ones tell drift alone. */
const NEAR = 1

/** @param pulses sorted */
export function visitsOf(pulses: Pulses, t0: number, drift: DriftFit | undefined): Visits {
  const { device, sweep, pulse, elapsed, g, names } = pulses
  const rows = g.length
  const devices = names.length
  const firstVisit = new Uint32Array(devices + 1)
  const [n, first, firstReading] = [new Uint32Array(rows), new Uint8Array(rows), new Uint32Array(rows + 1)]
  const [y, factor, doubt] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)]
  let [visits, readings, zeros, negatives, mostPulses] = [0, 0, 0, 0, 0]
  for (let i = 0; i < rows; ) {
    const d = device[i]!
    let end = i + 1
    while (end < rows && device[end] === d && sweep[end] === sweep[i] && pulse[end] === pulse[i]) end++
    let nearest = Infinity
    for (let k = i; k < end; k++) nearest = Math.min(nearest, Math.abs(Math.log(elapsed[k]! / t0)))
    n[visits] = pulse[i]!
    mostPulses = Math.max(mostPulses, pulse[i]!)
    first[visits] = i === 0 || device[i - 1] !== d || sweep[i - 1] !== sweep[i] ? 1 : 0
    firstReading[visits] = readings
    for (let k = i; k < end; k++) {
      const decades = Math.log(elapsed[k]! / t0)
      if (Math.abs(decades) > nearest + NEAR) continue
      y[readings] = g[k]!
      factor[readings] = drift ? Math.exp(-drift.nu[d]! * decades) : 1
      doubt[readings] = drift ? Math.abs(drift.error[d]! * decades) : 0
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
    firstReading: firstReading.subarray(0, visits + 1),
    y: y.subarray(0, readings),
    factor: factor.subarray(0, readings),
    doubt: doubt.subarray(0, readings),
    clampedReads: zeros > 0 && negatives === 0,
    mostPulses,
  }
}
