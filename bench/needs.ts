/**
 * The minimum work of every kernel per unit, counted by hand from kernels/assembly.
 *
 * `operations` are WebAssembly's vector operations (128 bits) of any kind on values, divided by the units they serve: no
 * addresses, loops, loads or stores, and nothing that could be done once per call. `floats` (products, sums and differences),
 * `extmuls`, `divisions` (square roots count as one) and `adds` (kernels with additions only) are the subsets that have
 * their own limit. `reads` and `writes` are the bytes that
 * must be transferred, each once: data that units of a call share (a row's output, a neuron's slope) stay in registers
 * or L1 and are not counted. `footprint` is the memory that a call accesses: it decides which cache delivers the bytes.
 */
import { padded } from '../kernels/arena.ts'
import { EVENTS, N, NORMALS, T } from './kernels.ts'

export interface Need {
  readonly operations: number
  readonly floats?: number
  readonly extmuls?: number
  readonly divisions?: number
  readonly adds?: number
  readonly reads: number
  readonly writes: number
  readonly footprint: number
}

const STRIDE = padded(N)
const DEVICES = 2 * N * STRIDE

/** Philox: ten rounds of 4 products, 4 shuffles and 4 exclusive ors, for 16 words. */
const PHILOX = 10 * 12
/** A logarithm: 6 on bits, 21 on floats, a division. */
const LOG = { operations: 28, floats: 21 }
/** An exponential: clamp 2, split 6, polynomial 14, scaling 4; all on floats except the clamp and 4 of split and scaling. */
const EXP = { operations: 26, floats: 20 }
/** Box-Muller of two vectors to two: radius 6 and a logarithm, angle 6, sine and cosine 17, their products 2. */
const BOX_MULLER = { operations: 6 + LOG.operations + 6 + 17 + 2, floats: 3 + LOG.floats + 2 + 17 + 2 }
/** A normal, if its whole block of 16 is used. */
const NORMAL = {
  operations: PHILOX / 16 + BOX_MULLER.operations / 8,
  floats: BOX_MULLER.floats / 8,
  extmuls: 40 / 16,
  divisions: 2 / 8,
}
/** Four normals of arbitrary devices: a block for each, 4 for the counters, 7 to select the words before the transform. */
const PICKED = { operations: PHILOX + 4 + 7 + BOX_MULLER.operations, floats: BOX_MULLER.floats }
/** The drift of a row read: (1 + u)^-nu by four terms of its series, times G. */
const SERIES = 19

/** Noise 4, clamp 2, and for a pair difference, gain and sum. Reads G, 1/age and nu. */
const PCM_ROW_READ: Need = {
  operations: NORMAL.operations + (SERIES + 4 + 2 + 1.5) / 4,
  floats: NORMAL.floats + (SERIES + 4 + 1.5) / 4,
  extmuls: NORMAL.extmuls,
  divisions: NORMAL.divisions,
  reads: 12,
  writes: 0,
  footprint: 12 * DEVICES,
}
/** A product and a sum for each weight. */
const DENSE: Need = { operations: 2 / 4, floats: 2 / 4, reads: 4, writes: 0, footprint: 4 * N * STRIDE }

export const NEEDS: Readonly<Record<string, Need>> = {
  normals: { ...NORMAL, reads: 0, writes: 4, footprint: 4 * NORMALS },

  // Mean 5, std 6, memory 1, clamp 2. Reads id, count, G and P; writes G and P.
  'pcm SET': {
    operations: (PICKED.operations + 14) / 4,
    floats: (PICKED.floats + 12) / 4,
    extmuls: 40 / 4,
    divisions: 2 / 4,
    reads: 16,
    writes: 8,
    footprint: 16 * DEVICES,
  },

  // Scale, shift and clamp. Reads id and count; writes G and P.
  'pcm RESET': {
    operations: (PICKED.operations + 3) / 4,
    floats: (PICKED.floats + 2) / 4,
    extmuls: 40 / 4,
    divisions: 2 / 4,
    reads: 8,
    writes: 8,
    footprint: 16 * DEVICES,
  },

  // Age from float64: 7; reciprocal, products with T0, nu and G, sign: 5. Reads G, nu and the 8 bytes of a time; writes two.
  'pcm drift': {
    operations: (7 + 5 + LOG.operations + EXP.operations) / 4,
    floats: (2 + 3 + LOG.floats + EXP.floats) / 4,
    divisions: 2 / 4,
    reads: 16,
    writes: 8,
    footprint: 24 * DEVICES,
  },

  'pcm row read': PCM_ROW_READ,

  // The row's gain is multiplied by its value once per row.
  'pcm row read, graded': PCM_ROW_READ,

  // Beside the read an exponential, its argument 2, product and sum 2. Reads rate and rest too.
  'pcm row read, relaxing': {
    ...PCM_ROW_READ,
    operations: PCM_ROW_READ.operations + (EXP.operations + 4) / 4,
    floats: PCM_ROW_READ.floats! + (EXP.floats + 3) / 4,
    reads: 20,
    footprint: 20 * DEVICES,
  },

  'digital row read': DENSE,

  'digital row read, graded': DENSE,

  'digital read back': DENSE,

  // For two entries: two promotions, a product, a difference, two limits and a demotion; four on floats of 64 bits.
  'digital change': { operations: 7 / 2, floats: 4 / 2, reads: 8, writes: 4, footprint: 8 * N * STRIDE },

  // For four devices: two promotions and two sums.
  'sums of rows': { operations: 4 / 4, floats: 2 / 4, reads: 4, writes: 0, footprint: 4 * DEVICES },

  clamp: { operations: 2 / 4, floats: 2 / 4, reads: 4, writes: 4, footprint: 4 * N * STRIDE },

  // Membrane 5, adaptation 2, refractoriness 5, threshold 5, slope 5, masks 3; 13 on floats. Reads five of state and seven constants,
  // read, six written.
  'membrane step': { operations: 25 / 4, floats: 13 / 4, divisions: 1 / 4, reads: 48, writes: 24, footprint: 52 * STRIDE },

  // Without adaptation and refractoriness: membrane 5, threshold 2, slope 5, masks 1; reads two of state and five constants, writes four.
  'membrane step, plain': {
    operations: 13 / 4,
    floats: 10 / 4,
    divisions: 1 / 4,
    reads: 32,
    writes: 16,
    footprint: 40 * STRIDE,
  },

  // Age 7, product with the rate and sign 2, difference and product 2. Reads G, rate and the 8 bytes of a time; writes two.
  relaxation: {
    operations: (7 + 2 + EXP.operations + 2) / 4,
    floats: (2 + 2 + EXP.floats + 2) / 4,
    reads: 16,
    writes: 8,
    footprint: 24 * DEVICES,
  },

  // Two passes over the ids; counts and offsets stay in L1. Operations are scalar: loads and stores bound it.
  'sort by row': { operations: 0, reads: 8, writes: 4, footprint: 8 * N * EVENTS },

  'trace filter': { operations: 1 / 4, floats: 1 / 4, reads: 4, writes: 4, footprint: 4 * STRIDE },

  'reverse filter': { operations: 2 / 4, floats: 2 / 4, reads: 4, writes: 4, footprint: 4 * T * STRIDE },

  // Signal 3 with one output, M 2, lambda 3, R 2. Psi becomes R; copying psi in the bench is included.
  'adjoint sweep': { operations: 10 / 4, floats: 10 / 4, reads: 8, writes: 8, footprint: 8 * T * STRIDE },

  // One addition per event and column, on an R in a tile of 64 bytes by T.
  'gradient product': { operations: 1 / 4, adds: 1 / 4, reads: 4, writes: 0, footprint: 64 * T },

  // One product more.
  'gradient product, graded': { operations: 2 / 4, floats: 2 / 4, reads: 4, writes: 0, footprint: 64 * T },

  // The same work as the dense product that it replaces, from registers: the limit of a kernel with multiply-adds only.
  'gradient product, dense twin': { operations: 2 / 4, floats: 2 / 4, reads: 0, writes: 0, footprint: 0 },

  // e 1, adaptation 7, filter 2, gradient 2, sum 1. Four numbers per synapse, each read and written.
  'online eligibility': { operations: 13 / 4, floats: 13 / 4, reads: 16, writes: 16, footprint: 16 * N * STRIDE },
}
