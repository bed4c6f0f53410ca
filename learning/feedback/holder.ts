/** B of one path of the error, for each kind of storage. */
import { createEvents, type Events, type ReadTime } from '../../crossbar/array.ts'
import { type Arena, type F32, padded } from '../../kernels/arena.ts'
import type { WeightChange } from '../change.ts'
import type { ErrorPath } from '../rule.ts'
import type { StateColumns, SynapseArray } from '../update/scheme.ts'
import { type FeedbackOptions, type FeedbackSurroundings, kindOf, type Way } from './feedback.ts'
import type { FeedbackMatrix } from './kind.ts'
import { createMover, type Mover } from './mover.ts'

export interface Holder {
  readonly way: Way
  readonly path: ErrorPath
  readonly array?: SynapseArray
  /** Changing state of B: its `weights` [post][stride] if in digital memory, and the state of the mover. */
  readonly state: StateColumns
  begin(t: number, drawIndex: number): void
  learn(change: WeightChange, t: number): void
}

export function createHolder(arena: Arena, way: Way, options: FeedbackOptions, around: FeedbackSurroundings): Holder {
  const kind = kindOf(way, options)
  const forward = way.connection && around.arrays[way.connection.array]
  const ends = { to: way.to, from: way.from, delay: way.delay, gain: way.gain }
  if (options.store === 'read-back' && forward && kind.stores.includes('read-back')) {
    return { way, path: { ...ends, bring: readBack(arena, way, forward) }, state: {}, begin() {}, learn() {} }
  }
  const diagonal = way.connection?.shape === 'diagonal'
  const stride = padded(way.pre)
  const post = diagonal ? 1 : way.post
  const b = { values: arena.f32(post * stride), post, pre: way.pre, stride }
  const std = options.gain / Math.sqrt(diagonal ? 1 : way.pre)
  const rng = around.stream(way.name)
  kind.start?.(b, std, arena, rng)
  const inArray = options.store === 'array' && kind.stores.includes('array')
  const array = inArray ? around.makeArray(way.name, post, way.pre, b.values) : undefined
  const still = { begin() {}, learn() {} }
  const { state = {}, ...mover }: Mover = forward
    ? createMover({ arena, way, kind, b, std, array, forward, rng, options })
    : still
  if (array) return { way, path: { ...ends, bring: fromArray(arena, way, array) }, array, state, ...mover }
  const bring = diagonal ? diagonalFromMemory(way, b) : fromMemory(arena, way, b)
  const path = { ...ends, bring, ...(diagonal ? {} : { matrix: b.values }) }
  return { way, path, state: { weights: b.values, ...state }, ...mover }
}

/** Events of all rows 0..n-1; the caller sets their values before each read. */
export function denseEvents(arena: Arena, n: number): Events & { readonly values: F32 } {
  const ids = arena.u32(n)
  for (let i = 0; i < n; i++) ids[i] = i
  const values = arena.f32(padded(n))
  return Object.assign(createEvents(ids, values), { values, n })
}

/** Offset of the draw index for backward reads, relative to reads of the trial, so that they have separate noise. */
const BACKWARDS = 2 ** 47

/** Reads the devices of the forward array from the end of the connection to its start. */
function readBack(arena: Arena, way: Way, forward: SynapseArray): ErrorPath['bring'] {
  const events = denseEvents(arena, way.post)
  const { shape, read } = way.connection!
  const how = shape === 'diagonal' ? 'readDiagonal' : read === 'back' ? 'read' : 'readBack'
  return (r, at, out) => {
    for (let i = 0; i < way.post; i++) events.values[i] = r[i]!
    forward[how](events, { t: at.t, drawIndex: BACKWARDS + at.drawIndex + way.drawOffset, gain: way.gain }, out)
  }
}

function fromArray(arena: Arena, way: Way, array: SynapseArray): ErrorPath['bring'] {
  const events = denseEvents(arena, way.post)
  const how = way.connection?.shape === 'diagonal' ? 'readDiagonal' : 'read'
  return (r, at, out) => {
    for (let i = 0; i < way.post; i++) events.values[i] = r[i]!
    array[how](events, { ...at, gain: way.gain }, out)
  }
}

function fromMemory(arena: Arena, way: Way, b: FeedbackMatrix & { readonly values: F32 }): ErrorPath['bring'] {
  const { ids, values } = denseEvents(arena, way.post)
  return (r: F32, _at: ReadTime, out: F32) => {
    let n = 0
    // R is 0 for a neuron far from its threshold: its row of B adds nothing.
    for (let i = 0; i < way.post; i++) {
      if (r[i] === 0) continue
      ids[n] = i
      values[n++] = r[i]!
    }
    arena.kernels.denseReadRows(ids.ptr, values.ptr, n, b.values.ptr, b.stride, way.gain, out.ptr)
  }
}

function diagonalFromMemory({ pre, gain }: Way, { values }: FeedbackMatrix): ErrorPath['bring'] {
  return (r, _at, out) => {
    for (let j = 0; j < pre; j++) out[j] = out[j]! + gain * values[j]! * r[j]!
  }
}
