// Elementary functions that give the same bits on every engine.
// Vectors: float32 log and exp after musl's logf and expf (FreeBSD msun), below 1 ulp and 2 ulp.
// Scalars: AssemblyScript's own port of musl in double precision.
import { f32s } from './frames'

/** Natural logarithm of four positive normal numbers. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  // Split x = 2^k m with m in [sqrt(1/2), sqrt(2)).
  const bits = i32x4.add(x, i32x4.splat(0x3f800000 - 0x3f3504f3))
  const k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(bits, 23), i32x4.splat(127)))
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3))
  const f = f32x4.sub(m, f32x4.splat(1))
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)))
  const z = f32x4.mul(s, s)
  const w = f32x4.mul(z, z)
  const t1 = f32x4.mul(w, f32x4.add(f32x4.splat(0.40000972152), f32x4.mul(w, f32x4.splat(0.24279078841))))
  const t2 = f32x4.mul(z, f32x4.add(f32x4.splat(0.66666662693), f32x4.mul(w, f32x4.splat(0.28498786688))))
  const half = f32x4.mul(f32x4.mul(f, f), f32x4.splat(0.5))
  const correction = f32x4.add(f32x4.mul(s, f32x4.add(half, f32x4.add(t1, t2))), f32x4.mul(k, f32x4.splat(9.0580006145e-6)))
  return f32x4.add(f32x4.add(f32x4.sub(correction, half), f), f32x4.mul(k, f32x4.splat(6.9313812256e-1)))
}

/** e to the power of four numbers in [-87, 88]; outside this range, the result is the value at the nearer end. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.splat(-87), f32x4.pmin(f32x4.splat(88), x))
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504089)))
  const high = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)))
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-2.12194440e-4)))
  // Cephes expf: e^r = 1 + r + r^2 P(r) on |r| <= ln(2)/2.
  let p = f32x4.splat(1.9875691500e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1))
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(y, scale)
}

/** out[i] = ln x[i]; n rounded up to a multiple of 4. */
export function logs(x: f32s, n: i32, out: f32s): void {
  for (let i: usize = 0; i < <usize>n << 2; i += 16) v128.store(out + i, log4(v128.load(x + i)))
}

/** out[i] = e^x[i]; n rounded up to a multiple of 4. */
export function exps(x: f32s, n: i32, out: f32s): void {
  for (let i: usize = 0; i < <usize>n << 2; i += 16) v128.store(out + i, exp4(v128.load(x + i)))
}

export function log64(x: f64): f64 {
  return NativeMath.log(x)
}
export function exp64(x: f64): f64 {
  return NativeMath.exp(x)
}
export function sin64(x: f64): f64 {
  return NativeMath.sin(x)
}
export function cos64(x: f64): f64 {
  return NativeMath.cos(x)
}
export function pow64(x: f64, y: f64): f64 {
  return NativeMath.pow(x, y)
}

/** First byte of the memory that the kernels do not use themselves. */
export function heapBase(): usize {
  return __heap_base
}
