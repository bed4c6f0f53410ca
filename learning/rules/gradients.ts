/** Gradients of the arrays of a network as columns: one per array, even if several connections read it. */
import { type Arena, type F32, padded, type U32 } from '../../kernels/arena.ts'
import type { Connection, Network } from '../../network/network.ts'
import type { Direction } from '../change.ts'
import { clearAutapses } from './regularisation.ts'

export interface ArrayGradient {
  readonly connection: Connection
  readonly rows: number
  readonly cols: number
  readonly stride: number
  /** [rows][stride], summed over trials. */
  readonly sum: F32
  /** Rows with events of a graded source; absent: all rows are used. */
  readonly touched?: { readonly mark: Uint8Array; readonly ids: U32 }
}

/** @param graded whether the events of the source are graded: most of its rows may then be 0 */
export function createGradients(net: Network, graded: boolean): Map<string, ArrayGradient> {
  const owners = net.connections.filter(({ name, array }) => name === array)
  return new Map(
    owners.map((connection) => {
      const { rows, cols } = shapeOf(net, connection)
      const stride = padded(cols)
      const sparse = graded && connection.from === net.source.name && connection.shape === 'full'
      const touched = sparse ? { mark: new Uint8Array(rows), ids: net.arena.u32(rows) } : undefined
      const gradient = { connection, rows, cols, stride, sum: net.arena.f32(rows * stride), ...(touched ? { touched } : {}) }
      return [connection.name, gradient]
    }),
  )
}

/** Rows and columns of the connection's array; a diagonal is one row. */
function shapeOf({ graph }: Network, { from, to, shape }: Connection): { rows: number; cols: number } {
  const [pre, post] = [graph.populations[from]!.size, graph.populations[to]!.size]
  return shape === 'diagonal' ? { rows: 1, cols: post } : { rows: pre, cols: post }
}

export function* directions(gradients: Iterable<ArrayGradient>): Generator<Direction> {
  for (const { connection, rows, cols, stride, sum, touched } of gradients) {
    if (!connection.autapses && connection.from === connection.to && connection.shape === 'full') clearAutapses(sum, cols, stride)
    if (!touched) yield { connection: connection.name, direction: sum }
    else {
      let n = 0
      for (let row = 0; row < rows; row++) if (touched.mark[row]) touched.ids[n++] = row
      yield { connection: connection.name, direction: sum, rows: { ids: touched.ids, n } }
    }
  }
}

export function clearGradients(gradients: Iterable<ArrayGradient>): void {
  for (const { sum, stride, rows, touched } of gradients) {
    if (!touched) sum.fill(0)
    else {
      for (let row = 0; row < rows; row++) if (touched.mark[row]) sum.fill(0, row * stride, (row + 1) * stride)
      touched.mark.fill(0)
    }
  }
}

/** Adds the transpose of `from` [cols][stride of rows] to `to` [rows][stride]. */
export function addTransposed(from: F32, to: ArrayGradient): void {
  const { rows, cols, stride, sum } = to
  const width = padded(rows)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) sum[r * stride + c] = sum[r * stride + c]! + from[c * width + r]!
  }
}

/** Scratch for a connection that reads its array backwards. */
export function transposedScratch(arena: Arena, { rows, cols }: ArrayGradient): F32 {
  return arena.f32(cols * padded(rows))
}
