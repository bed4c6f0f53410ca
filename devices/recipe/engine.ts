/** The interface that runs a recipe's equations on columns: compiled loops, or the interpreter that verifies them. */
import type { Arena, F32 } from '../../kernels/arena.ts'
import type { Rng } from '../../kernels/rng.ts'
import type { CellList, Columns, Operation, RowRead } from '../model.ts'

export interface Engine {
  pulse(operation: 'set' | 'reset' | 'depress', c: Columns, cells: CellList, rng: Rng, arena: Arena): void
  read(c: Columns, cells: CellList, t: number, event: number, rng: Rng, arena: Arena, out: F32): void
  energy(operation: Operation, c: Columns, cells: CellList, out: F32): void
  current(c: Columns, cells: CellList, voltage: number, out: F32): void
  readonly rowRead?: RowRead
}
