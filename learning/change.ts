/** The weight changes that a learning rule requests, independent of devices. */
import type { F32, U32 } from '../kernels/arena.ts'

/** A direction of change for a connection with its own array. */
export interface Direction {
  readonly connection: string
  /** dE/dW, [rows][stride]. Valid until the next trial of the rule. */
  readonly direction: F32
  /** The two factors, if the direction is one outer product. */
  readonly outer?: OuterProduct
  /** Rows outside this list, ascending, are 0; absent: any row may have changed. */
  readonly rows?: Rows
}

/** direction[row][col] = pre[row] post[col]. */
export interface OuterProduct {
  /** [rows] */
  readonly pre: F32
  /** [cols] */
  readonly post: F32
}

/** The first n of ids. */
export interface Rows {
  readonly ids: U32
  readonly n: number
}

/** A requested change: -rate x direction. */
export interface WeightChange extends Direction {
  readonly rate: number
}
