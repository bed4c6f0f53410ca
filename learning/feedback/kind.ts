/** The definition of a kind of feedback: the initial values of B, and how B changes. */
import type { Arena } from '../../kernels/arena.ts'
import { fillNormals, type Rng } from '../../kernels/rng.ts'

/** B of one connection, [post][stride], stride = padded(pre); for a diagonal connection one row, post is 1. */
export interface FeedbackMatrix {
  readonly values: Float32Array
  readonly post: number
  readonly pre: number
  readonly stride: number
}

export interface FeedbackKind {
  readonly name: string
  readonly title: string
  /** Key of the publication in the bibliography, or a BibTeX entry. */
  readonly cite?: string
  /** Where B can be stored. */
  readonly stores: readonly FeedbackStore[]
  /** gradient: B changes with the gradient of its connection, and both decay. mirror: B is learned in phases without a task. */
  readonly follows?: 'gradient' | 'mirror'
  /** Initial values. @param std size of a weight */
  start?(b: FeedbackMatrix, std: number, arena: Arena, rng: Rng): void
  /** A weight of B from the controller's estimate of the forward weight. @param std size of a weight */
  fromWeight?(w: number, std: number): number
}

/**
 * digital: in digital memory. array: in a separate crossbar, with its own devices, noise and drift. read-back: the devices of the
 * forward array, read from columns to rows.
 */
export type FeedbackStore = 'digital' | 'array' | 'read-back'

/** Normal with the given std. */
export function normalMatrix({ values, post, pre, stride }: FeedbackMatrix, std: number, arena: Arena, rng: Rng): void {
  const xi = arena.f32(post * pre)
  fillNormals(arena, rng, 0, xi)
  for (let i = 0; i < xi.length; i++) values[Math.floor(i / pre) * stride + (i % pre)] = std * xi[i]!
}
