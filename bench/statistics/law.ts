/** The two laws the kernels draw from, each scaled to mean 0 and variance 1 so that one battery of tests serves both. */
import { normalQuantile } from '../../statistics/normal.ts'

export const BINS = 4096

/** Draws of one event: x of mean 0 and variance 1, and q = x^2 - 1 scaled to variance 1. */
export interface Draws {
  readonly x: Float64Array
  readonly q: Float64Array
}

/** Draws with the equiprobable bin of each. */
export interface Block extends Draws {
  readonly bins: Uint16Array
}

export interface Law {
  /** E x^k. */
  moment(k: number): number
  /** Fills x and q from raw draws. */
  standardise(raw: Float32Array | Float64Array, draws: Draws): void
  /** Fills the bins of raw draws. */
  bin(raw: Float32Array | Float64Array, bins: Uint16Array): void
  /** Whether its tails are counted. */
  readonly tails: boolean
}

export function createBlock(n: number): Block {
  return { x: new Float64Array(n), q: new Float64Array(n), bins: new Uint16Array(n) }
}

/** Lookup table for the bins: cells per unit of x, and its range. */
const GUIDE = 2048
const REACH = 8

/** Standard normals. */
export function normalLaw(): Law {
  const edges = new Float64Array(BINS + 1)
  for (let b = 1; b < BINS; b++) edges[b] = normalQuantile(b / BINS)
  edges[0] = Number.NEGATIVE_INFINITY
  edges[BINS] = Number.POSITIVE_INFINITY
  // The bin in which each table cell begins: a search from there takes a step or two.
  const guide = new Uint16Array(2 * REACH * GUIDE + 1)
  for (let cell = 0, b = 0; cell < guide.length; cell++) {
    while (edges[b + 1]! <= cell / GUIDE - REACH) b++
    guide[cell] = b
  }
  return {
    tails: true,
    moment: normalMoment,
    standardise: (raw, draws) => scale(raw, draws, 0, 1, Math.SQRT1_2),
    bin(raw, bins) {
      for (let i = 0; i < bins.length; i++) {
        let b = guide[((raw[i]! + REACH) * GUIDE) | 0]!
        while (edges[b + 1]! <= raw[i]!) b++
        bins[i] = b
      }
    },
  }
}

function normalMoment(k: number): number {
  if (k % 2 === 1) return 0
  return k === 0 ? 1 : (k - 1) * normalMoment(k - 2)
}

/** Uniforms in (0, 1) from 32 bits; `shift` selects the 12 bits of the bin: 20 the highest, 0 the lowest. */
export function uniformLaw(shift: number): Law {
  return {
    tails: false,
    moment: (k) => (k % 2 === 1 ? 0 : 3 ** (k / 2) / (k + 1)),
    standardise: (raw, draws) => scale(raw, draws, 0.5, Math.sqrt(12), 1 / Math.sqrt(0.8)),
    bin(raw, bins) {
      for (let i = 0; i < bins.length; i++) bins[i] = ((raw[i]! * 4294967296) >>> shift) & (BINS - 1)
    },
  }
}

function scale(raw: Float32Array | Float64Array, { x, q }: Draws, mean: number, factor: number, squareFactor: number): void {
  for (let i = 0; i < x.length; i++) {
    const value = (raw[i]! - mean) * factor
    x[i] = value
    q[i] = (value * value - 1) * squareFactor
  }
}
