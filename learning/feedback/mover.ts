/** Changes of feedback weights B: by the forward weights, the gradient of their connection, or a phase without a task. */
import { type Arena, type F32, padded } from '../../kernels/arena.ts'
import { fillNormals, type Rng } from '../../kernels/rng.ts'
import type { WeightChange } from '../change.ts'
import type { StateColumns, SynapseArray } from '../update/scheme.ts'
import type { FeedbackOptions, Way } from './feedback.ts'
import { denseEvents, type Holder } from './holder.ts'
import type { FeedbackKind, FeedbackMatrix } from './kind.ts'

/** Offset of the draw index for reads in a phase without a task, relative to those of trials. */
const PHASE = 2 ** 46

interface Moved {
  readonly arena: Arena
  readonly way: Way
  readonly kind: FeedbackKind
  readonly b: FeedbackMatrix & { readonly values: F32 }
  /** Size of a weight. */
  readonly std: number
  /** The array that stores B; undefined: digital memory. */
  readonly array: SynapseArray | undefined
  readonly forward: SynapseArray
  readonly rng: Rng
  readonly options: FeedbackOptions
}

/** Changes B; `state` has the columns that change in addition to B. */
export interface Mover extends Pick<Holder, 'begin' | 'learn'> {
  readonly state?: StateColumns
}

export function createMover(moved: Moved): Mover {
  const { kind } = moved
  if (kind.fromWeight) return copier(moved)
  if (kind.follows === 'mirror') return mirror(moved)
  return { begin() {}, learn: kind.follows === 'gradient' ? follower(moved) : () => {} }
}

/** Visits every weight of B: its index in B and in the forward array, and the neurons that it connects. */
function eachWeight(
  { way, b, forward }: Moved,
  visit: (inB: number, inForward: number, pre: number, post: number) => void,
): void {
  const { shape, read } = way.connection!
  if (shape === 'diagonal') {
    for (let j = 0; j < b.pre; j++) visit(j, j, j, j)
    return
  }
  const back = read === 'back'
  for (let k = 0; k < b.post; k++) {
    for (let j = 0; j < b.pre; j++) visit(k * b.stride + j, back ? k * forward.stride + j : j * forward.stride + k, j, k)
  }
}

/** Copies the forward weights before the first trial and after every update. */
function copier(moved: Moved): Mover {
  const { arena, kind, b, std, forward } = moved
  const w = arena.f32(forward.rows * forward.stride)
  let stale = true
  return {
    begin(t) {
      if (!stale) return
      stale = false
      forward.weights(t, w)
      eachWeight(moved, (inB, inForward) => {
        b.values[inB] = kind.fromWeight!(w[inForward]!, std)
      })
    },
    learn() {
      stale = true
    },
  }
}

function follower(moved: Moved): Holder['learn'] {
  const { arena, way, b, array, options } = moved
  const { decay } = options
  const known = array ? arena.f32(b.values.length) : b.values
  const direction = arena.f32(array ? b.values.length : 0)
  return ({ direction: gradient, rate }: WeightChange, t) => {
    if (rate === 0) return
    array?.weights(t, known)
    eachWeight(moved, (inB, inForward) => {
      const wanted = gradient[inForward]!
      if (array) direction[inB] = wanted + (decay / rate) * known[inB]!
      else b.values[inB] = b.values[inB]! - rate * wanted - decay * b.values[inB]!
    })
    array?.apply({ connection: way.name, direction, rate }, t)
  }
}

/** Adds a weight decay to the direction of change of an array, equal to the decay of B. */
export function createDecay(arena: Arena, array: SynapseArray, decay: number): Holder['learn'] {
  const w = arena.f32(array.rows * array.stride)
  return ({ direction, rate }, t) => {
    if (rate === 0) return
    array.weights(t, w)
    for (let i = 0; i < w.length; i++) direction[i] = direction[i]! + (decay / rate) * w[i]!
  }
}

/** Reads the forward array with noise on the presynaptic neurons and correlates the result with the noise to change B. */
function mirror(moved: Moved): Mover {
  const { arena, way, b, array, forward, rng, options } = moved
  const { rate, decay, samples } = options.mirror
  const { shape, read } = way.connection!
  const how = shape === 'diagonal' ? 'readDiagonal' : read === 'back' ? 'readBack' : 'read'
  const noise = rng.fork('mirror')
  const xi = denseEvents(arena, way.pre)
  const answer = arena.f32(padded(way.post))
  const known = array ? arena.f32(b.values.length) : b.values
  const direction = arena.f32(array ? b.values.length : 0)
  const shown = new Float64Array(1)
  const begin: Mover['begin'] = (t, drawIndex) => {
    for (let s = 0; s < samples; s++) {
      fillNormals(arena, noise, shown[0]!++, xi.values)
      answer.fill(0)
      forward[how](xi, { t, drawIndex: PHASE + drawIndex + s, gain: 1 }, answer)
      array?.weights(t, known)
      eachWeight(moved, (inB, _inForward, pre, post) => {
        const product = answer[post]! * xi.values[pre]!
        if (array) direction[inB] = (decay / rate) * known[inB]! - product
        else b.values[inB] = b.values[inB]! + rate * product - decay * b.values[inB]!
      })
      array?.apply({ connection: way.name, direction, rate }, t)
    }
  }
  return { begin, learn() {}, state: { shown } }
}
