// Philox4x32-10 (Salmon et al., SC 2011) for four counters at once: lane l of every vector belongs to counter l. The version for
// eight counters runs two chains whose multiplications overlap, which is a third faster per word.

const M0: u32 = 0xd2511f53
const M1: u32 = 0xcd9e8d57
const W0: u32 = 0x9e3779b9
const W1: u32 = 0xbb67ae85

/** Four counters (c0..c3), one key; stores words 0..3, each of four lanes, at `out`, 64 bytes. */
// @ts-ignore: decorator
@inline
export function philox4(c0: v128, c1: v128, c2: v128, c3: v128, k0: u32, k1: u32, out: usize): void {
  const m0 = i32x4.splat(M0)
  const m1 = i32x4.splat(M1)
  for (let round = 0; round < 10; ++round) {
    const p0 = i64x2.extmul_low_i32x4_u(c0, m0)
    const q0 = i64x2.extmul_high_i32x4_u(c0, m0)
    const p1 = i64x2.extmul_low_i32x4_u(c2, m1)
    const q1 = i64x2.extmul_high_i32x4_u(c2, m1)
    const high0 = v128.shuffle<i32>(p0, q0, 1, 3, 5, 7)
    const high1 = v128.shuffle<i32>(p1, q1, 1, 3, 5, 7)
    c0 = v128.xor(v128.xor(high1, c1), i32x4.splat(k0))
    c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(k1))
    c1 = v128.shuffle<i32>(p1, q1, 0, 2, 4, 6)
    c3 = v128.shuffle<i32>(p0, q0, 0, 2, 4, 6)
    k0 += W0
    k1 += W1
  }
  v128.store(out, c0, 0)
  v128.store(out, c1, 16)
  v128.store(out, c2, 32)
  v128.store(out, c3, 48)
}

/** As `philox4` for two sets of first words, a and b, that share the other words; stores 64 bytes at `outA` and at `outB`. */
// @ts-ignore: decorator
@inline
export function philox8(a0: v128, b0: v128, c1: v128, c2: v128, c3: v128, k0: u32, k1: u32, outA: usize, outB: usize): void {
  const m0 = i32x4.splat(M0)
  const m1 = i32x4.splat(M1)
  let a1 = c1
  let a2 = c2
  let a3 = c3
  let b1 = c1
  let b2 = c2
  let b3 = c3
  for (let round = 0; round < 10; ++round) {
    const key0 = i32x4.splat(k0)
    const key1 = i32x4.splat(k1)
    const ap0 = i64x2.extmul_low_i32x4_u(a0, m0)
    const aq0 = i64x2.extmul_high_i32x4_u(a0, m0)
    const ap1 = i64x2.extmul_low_i32x4_u(a2, m1)
    const aq1 = i64x2.extmul_high_i32x4_u(a2, m1)
    const bp0 = i64x2.extmul_low_i32x4_u(b0, m0)
    const bq0 = i64x2.extmul_high_i32x4_u(b0, m0)
    const bp1 = i64x2.extmul_low_i32x4_u(b2, m1)
    const bq1 = i64x2.extmul_high_i32x4_u(b2, m1)
    a0 = v128.xor(v128.xor(v128.shuffle<i32>(ap1, aq1, 1, 3, 5, 7), a1), key0)
    a2 = v128.xor(v128.xor(v128.shuffle<i32>(ap0, aq0, 1, 3, 5, 7), a3), key1)
    a1 = v128.shuffle<i32>(ap1, aq1, 0, 2, 4, 6)
    a3 = v128.shuffle<i32>(ap0, aq0, 0, 2, 4, 6)
    b0 = v128.xor(v128.xor(v128.shuffle<i32>(bp1, bq1, 1, 3, 5, 7), b1), key0)
    b2 = v128.xor(v128.xor(v128.shuffle<i32>(bp0, bq0, 1, 3, 5, 7), b3), key1)
    b1 = v128.shuffle<i32>(bp1, bq1, 0, 2, 4, 6)
    b3 = v128.shuffle<i32>(bp0, bq0, 0, 2, 4, 6)
    k0 += W0
    k1 += W1
  }
  v128.store(outA, a0, 0)
  v128.store(outA, a1, 16)
  v128.store(outA, a2, 32)
  v128.store(outA, a3, 48)
  v128.store(outB, b0, 0)
  v128.store(outB, b1, 16)
  v128.store(outB, b2, 32)
  v128.store(outB, b3, 48)
}
