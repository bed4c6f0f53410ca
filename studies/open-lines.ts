/**
 * How many open lines a network survives: networks that learn in arrays with open lines, against networks that learn in whole arrays and
 * whose devices are then read with open lines.
 */
import { type Imperfection, placementReport, placements } from './circuit-error.ts'
import type { Paper } from './paper.ts'
import { trainingsOf } from './study.ts'

/** Chance of each word line and each bit line to be open. A larger chance opens further lines. */
const OPEN: Imperfection = {
  column: 'open_percent',
  axis: { label: 'open lines (%)', log: true },
  levels: [0.3, 1, 3, 10, 20],
  circuit: (percent) => [`crossbar.faults={ open_row: ${percent} %, open_column: ${percent} % }`],
}

export const openLines: Paper = {
  name: 'open-lines',
  title: 'Error against the share of open lines',
  cite: [],
  description:
    'Pattern generation with mixed precision on phase-change memory, in arrays of which a share of the word lines and bit lines is open. In place: the network learns with them. From outside: it learns in whole arrays, and its devices are then read with the open lines.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  trainings: (options) => trainingsOf(placements(OPEN), options),
  report: (trained) => placementReport(OPEN, trained),
}
