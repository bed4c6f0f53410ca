/**
 * The project's own kernels with another number of Philox rounds, compiled at run time from the same source with one number changed, so
 * that times and statistics apply to the program. Known answers of Random123 are checked first.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Arena } from '../../kernels/arena.ts'
import type { Kernels } from '../../kernels/generated.ts'
import type { Engine } from './sources.ts'

/** Relative to dist/bench/statistics: the kernels' source is not compiled by tsc and stays in the source tree. */
const KERNELS = fileURLToPath(new URL('../../../kernels', import.meta.url))
const PHILOX = 'assembly/philox.ts'
/** Rounds in the source. */
export const BUILT = 10
const LOOP = new RegExp(`(round < )${BUILT}\\b`, 'g')

type Words = readonly [number, number, number, number]
const ONES = 0xffffffff
const PI = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0] as const

/** Random123's kat_vectors: counter and key, then the words of philox4x32 with this number of rounds. */
const KNOWN: Readonly<Record<number, readonly (readonly [input: readonly number[], answer: Words])[]>> = {
  7: [
    [
      [0, 0, 0, 0, 0, 0],
      [0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48],
    ],
    [
      [ONES, ONES, ONES, ONES, ONES, ONES],
      [0x5207ddc2, 0x45165e59, 0x4d8ee751, 0x8c52f662],
    ],
    [PI, [0x4dfccaba, 0x190a87f0, 0xc47362ba, 0xb6b5242a]],
  ],
  10: [
    [
      [0, 0, 0, 0, 0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [ONES, ONES, ONES, ONES, ONES, ONES],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [PI, [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]],
  ],
}

export const ROUNDS = Object.keys(KNOWN).map(Number)

/** @throws Error where the source no longer has the loop, does not compile, or gives a wrong known answer */
export async function compileWithRounds(rounds: number): Promise<Engine> {
  const arena = new Arena(16e6)
  const binary = await compile((name) => {
    const source = readSource(name)
    if (name !== PHILOX || source === null) return source
    const changed = source.replace(LOOP, `$1${rounds}`)
    if (rounds !== BUILT && changed === source) {
      throw new Error(
        `kernels/${PHILOX} no longer counts its rounds with \`round < ${BUILT}\`: adapt LOOP in bench/statistics/variant.ts`,
      )
    }
    return changed
  })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory: arena.memory } })
  const kernels = instance.exports as unknown as Kernels
  checkKnownAnswers(arena, kernels, rounds)
  checkOneGenerator(arena, kernels, rounds)
  return { arena, kernels }
}

/** With the options of kernels/build.mjs. */
async function compile(readFile: (name: string) => string | null): Promise<Uint8Array<ArrayBuffer>> {
  const { default: asc } = await import('assemblyscript/asc')
  let binary = new Uint8Array()
  const messages = asc.createMemoryStream()
  const options = '--runtime stub --use abort= -O3 --converge --noAssert --enable simd --importMemory --initialMemory 1'
  const { error } = await asc.main(['assembly/index.ts', '--outFile', 'kernels.wasm', ...options.split(' ')], {
    stderr: messages,
    readFile,
    writeFile: (_name, contents) => {
      if (contents instanceof Uint8Array) binary = new Uint8Array(contents)
    },
    listFiles: () => [],
  })
  if (error) throw new Error(`${messages.toString()}\n${error.message}`)
  return binary
}

function readSource(name: string): string | null {
  try {
    return readFileSync(join(KERNELS, name), 'utf8')
  } catch {
    return null
  }
}

function checkKnownAnswers(arena: Arena, kernels: Kernels, rounds: number): void {
  const out = arena.u32(16)
  for (const [input, answer] of KNOWN[rounds] ?? []) {
    const [c0, c1, c2, c3, k0, k1] = input as [number, number, number, number, number, number]
    kernels.philox(c0, c1, c2, c3, k0, k1, out.ptr)
    const got = [out[0]!, out[4]!, out[8]!, out[12]!]
    if (got.some((word, i) => word !== answer[i])) {
      throw new Error(`philox4x32-${rounds} of counter and key ${hex(input)} gives ${hex(got)}, Random123 ${hex(answer)}`)
    }
  }
}

/** Block draws and draws of listed ids use different loops over the rounds: checks that both were changed. */
function checkOneGenerator(arena: Arena, kernels: Kernels, rounds: number): void {
  const list = arena.u32(64)
  list.set([...list.keys()])
  const [blocks, listed] = [arena.f32(64), arena.f32(64)]
  kernels.normals(1, 2, 3, 4, 64, blocks.ptr)
  kernels.normalsOf(1, 2, 3, 4, list.ptr, 64, listed.ptr)
  if (blocks.some((x, i) => x !== listed[i])) {
    throw new Error(
      `with ${rounds} rounds, normals of a block and of listed ids differ: not every loop over the rounds was changed`,
    )
  }
}

function hex(words: readonly number[]): string {
  return words.map((word) => word.toString(16).padStart(8, '0')).join(' ')
}
