/**
 * Where IR drop begins to hurt, and what learning in place makes good: networks that learn in arrays with wires, against networks that
 * learn without wires and whose devices are then read through them.
 */
import { type Imperfection, placementReport, placements } from './circuit-error.ts'
import type { Paper } from './paper.ts'
import { trainingsOf } from './study.ts'

/** Of a wire segment between neighbouring cells. */
const WIRES: Imperfection = {
  column: 'ohm',
  axis: { label: 'resistance of a wire segment (ohm)', log: true },
  levels: [0.3, 1, 3, 10, 30],
  circuit: (ohm) => [`crossbar.periphery=[{ wires: { row: ${ohm} ohm, column: ${ohm} ohm, solver: first-order } }]`],
}
/** Above, first-order lines are solved anew so often that a training takes as long as with exact ones: hours. */
const IN_PLACE = [0.3, 1, 3, 10]

export const wireResistance: Paper = {
  name: 'wire-resistance',
  title: 'Error against the resistance of the wires',
  cite: [],
  description:
    'Pattern generation with mixed precision on phase-change memory, in arrays of up to 100 x 100 cells whose wires have a resistance between neighbouring cells. In place: the network learns with the wires. From outside: it learns in arrays without wires, and its devices are then read through them.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(placements(WIRES, IN_PLACE), options),
  report: (trained) => placementReport(WIRES, trained),
}
