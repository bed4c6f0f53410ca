/** What this machine reaches in WebAssembly SIMD: the roof that kernels are measured against. */
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
/** First byte of the stream buffer: the module's own data lies below. */
const FROM = PAGE
const LARGEST = 128 * 1024 * 1024
/** Bytes a sample streams at least. */
const SAMPLE = 2e6
/** Register loops of this many turns take about 10 us. */
const TURNS = 2000

/** Rates in vector operations (of 128 bits) a ns. */
export interface Peaks {
  /** Of the cheapest kind: no kernel can issue more of any. */
  readonly any: number
  /** Multiplications and additions mixed. */
  readonly float: number
  readonly add: number
  readonly extmul: number
  readonly division: number
  /** GB/s of reads over a buffer of `bytes`, again and again. */
  readGBs(bytes: number): Promise<number>
  /** GB/s, read and written counted both, of updates in place. */
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

/** Streams come in lines of 128 bytes. */
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
