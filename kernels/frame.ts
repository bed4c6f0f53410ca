/** Arguments of a kernel as fields of a record in the arena: set by name, kept between calls. */
import type { Arena } from './arena.ts'
import { FRAMES, type FrameFields, type Place } from './generated.ts'
import type { FramePointer } from './pointer.ts'

type Name = keyof FrameFields

/** The record: its fields can be set, and `ptr` is what its kernel takes. */
export type Frame<K extends Name> = { -readonly [F in keyof FrameFields[K]]: FrameFields[K][F] } & {
  readonly ptr: FramePointer<K>
}

interface Memory {
  readonly i32: Int32Array
  readonly u32: Uint32Array
  readonly f32: Float32Array
  readonly f64: Float64Array
  readonly ptr: number
}

const prototypes = new Map<Name, object>()

/** Allocates a new frame in the arena and sets the given fields; the others are 0. */
export function createFrame<K extends Name>(arena: Arena, name: K, fields: Partial<FrameFields[K]>): Frame<K> {
  const { size } = FRAMES[name]
  const { ptr } = arena.f64(size / 8)
  const buffer = arena.memory.buffer
  const memory: Memory = {
    i32: new Int32Array(buffer, ptr, size / 4),
    u32: new Uint32Array(buffer, ptr, size / 4),
    f32: new Float32Array(buffer, ptr, size / 4),
    f64: new Float64Array(buffer, ptr, size / 8),
    ptr,
  }
  const frame = Object.assign(Object.create(prototypeOf(name)), memory) as Frame<K>
  return Object.assign(frame, fields)
}

const shared = new WeakMap<Arena, Map<Name, object>>()

/** Fills the arena's shared frame of a kernel, for calls whose arguments all change. Valid until the next call for this kernel. */
export function frameOf<K extends Name>(arena: Arena, name: K, fields: FrameFields[K]): FramePointer<K> {
  const frames = shared.get(arena) ?? new Map<Name, object>()
  shared.set(arena, frames)
  const frame = (frames.get(name) ?? createFrame(arena, name, {})) as Frame<K>
  frames.set(name, frame)
  return Object.assign(frame, fields).ptr
}

/** One pair of functions a type: an access that meets one type of array only is compiled to a plain store. */
const ACCESS: { readonly [W in Place[0]]: (index: number) => PropertyDescriptor & ThisType<Memory> } = {
  i32: (index) => ({
    get() {
      return this.i32[index]
    },
    set(value: number) {
      this.i32[index] = value
    },
  }),
  u32: (index) => ({
    get() {
      return this.u32[index]
    },
    set(value: number) {
      this.u32[index] = value
    },
  }),
  f32: (index) => ({
    get() {
      return this.f32[index]
    },
    set(value: number) {
      this.f32[index] = value
    },
  }),
  f64: (index) => ({
    get() {
      return this.f64[index]
    },
    set(value: number) {
      this.f64[index] = value
    },
  }),
}

function prototypeOf(name: Name): object {
  const known = prototypes.get(name)
  if (known) return known
  const prototype = {}
  for (const [field, [word, at]] of Object.entries(FRAMES[name].fields) as [string, Place][]) {
    const index = at / (word === 'f64' ? 8 : 4)
    Object.defineProperty(prototype, field, ACCESS[word](index))
  }
  prototypes.set(name, prototype)
  return prototype
}
