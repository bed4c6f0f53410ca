// Philox4x32-10 (Salmon et al., SC 2011), four counters at once: lane l of every vector belongs to counter l.

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
