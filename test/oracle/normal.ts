/**
 * The project's one definition of a keyed random number: a pure function of (stream key, id, event).
 *
 * Sixteen consecutive ids share four Philox blocks, laid out so that four neighbouring ids take the same word of four
 * blocks (the natural shape for four SIMD lanes): id -> block 4 floor(id/16) + id mod 4, word floor(id/4) mod 4.
 * The normal is Box & Muller's (Ann. Math. Stat. 29, 610, 1958), doi 10.1214/aoms/1177706645, with the angle split
 * into half a circle and a sign bit, which is the same uniform angle on the whole circle.
 */
import { type Block, type Key, philox4x32 } from './philox.ts'

/** What a block is drawn for: the last word of the counter. */
const NORMAL = 0
const UNIFORM = 1

function wordsAt(key: Key, id: number, event: number, kind: number): Block {
  const block = (id >>> 4) * 4 + (id & 3)
  return philox4x32([block, event % 2 ** 32, Math.floor(event / 2 ** 32), kind], key)
}

function slotOf(id: number): number {
  return (id >>> 2) & 3
}

/**
 * A standard normal.
 *
 * @param key the stream
 * @param id device or neuron, an unsigned 32-bit integer
 * @param event which draw of that device, an integer in [0, 2^53)
 * @returns a double, |xi| <= sqrt(-2 ln 2^-32) = 6.66
 */
export function normalAt(key: Key, id: number, event: number): number {
  const words = wordsAt(key, id, event, NORMAL)
  const slot = slotOf(id)
  const pair = slot >>> 1
  const a = words[2 * pair]!
  const b = words[2 * pair + 1]!
  const u = ((a >>> 1) + 0.5) * 2 ** -31
  const r = Math.sqrt(-2 * Math.log(u))
  const x = Math.PI * ((b << 1) * 2 ** -32)
  const sign = b >>> 31 === 1 ? -1 : 1
  return sign * r * (slot % 2 === 0 ? Math.cos(x) : Math.sin(x))
}

/**
 * A uniform number in the open interval (0, 1): the centre of one of 2^32 equal bins.
 * Never the same bits as `normalAt` of the same arguments.
 */
export function uniformAt(key: Key, id: number, event: number): number {
  const word = wordsAt(key, id, event, UNIFORM)[slotOf(id)]!
  return (word + 0.5) * 2 ** -32
}
