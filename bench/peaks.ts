/** Peak rates of this machine in WebAssembly SIMD, the limit for kernels. */
import { minima } from './minimum.ts'
import { compileAssembly } from './wasm.ts'

interface Roofline {
  multiplyAdds(n: number, m: number, c: number): number
  adds(n: number, c: number): number
  exclusiveOrs(n: number, c: number): number
  extmuls(n: number, m: number): bigint
  divisions(n: number, c: number): number
  reads(from: number, bytes: number, times: number): number
  updates(from: number, bytes: number, times: number): void
  touch(from: number, bytes: number): void
}

const PAGE = 65536
/** First byte of the stream buffer: the module's own data are below it. */
const FROM = PAGE
const LARGEST = 128 * 1024 * 1024
/** Minimum bytes that a sample streams. */
const SAMPLE = 2e6
/** Iterations of register loops, about 10 us. */
const TURNS = 2000

/** Rates in vector operations (of 128 bits) per ns. */
export interface Peaks {
  /** Operations of the cheapest kind: the limit for every kernel. */
  readonly any: number
  /** Alternating multiplications and additions. */
  readonly float: number
  readonly add: number
  readonly extmul: number
  readonly division: number
  /** GB/s of repeated reads over a buffer of `bytes`. */
  readGBs(bytes: number): Promise<number>
  /** GB/s of updates in place, counting reads and writes. */
  updateGBs(bytes: number): Promise<number>
}

export async function measurePeaks(): Promise<Peaks> {
  const memory = new WebAssembly.Memory({ initial: (FROM + LARGEST) / PAGE })
  const source = import.meta.resolve('./assembly/roofline.ts')
  const wasm = (await compileAssembly(source, memory)) as unknown as Roofline
  wasm.touch(FROM, LARGEST)
  const [any, float, add, extmul, division] = (await minima([
    () => wasm.exclusiveOrs(TURNS, 1),
    () => wasm.multiplyAdds(TURNS, 0.5, 1),
    () => wasm.adds(TURNS, 1),
    () => wasm.extmuls(TURNS, 0xd2511f53),
    () => wasm.divisions(TURNS, 3),
  ])) as [number, number, number, number, number]
  const stream = (move: (bytes: number, times: number) => void, factor: number) =>
    remembered(async (bytes) => {
      const times = Math.ceil(SAMPLE / bytes)
      const [ns] = await minima([() => move(bytes, times)])
      return (factor * bytes * times) / ns!
    })
  const read = stream((bytes, times) => wasm.reads(FROM, bytes, times), 1)
  const update = stream((bytes, times) => wasm.updates(FROM, bytes, times), 2)
  return {
    any: (12 * TURNS) / any,
    float: (24 * TURNS) / float,
    add: (12 * TURNS) / add,
    extmul: (8 * TURNS) / extmul,
    division: (8 * TURNS) / division,
    readGBs: (bytes) => read(whole(bytes)),
    updateGBs: (bytes) => update(whole(bytes)),
  }
}

/** Rounds up to lines of 128 bytes, in which streams are processed. */
function whole(bytes: number): number {
  return Math.min(LARGEST, Math.ceil(bytes / 128) * 128)
}

function remembered(measure: (bytes: number) => Promise<number>): (bytes: number) => Promise<number> {
  const known = new Map<number, Promise<number>>()
  return (bytes) => {
    const rate = known.get(bytes) ?? measure(bytes)
    known.set(bytes, rate)
    return rate
  }
}
