/** One block of memory that kernels, TypeScript and checkpoints share: typed arrays are allocated once and stay valid. */
import type { Kernels } from './generated.ts'
import { instantiate } from './kernels.ts'
import type { Pointer } from './pointer.ts'

const PAGE = 65536
const LARGEST = 65536 * PAGE

/** A typed array in an arena; `ptr` is its byte offset there, the argument of kernels. */
export type Column<A extends Float32Array | Float64Array | Uint32Array> = A & { readonly ptr: Pointer<ElementOf<A>> }
export type F32 = Column<Float32Array>
export type F64 = Column<Float64Array>
export type U32 = Column<Uint32Array>
type ElementOf<A> = A extends Float32Array ? 'f32' : A extends Float64Array ? 'f64' : 'u32'

/**
 * Memory of fixed size: the system commits a page only at its first use, so a large `bytes` costs nothing; views never detach.
 * @throws RangeError if `bytes` is over 4 GiB, if an allocation does not fit (the message states the size needed) or if its length
 * is not a whole number, 0 or more
 */
export class Arena {
  readonly memory: WebAssembly.Memory
  readonly kernels: Kernels
  #used: number

  constructor(bytes = 64 * 1024 * 1024) {
    if (!(bytes > 0 && bytes <= LARGEST)) {
      throw new RangeError(
        `the arena needs ${mebibytes(bytes)}; WebAssembly memory is limited to 4096 MiB: make the network smaller`,
      )
    }
    this.memory = new WebAssembly.Memory({ initial: Math.min(LARGEST / PAGE, Math.ceil(bytes / PAGE) + 2) })
    this.kernels = instantiate(this.memory)
    this.#used = align(this.kernels.heapBase())
  }

  /** Bytes allocated so far. */
  get used(): number {
    return this.#used
  }

  f32(n: number): F32 {
    return this.#column(Float32Array, n)
  }

  f64(n: number): F64 {
    return this.#column(Float64Array, n)
  }

  u32(n: number): U32 {
    return this.#column(Uint32Array, n)
  }

  #column<A extends Float32Array | Float64Array | Uint32Array>(
    Type: { new (buffer: ArrayBuffer, offset: number, length: number): A; readonly BYTES_PER_ELEMENT: number },
    n: number,
  ): Column<A> {
    if (!(Number.isSafeInteger(n) && n >= 0))
      throw new RangeError(`a column cannot have ${n} numbers; give a whole number, 0 or more`)
    const ptr = this.#used
    // Kernels write whole blocks of 16 elements: the space after the last element is reserved for them.
    const end = ptr + align(n * Type.BYTES_PER_ELEMENT + 128)
    if (end > this.memory.buffer.byteLength) {
      throw new RangeError(
        `the arena holds ${mebibytes(this.memory.buffer.byteLength)} and needs ${mebibytes(end)}: create it with new Arena(bytes)`,
      )
    }
    this.#used = end
    return Object.assign(new Type(this.memory.buffer, ptr, n), { ptr: ptr as Pointer<ElementOf<A>> })
  }
}

/**
 * Checks that an array passed to a kernel is in the arena and long enough; the kernel itself does not check addresses.
 * @param what name of the array in the message
 * @throws RangeError if the array is too short (with both lengths) or outside the arena
 */
export function checkInArena(
  { memory }: Arena,
  column: ArrayBufferView & { readonly length: number },
  least: number,
  what: string,
): void {
  if (column.length < least) throw new RangeError(`${what} has ${column.length} numbers, and ${least} are needed`)
  if (column.buffer !== memory.buffer)
    throw new RangeError(
      `${what} [${column.length}] lies in another memory; allocate it in the arena of the bank, such as by arena.f32(n)`,
    )
}

/** `n` columns padded to whole blocks of 16, the unit of random draws and of the kernels' tiles. */
export function padded(n: number): number {
  return (n + 15) & ~15
}

function align(bytes: number): number {
  return Math.ceil(bytes / 64) * 64
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1048576)} MiB`
}
