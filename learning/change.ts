/** What a learning rule wants of the weights, before anything is known of devices. */
import type { F32, U32 } from '../kernels/arena.ts'

/** A direction of change for a connection that has an array. */
export interface Direction {
  readonly connection: string
  /** dE/dW, [rows][stride]. Valid until the rule's next trial. */
  readonly direction: F32
  /** Where the direction is one outer product: its two factors. */
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

/** A wanted change: -rate x direction. */
export interface WeightChange extends Direction {
  readonly rate: number
}
