/**
 * Philox4x32, the counter-based generator: 128 random bits as a pure function of a counter and a key.
 *
 * Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (2011),
 * doi 10.1145/2063384.2063405, section 4.3 and the constants of the Random123 library.
 */

/** Four unsigned 32-bit words. */
export type Block = [number, number, number, number]
/** Two unsigned 32-bit words: one random stream. */
export type Key = readonly [number, number]

const M0 = 0xd2511f53
const M1 = 0xcd9e8d57
/** Weyl steps of the key: the golden ratio and sqrt(3) - 1, in units of 2^-32. */
const W0 = 0x9e3779b9
const W1 = 0xbb67ae85

/** Upper 32 bits of the 64-bit product of two unsigned words; every intermediate stays below 2^49, so doubles are exact. */
function multiplyHigh(a: number, b: number): number {
  const upper = (a >>> 16) * b
  const lower = (a & 0xffff) * b
  return Math.floor((upper + Math.floor(lower / 0x10000)) / 0x10000)
}

function multiplyLow(a: number, b: number): number {
  return Math.imul(a, b) >>> 0
}

/**
 * One block of random bits.
 *
 * @param counter four unsigned 32-bit words, least significant first
 * @param key two unsigned 32-bit words
 * @param rounds 10 is the published, recommended number
 * @returns four unsigned 32-bit words
 */
export function philox4x32(counter: Readonly<Block>, key: Key, rounds = 10): Block {
  let [x0, x1, x2, x3] = counter
  let [k0, k1] = key
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(M0, x0)
    const low0 = multiplyLow(M0, x0)
    const high1 = multiplyHigh(M1, x2)
    const low1 = multiplyLow(M1, x2)
    x0 = (high1 ^ x1 ^ k0) >>> 0
    x1 = low1
    x2 = (high0 ^ x3 ^ k1) >>> 0
    x3 = low0
    k0 = (k0 + W0) >>> 0
    k1 = (k1 + W1) >>> 0
  }
  return [x0, x1, x2, x3]
}
