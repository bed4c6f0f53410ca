/**
 * Sobol's sequence with the direction numbers of Joe and Kuo, Constructing Sobol sequences with better two-dimensional projections,
 * SIAM J. Sci. Comput. 30, 2635 (2008), doi 10.1137/070709359 (their set new-joe-kuo-6, the first 21 dimensions), points in the order of the Gray code.
 */

/** For each dimension: the primitive polynomial, as bits with both ends, and the first m. */
const JOE_KUO: readonly (readonly [polynomial: number, ...m: number[]])[] = [
  [1],
  [3, 1],
  [7, 1, 3],
  [11, 1, 3, 1],
  [13, 1, 1, 1],
  [19, 1, 1, 3, 3],
  [25, 1, 3, 5, 13],
  [37, 1, 1, 5, 5, 17],
  [41, 1, 1, 5, 5, 5],
  [47, 1, 1, 7, 11, 19],
  [55, 1, 1, 5, 1, 1],
  [59, 1, 1, 1, 3, 11],
  [61, 1, 3, 5, 5, 31],
  [67, 1, 3, 3, 9, 7, 49],
  [91, 1, 1, 1, 15, 21, 21],
  [97, 1, 3, 1, 13, 27, 49],
  [103, 1, 1, 1, 15, 7, 5],
  [109, 1, 3, 1, 15, 13, 25],
  [115, 1, 1, 5, 5, 19, 61],
  [131, 1, 3, 7, 11, 23, 15, 103],
  [137, 1, 3, 7, 13, 13, 15, 69],
]

export const SOBOL_DIMENSIONS = JOE_KUO.length

/** Point `index` (below 2^32) in `dimension`, as an integer multiple of 2^-32. */
export function sobol(dimension: number, index: number): number {
  const directions = DIRECTIONS[dimension]!
  let gray = (index ^ (index >>> 1)) >>> 0
  let x = 0
  for (let bit = 0; gray !== 0; bit++, gray >>>= 1) if (gray & 1) x ^= directions[bit]!
  return x >>> 0
}

const DIRECTIONS = JOE_KUO.map(directionNumbers)

/** v_k = m_k 2^(32 - k), k = 1 .. 32, by the recurrence of the polynomial. */
function directionNumbers([polynomial, ...m]: readonly [number, ...number[]]): Uint32Array {
  const degree = m.length
  const v = new Uint32Array(32)
  for (let k = 0; k < 32; k++) {
    if (degree === 0) v[k] = 1 << (31 - k)
    else if (k < degree) v[k] = m[k]! << (31 - k)
    else {
      let value = v[k - degree]! ^ (v[k - degree]! >>> degree)
      for (let j = 1; j < degree; j++) if ((polynomial >> (degree - j)) & 1) value ^= v[k - j]!
      v[k] = value
    }
  }
  return v
}
