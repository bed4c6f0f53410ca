/**
 * Reads of an array through the matrix that its lines make of its conductances, G' (effective.ts), and the first order of what has
 * changed since it was found. With G_ij as this very read has it (as many devices are read as without lines) and c the share of the
 * conductance G0 of then that the array has left, which drift takes from all cells alike,
 *
 *   I_j = sum_i V_i (G'_ij + k_ij (c - 1) G0_ij + s_ij (G_ij - c G0_ij))
 *
 * with the weights k of changes in common and s of independent ones (first-order.ts). G0 is a reading of the whole array. After pulses,
 * and as devices age, a new reading gives c and tells how far the currents may be off (`firstOrderError`, and the square of 1 - c for what
 * follows the first order of it); beyond `error` it becomes G0. So what was read before decides when the circuit is solved anew, and
 * further reads may change a current by its error.
 */
import { referenceTime } from '../../reference-time.ts'
import type { AnalogArray, Moment } from '../analog.ts'
import { effectiveConductances } from './effective.ts'
import { commonSensitivities, firstOrderError, independentSensitivities } from './first-order.ts'
import { loadConductances, type Wires } from './wires.ts'

/** Of the solutions: far below the first order's own error. */
const TOLERANCE = 1e-6

export function firstOrderLines(array: AnalogArray, circuit: Wires, error: number): AnalogArray {
  const { rows, cols } = array
  const matrix = () => new Float64Array(rows * cols)
  const [g0, effective, s, k, now, change] = [matrix(), matrix(), matrix(), matrix(), matrix(), matrix()]
  /** G' + k (c - 1) G0 - s c G0: what a read adds to s G. */
  const rest = matrix()
  const line = new Float64Array(Math.max(rows, cols))
  const when: Moment = { t: 0, draw: 0, event: 0 }
  /** Whether G0 was taken: 0 or 1. */
  const solved = new Float64Array(1)
  /** The G0 that G', k and s are of. */
  const derivedFrom = matrix().fill(Number.NaN)
  let [lastPulse, looked, lost] = [0, Number.NaN, 0]

  /** Holds G' to the state of the devices at a time that is a function of the read's time alone. */
  function follow(t: number): void {
    const time = referenceTime(lastPulse, t)
    if (time === looked) return
    looked = time
    when.t = time
    // Numbered by the microsecond, as reads of a controller are.
    when.draw = LOOKS + Math.round(time * 1e6)
    for (let i = 0; i < rows; i++) array.conductances('forward', i, when, now.subarray(i * cols, (i + 1) * cols))
    if (solved[0] === 1) {
      // Where state was put back, G0 is another.
      if (!same(g0, derivedFrom)) derive()
      const c = sum(now) / (sum(g0) || 1)
      if (estimate(c) <= error) {
        expand(c)
        return
      }
    }
    g0.set(now)
    solved[0] = 1
    derive()
    expand(1)
  }

  function derive(): void {
    loadConductances(circuit, g0)
    effectiveConductances(circuit, effective, TOLERANCE)
    commonSensitivities(circuit, k, TOLERANCE)
    independentSensitivities(circuit, s)
    lost = firstOrderError(circuit, g0)
    derivedFrom.set(g0)
  }

  function estimate(c: number): number {
    for (let m = 0; m < now.length; m++) change[m] = now[m]! - c * g0[m]!
    return firstOrderError(circuit, change) + (1 - c) ** 2 * lost
  }

  function expand(c: number): void {
    for (let m = 0; m < rest.length; m++) rest[m] = effective[m]! + (k[m]! * (c - 1) - s[m]! * c) * g0[m]!
  }

  return {
    ...array,
    state: { ...array.state, wires_g0: g0, wires_solved: solved },
    sense(way, { lines, volts, n }, at, out) {
      follow(at.t)
      const forward = way === 'forward'
      const across = forward ? cols : rows
      const [from, step] = forward ? [cols, 1] : [1, cols]
      out.fill(0, 0, across)
      let power = 0
      for (let d = 0; d < n; d++) {
        const v = volts[d]!
        array.conductances(way, lines[d]!, at, line)
        let current = 0
        for (let l = 0, m = lines[d]! * from; l < across; l++, m += step) {
          const g = rest[m]! + s[m]! * line[l]!
          out[l] = out[l]! + v * g
          current += g
        }
        power += v * v * current
      }
      return power
    },
    programmed(t) {
      array.programmed(t)
      lastPulse = t
      looked = Number.NaN
    },
  }
}

function same(a: Float64Array, b: Float64Array): boolean {
  for (let m = 0; m < a.length; m++) if (a[m] !== b[m]) return false
  return true
}

function sum(x: Float64Array): number {
  let total = 0
  for (let m = 0; m < x.length; m++) total += x[m]!
  return total
}

/** Events of looks at the whole array begin here: no run has as many reads. */
const LOOKS = 2 ** 50
