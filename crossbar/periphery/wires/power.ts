/** Where the power of a read goes. */
import type { Lines } from './lines.ts'
import type { Wires } from './wires.ts'

/** uW, of the last solution; `driven`, which the terminals put in, is the sum of the rest. */
export interface Power {
  readonly driven: number
  readonly cells: number
  readonly wordLines: number
  readonly bitLines: number
  readonly drivers: number
  readonly senses: number
}

/** ohm times uA² in uW. */
const OHM_UA2 = 1e-6

export function dissipated({ word, bit, current, wordLines, bitLines, scratch }: Wires): Power {
  let cells = 0
  for (let k = 0; k < current.length; k++) cells += current[k]! * (word[k]! - bit[k]!)
  const w = ofLines(wordLines, current, scratch.V)
  const b = ofLines(bitLines, current, scratch.U)
  return {
    // What leaves a bit line's terminal is current against its voltage.
    driven: w.driven - b.driven,
    cells,
    wordLines: w.segments,
    drivers: w.terminals,
    bitLines: b.segments,
    senses: b.terminals,
  }
}

/** The current of a segment is that of all cells beyond it. */
function ofLines(lines: Lines, current: Float64Array, voltages: Float64Array) {
  const { count, nodes, first, line, step, terminal, segment, connected } = lines
  let [driven, segments, terminals] = [0, 0, 0]
  for (let l = 0; l < count; l++) {
    let carried = 0
    for (let k = nodes - 1; k >= 0; k--) {
      carried += current[first + l * line + k * step]!
      if (k === connected[l]) carried = 0
      else if (k > 0) segments += OHM_UA2 * segment * carried * carried
    }
    driven += voltages[l]! * carried
    terminals += OHM_UA2 * terminal * carried * carried
  }
  return { driven, segments, terminals }
}
