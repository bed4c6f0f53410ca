/**
 * Reads of an array through the matrix that its lines make of its conductances, G' (effective.ts), and the first order of what has
 * changed since it was found,
 *
 *   I_j = sum_i V_i (G'_ij + s_ij (G_ij - G0_ij)),
 *
 * with G_ij as this very read has it: as many devices are read as without lines. G0 is a reading of the whole array. After pulses, and
 * as devices age, a new reading tells how far the currents may be off (`firstOrderError`); beyond `error` it becomes G0. So what was read
 * before decides when the circuit is solved anew, and further reads may change a current by its error.
 */

import { reference } from '../../reference-time.ts'
import type { AnalogArray, Moment } from '../analog.ts'
import { effectiveConductances } from './effective.ts'
import { firstOrderError, independentSensitivities } from './first-order.ts'
import { loadConductances, type Wires } from './wires.ts'

/** Of the solutions: far below the first order's own error. */
const TOLERANCE = 1e-6

export function firstOrderLines(array: AnalogArray, circuit: Wires, error: number): AnalogArray {
  const { rows, cols } = array
  const matrix = () => new Float64Array(rows * cols)
  const [g0, effective, s, now, change] = [matrix(), matrix(), matrix(), matrix(), matrix()]
  const line = new Float64Array(Math.max(rows, cols))
  const when: Moment = { t: 0, draw: 0, event: 0 }
  let [lastPulse, looked, solved] = [0, Number.NaN, false]

  /** Holds G' to the state of the devices at a time that is a function of the read's time alone. */
  function follow(t: number): void {
    const time = reference(lastPulse, t)
    if (time === looked) return
    looked = time
    when.t = time
    // Numbered by the microsecond, as reads of a controller are.
    when.draw = LOOKS + Math.round(time * 1e6)
    for (let i = 0; i < rows; i++) array.conductances('forward', i, when, now.subarray(i * cols, (i + 1) * cols))
    if (solved) {
      for (let k = 0; k < now.length; k++) change[k] = now[k]! - g0[k]!
      if (firstOrderError(circuit, change) <= error) return
    }
    g0.set(now)
    loadConductances(circuit, g0)
    independentSensitivities(circuit, s)
    effectiveConductances(circuit, effective, TOLERANCE)
    solved = true
  }

  return {
    ...array,
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
        for (let k = 0, m = lines[d]! * from; k < across; k++, m += step) {
          const g = effective[m]! + s[m]! * (line[k]! - g0[m]!)
          out[k] = out[k]! + v * g
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

/** Events of looks at the whole array begin here: no run has as many reads. */
const LOOKS = 2 ** 50
