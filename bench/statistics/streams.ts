/** Independence of streams: keys that differ in one bit, neighbouring names and seeds, normals and uniforms of one key. */
import { createRng } from '../../kernels/rng.ts'
import { createCorrelation } from './correlation.ts'
import { createBlock, type Draws, type Law, normalLaw, uniformLaw } from './law.ts'
import type { TestResult } from './result.ts'
import { BLOCK, type Engine } from './sources.ts'

/** Fills `draws` with the draws of an event. */
type Stream = (event: number, draws: Draws) => void
type Key = readonly [k0: number, k1: number]

const NEIGHBOURS = 32

/** Streams of the program, in the order in which neighbours are compared. */
const NAMES = [
  'in/read',
  'rec/read',
  'out/read',
  'in/set',
  'rec/set',
  'in/reset',
  'in/verify',
  'in/device',
  'weights/in',
  'feedback',
]

/** `draws` pairs in total, the same number of each kind. */
export function testStreams({ arena, kernels }: Engine, seed: string, draws: number): TestResult[] {
  const normals = arena.f32(BLOCK)
  const uniforms = arena.f64(BLOCK)
  const [normal, uniform] = [normalLaw(), uniformLaw(0)]
  const from = (raw: Float32Array | Float64Array, law: Law, fill: (event: number) => void): Stream => {
    return (event, block) => {
      fill(event)
      law.standardise(raw, block)
    }
  }
  const normalStream = ([k0, k1]: Key, era = 0) =>
    from(normals, normal, (event) => kernels.normals(k0, k1, event, era, BLOCK, normals.ptr))
  const uniformStream = ([k0, k1]: Key) =>
    from(uniforms, uniform, (event) => kernels.uniforms(k0, k1, event, 0, BLOCK, uniforms.ptr))
  const named = (name: string, s = seed): Key => {
    const { k0, k1 } = createRng(s).fork(name)
    return [k0, k1]
  }

  const base = named('keys')
  const pairs: [string, Stream, Stream][] = [
    ['normals and uniforms of one key', normalStream(base), uniformStream(base)],
    ['events 2^32 apart', normalStream(base), normalStream(base, 1)],
    ['the two words of the key exchanged', normalStream(base), normalStream([base[1], base[0]])],
  ]
  for (let bit = 0; bit < 64; bit++) {
    pairs.push([`keys that differ in bit ${bit}`, normalStream(base), normalStream(flipped(base, bit))])
  }
  for (let i = 0; i < NEIGHBOURS; i++) {
    const [a, b] = [normalStream(named(`input/${i}`)), normalStream(named(`input/${i + 1}`))]
    pairs.push([`forks input/${i} and input/${i + 1}`, a, b])
    pairs.push([`seeds ${i} and ${i + 1}`, normalStream(named('in', `${i}`)), normalStream(named('in', `${i + 1}`))])
  }
  for (const [i, name] of NAMES.entries()) {
    const next = NAMES[i + 1]
    if (next) pairs.push([`forks ${name} and ${next}`, normalStream(named(name)), normalStream(named(next))])
  }
  return pairs.flatMap(([test, a, b]) => correlate(test, a, b, draws / pairs.length))
}

function correlate(test: string, first: Stream, second: Stream, draws: number): TestResult[] {
  const correlation = createCorrelation(test)
  const [a, b] = [createBlock(BLOCK), createBlock(BLOCK)]
  for (let event = 0; event * BLOCK < draws; event++) {
    first(event, a)
    second(event, b)
    correlation.add(a, b)
  }
  return correlation.results().map((result) => ({ group: 'streams', ...result }))
}

function flipped([k0, k1]: Key, bit: number): Key {
  return bit < 32 ? [(k0 ^ (1 << bit)) >>> 0, k1] : [k0, (k1 ^ (1 << (bit - 32))) >>> 0]
}
