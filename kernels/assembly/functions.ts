// Elementary functions of four lanes, imported by the loops that devices/recipe compiles at run time from a user's equations.
// Unlike exp4 and log4 they accept any number: outside the domain of a function the result is NaN, and a NaN stays NaN.
import { gather } from './cells'
import { exp4, log4 } from './math'

const SMALLEST_NORMAL: f32 = 1.17549435e-38
const SIGN: i32 = 0x80000000

/** `size` with the sign of x. */
// @ts-ignore: decorator
@inline
function signed(size: v128, x: v128): v128 {
  return v128.bitselect(x, size, i32x4.splat(SIGN))
}

/** e^x; x is clamped to [-87, 88]. */
export function expLanes(x: v128): v128 {
  return v128.bitselect(exp4(x), x, f32x4.eq(x, x))
}

/** ln x, x > 0; x below 1.2e-38 is replaced by 1.2e-38. */
export function logLanes(x: v128): v128 {
  const y = log4(f32x4.pmax(f32x4.splat(SMALLEST_NORMAL), x))
  return v128.bitselect(y, f32x4.splat(NaN), f32x4.gt(x, f32x4.splat(0)))
}

/** x^y = e^(y ln x), x >= 0. */
export function powLanes(x: v128, y: v128): v128 {
  const zero = f32x4.splat(0)
  const one = f32x4.splat(1)
  const inside = expLanes(f32x4.mul(y, logLanes(x)))
  const atZero = v128.bitselect(f32x4.splat(Infinity), v128.bitselect(one, zero, f32x4.eq(y, zero)), f32x4.lt(y, zero))
  const xIsZero = v128.and(f32x4.eq(x, zero), f32x4.eq(y, y))
  return v128.bitselect(atZero, inside, xIsZero)
}

export function sinhLanes(x: v128): v128 {
  const z = f32x4.mul(x, x)
  // The difference of exponentials cancels near 0; the series to x^9 is used there.
  let p = f32x4.add(f32x4.mul(z, f32x4.splat(2.7557319e-6)), f32x4.splat(1.9841270e-4))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(8.3333333e-3))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.6666667e-1))
  const near = f32x4.add(x, f32x4.mul(f32x4.mul(p, z), x))
  const e = expLanes(f32x4.abs(x))
  const far = f32x4.mul(f32x4.sub(e, f32x4.div(f32x4.splat(1), e)), f32x4.splat(0.5))
  return v128.bitselect(near, signed(far, x), f32x4.lt(f32x4.abs(x), f32x4.splat(1)))
}

export function coshLanes(x: v128): v128 {
  const e = expLanes(f32x4.abs(x))
  return f32x4.mul(f32x4.add(e, f32x4.div(f32x4.splat(1), e)), f32x4.splat(0.5))
}

/** After Cephes tanhf. */
export function tanhLanes(x: v128): v128 {
  const z = f32x4.mul(x, x)
  let p = f32x4.add(f32x4.mul(z, f32x4.splat(-5.70498872745e-3)), f32x4.splat(2.06390887954e-2))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-5.37397155531e-2))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.33314422036e-1))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-3.33332819422e-1))
  const near = f32x4.add(x, f32x4.mul(f32x4.mul(p, z), x))
  const size = f32x4.abs(x)
  const e = expLanes(f32x4.add(size, size))
  const far = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))))
  return v128.bitselect(near, signed(far, x), f32x4.lt(size, f32x4.splat(0.625)))
}

/** sin(x + quarters pi/2) for |x| below 8192, after Cephes sinf: the argument is reduced to an eighth of a turn in three steps. */
// @ts-ignore: decorator
@inline
function sine(x: v128, quarters: i32, sign: v128): v128 {
  const size = f32x4.abs(x)
  let octant = i32x4.trunc_sat_f32x4_s(f32x4.mul(size, f32x4.splat(1.27323954473516)))
  octant = v128.and(i32x4.add(octant, i32x4.splat(1)), i32x4.splat(-2))
  const turns = f32x4.convert_i32x4_s(octant)
  let r = f32x4.sub(size, f32x4.mul(turns, f32x4.splat(0.78515625)))
  r = f32x4.sub(r, f32x4.mul(turns, f32x4.splat(2.4187564849853515625e-4)))
  r = f32x4.sub(r, f32x4.mul(turns, f32x4.splat(3.77489497744594108e-8)))
  octant = i32x4.add(octant, i32x4.splat(2 * quarters))
  const z = f32x4.mul(r, r)
  let s = f32x4.add(f32x4.mul(z, f32x4.splat(-1.9515295891e-4)), f32x4.splat(8.3321608736e-3))
  s = f32x4.add(f32x4.mul(s, z), f32x4.splat(-1.6666654611e-1))
  s = f32x4.add(f32x4.mul(f32x4.mul(s, z), r), r)
  let c = f32x4.add(f32x4.mul(z, f32x4.splat(2.443315711809948e-5)), f32x4.splat(-1.388731625493765e-3))
  c = f32x4.add(f32x4.mul(c, z), f32x4.splat(4.166664568298827e-2))
  c = f32x4.add(f32x4.sub(f32x4.mul(f32x4.mul(c, z), z), f32x4.mul(z, f32x4.splat(0.5))), f32x4.splat(1))
  const cosine = i32x4.shr_s(i32x4.shl(octant, 30), 31)
  const flip = i32x4.shl(v128.and(octant, i32x4.splat(4)), 29)
  return v128.xor(v128.bitselect(c, s, cosine), v128.xor(flip, sign))
}

export function sinLanes(x: v128): v128 {
  return sine(x, 0, v128.and(x, i32x4.splat(SIGN)))
}

export function cosLanes(x: v128): v128 {
  return sine(x, 1, i32x4.splat(0))
}

/**
 * The standard normal quantile at u in (0, 1), relative error about 4e-7: Giles, Approximating the erfinv function,
 * GPU Computing Gems Jade (2011), the single-precision form.
 */
export function probitLanes(u: v128): v128 {
  const one = f32x4.splat(1)
  const x = f32x4.sub(f32x4.add(u, u), one)
  const w = f32x4.neg(logLanes(f32x4.mul(f32x4.mul(f32x4.splat(4), u), f32x4.sub(one, u))))
  const a = f32x4.sub(w, f32x4.splat(2.5))
  let p = f32x4.add(f32x4.mul(a, f32x4.splat(2.81022636e-8)), f32x4.splat(3.43273939e-7))
  p = f32x4.add(f32x4.mul(p, a), f32x4.splat(-3.5233877e-6))
  p = f32x4.add(f32x4.mul(p, a), f32x4.splat(-4.39150654e-6))
  p = f32x4.add(f32x4.mul(p, a), f32x4.splat(2.1858087e-4))
  p = f32x4.add(f32x4.mul(p, a), f32x4.splat(-1.25372503e-3))
  p = f32x4.add(f32x4.mul(p, a), f32x4.splat(-4.17768164e-3))
  p = f32x4.add(f32x4.mul(p, a), f32x4.splat(0.246640727))
  p = f32x4.add(f32x4.mul(p, a), f32x4.splat(1.50140941))
  const b = f32x4.sub(f32x4.sqrt(w), f32x4.splat(3))
  let q = f32x4.add(f32x4.mul(b, f32x4.splat(-2.00214257e-4)), f32x4.splat(1.00950558e-4))
  q = f32x4.add(f32x4.mul(q, b), f32x4.splat(1.34934322e-3))
  q = f32x4.add(f32x4.mul(q, b), f32x4.splat(-3.67342844e-3))
  q = f32x4.add(f32x4.mul(q, b), f32x4.splat(5.73950773e-3))
  q = f32x4.add(f32x4.mul(q, b), f32x4.splat(-7.6224613e-3))
  q = f32x4.add(f32x4.mul(q, b), f32x4.splat(9.43887047e-3))
  q = f32x4.add(f32x4.mul(q, b), f32x4.splat(1.00167406))
  q = f32x4.add(f32x4.mul(q, b), f32x4.splat(2.83297682))
  const scaled = f32x4.mul(v128.bitselect(p, q, f32x4.lt(w, f32x4.splat(5))), x)
  return f32x4.mul(scaled, f32x4.splat(1.41421356))
}

/** The quantile at u in (0, 1) of the n sorted float32 numbers at `table`, by linear interpolation. */
export function quantileLanes(u: v128, table: usize, n: i32): v128 {
  const at = f32x4.mul(u, f32x4.splat(<f32>(n - 1)))
  const whole = i32x4.min_s(i32x4.trunc_sat_f32x4_s(at), i32x4.splat(n - 2))
  const low = gather(table, whole)
  const high = gather(table + 4, whole)
  return f32x4.add(low, f32x4.mul(f32x4.sub(at, f32x4.convert_i32x4_s(whole)), f32x4.sub(high, low)))
}

/** One value of one function, for the interpreted path: the same bits as the lanes. */
export function expOne(x: f32): f32 {
  return f32x4.extract_lane(expLanes(f32x4.splat(x)), 0)
}
export function logOne(x: f32): f32 {
  return f32x4.extract_lane(logLanes(f32x4.splat(x)), 0)
}
export function powOne(x: f32, y: f32): f32 {
  return f32x4.extract_lane(powLanes(f32x4.splat(x), f32x4.splat(y)), 0)
}
export function sinhOne(x: f32): f32 {
  return f32x4.extract_lane(sinhLanes(f32x4.splat(x)), 0)
}
export function coshOne(x: f32): f32 {
  return f32x4.extract_lane(coshLanes(f32x4.splat(x)), 0)
}
export function tanhOne(x: f32): f32 {
  return f32x4.extract_lane(tanhLanes(f32x4.splat(x)), 0)
}
export function sinOne(x: f32): f32 {
  return f32x4.extract_lane(sinLanes(f32x4.splat(x)), 0)
}
export function cosOne(x: f32): f32 {
  return f32x4.extract_lane(cosLanes(f32x4.splat(x)), 0)
}
export function probitOne(x: f32): f32 {
  return f32x4.extract_lane(probitLanes(f32x4.splat(x)), 0)
}
