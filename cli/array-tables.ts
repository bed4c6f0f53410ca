/** Tables of `memxbar array solve`: large ones, written input by input. */
import { join } from 'node:path'
import { openWhole } from '../experiments/results/atomic.ts'

export interface ArrayTables {
  /** Adds the rows of one input. Matrices are [rows][cols]. */
  add(input: number, solution: Solution): void
  /** Puts all files in their places. */
  close(): void
  /** Leaves nothing behind of files that were not closed. */
  discard(): void
}

interface Solution {
  /** At the sensed lines, uA, and as they were without any resistance. */
  readonly currents: Float64Array
  readonly ideal: Float64Array
  /** V. */
  readonly word: Float64Array
  readonly bit: Float64Array
  readonly cell: Float64Array
  /** uA. */
  readonly cellCurrents: Float64Array
}

/** @param sensed `column`, or `row` in a back read */
export function openArrayTables(folder: string, sensed: 'column' | 'row', cols: number): ArrayTables {
  const open = (name: string, columns: readonly string[]) => {
    const file = openWhole(join(folder, name))
    file.write(`${columns.join(',')}\n`)
    return file
  }
  const currents = open('currents.csv', ['input', sensed, 'current_ua', 'ideal_ua'])
  const nodes = open('node-voltages.csv', ['input', 'row', 'column', 'word_v', 'bit_v'])
  const cells = open('cell-voltages.csv', ['input', 'row', 'column', 'cell_v', 'current_ua'])
  const files = [currents, nodes, cells]
  const lines = (n: number, line: (k: number) => string) => `${Array.from({ length: n }, (_, k) => line(k)).join('\n')}\n`
  return {
    add(input, solution) {
      const { word, bit, cell, cellCurrents } = solution
      const place = (k: number) => `${input},${Math.floor(k / cols)},${k % cols}`
      currents.write(lines(solution.currents.length, (j) => `${input},${j},${solution.currents[j]},${solution.ideal[j]}`))
      nodes.write(lines(word.length, (k) => `${place(k)},${word[k]},${bit[k]}`))
      cells.write(lines(cell.length, (k) => `${place(k)},${cell[k]},${cellCurrents[k]}`))
    },
    close: () => files.forEach((file) => void file.close()),
    discard: () => files.forEach((file) => void file.discard()),
  }
}
