/** Reads of an array through the full circuit of its lines, every device with the noise of this very read. */
import type { AnalogArray, Moment, Way } from '../analog.ts'
import { columnCurrents, rowCurrents } from './read.ts'
import { solveWires } from './solve.ts'
import { solveCells } from './solve-cells.ts'
import { loadConductances, type Wires } from './wires.ts'

/** Far below what noise of reads does. */
const TOLERANCE = 1e-9
/** What currents of float32 allow. */
const LAW_TOLERANCE = 1e-6

/** @param law of the cells, if they are not ohmic */
export function exactLines(array: AnalogArray, circuit: Wires, law?: AnalogArray['law']): AnalogArray {
  const { rows, cols } = array
  const g = new Float64Array(rows * cols)
  const line = new Float64Array(Math.max(rows, cols))
  const [V, U] = [new Float64Array(rows), new Float64Array(cols)]
  const currents = { forward: new Float64Array(cols), back: new Float64Array(rows) }
  const driven = { forward: new Float64Array(rows), back: new Float64Array(cols) }
  function loadAll(way: Way, at: Moment): void {
    for (let i = 0; i < (way === 'forward' ? rows : cols); i++) {
      array.conductances(way, i, at, line)
      if (way === 'forward') g.set(line.subarray(0, cols), i * cols)
      else for (let r = 0; r < rows; r++) g[r * cols + i] = line[r]!
    }
    loadConductances(circuit, g)
  }

  return {
    ...array,
    sense(way, { lines, volts, n }, at, out) {
      V.fill(0)
      U.fill(0)
      const terminals = way === 'forward' ? V : U
      for (let d = 0; d < n; d++) terminals[lines[d]!] = volts[d]!
      if (law) solveCells(circuit, law(way, at), V, U, LAW_TOLERANCE)
      else {
        loadAll(way, at)
        solveWires(circuit, V, U, TOLERANCE)
      }
      const [sensed, sources] = [currents[way], driven[way]]
      if (way === 'forward') columnCurrents(circuit, sensed)
      else rowCurrents(circuit, sensed)
      if (way === 'forward') rowCurrents(circuit, sources)
      else columnCurrents(circuit, sources)
      // Currents count from word to bit lines.
      const sign = way === 'forward' ? 1 : -1
      for (let k = 0; k < sensed.length; k++) out[k] = sign * sensed[k]!
      let power = 0
      for (let d = 0; d < n; d++) power += sign * volts[d]! * sources[lines[d]!]!
      return power
    },
  }
}
