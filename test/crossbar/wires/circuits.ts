/** Crossbars with resistive lines for tests: at random, as the solver takes them and as the oracle does. */
import fc from 'fast-check'
import { createWires, loadConductances, type Wires } from '../../../crossbar/periphery/wires/wires.ts'
import type { CrossbarCircuit } from '../../oracle/resistive-crossbar.ts'

const between = (low: number, high: number, steps: number) =>
  fc.integer({ min: 0, max: steps }).map((k) => low + ((high - low) * k) / steps)
/** ohm: none, or up to far above what lines have; below 1 ohm the oracle, which takes differences of conductances, is the worse of the two. */
const ohm = fc.oneof(
  fc.constant(0),
  between(0, 5, 100).map((power) => 10 ** power),
)
const microsiemens = fc.oneof({ weight: 9, arbitrary: between(0.01, 300, 30_000) }, fc.constant(0))
const volts = fc.oneof(fc.constant(0), between(-1, 1, 2000))

/** @param broken whether lines may be broken */
export function circuits(broken = false): fc.Arbitrary<CrossbarCircuit> {
  const size = fc.integer({ min: 1, max: 7 })
  return fc.tuple(size, size).chain(([rows, cols]) => {
    const list = <T>(item: fc.Arbitrary<T>, n: number) => fc.array(item, { minLength: n, maxLength: n })
    const reach = (n: number) =>
      fc.oneof(
        { weight: broken ? 1 : 0, arbitrary: fc.integer({ min: 0, max: n - 1 }) },
        { weight: 3, arbitrary: fc.constant(n) },
      )
    return fc.record({
      ...{ row: ohm, column: ohm, driver: ohm, sense: ohm },
      g: list(list(microsiemens, cols), rows),
      V: list(volts, rows),
      U: list(volts, cols),
      wordConnected: list(reach(cols), rows),
      bitConnected: list(reach(rows), cols),
    })
  })
}

export function wiresOf(circuit: CrossbarCircuit): Wires {
  const { g, row, column, driver, sense, wordConnected = [], bitConnected = [] } = circuit
  const [rows, cols] = [g.length, g[0]!.length]
  const breaks = (reach: readonly number[], n: number) =>
    reach.map((connected, line) => ({ line, connected })).filter(({ connected }) => connected < n)
  const wires = createWires({
    ...{ rows, cols, row, column, driver, sense },
    brokenWordLines: breaks(wordConnected, cols),
    brokenBitLines: breaks(bitConnected, rows),
  })
  loadConductances(wires, g.flat())
  return wires
}
