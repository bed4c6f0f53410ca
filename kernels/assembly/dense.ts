// Digital weights: the same event-driven reads as in a crossbar, without devices.
import { f32s, u32s } from './frames'

/** For every listed row: out[c] += gain values[r] w[row][c], c < stride (a multiple of 4). `values` 0: all are 1. */
export function denseReadRows(rows: u32s, values: f32s, n: i32, w: f32s, stride: i32, gain: f32, out: f32s): void {
  const bytes = <usize>stride << 2
  for (let r = 0; r < n; ++r) {
    const scale = f32x4.splat(values ? gain * load<f32>(values + (<usize>r << 2)) : gain)
    const row = w + <usize>load<u32>(rows + (<usize>r << 2)) * bytes
    for (let c: usize = 0; c < bytes; c += 16) {
      v128.store(out + c, f32x4.add(v128.load(out + c), f32x4.mul(scale, v128.load(row + c))))
    }
  }
}

/** For every row i < rows: out[i] += gain sum over c < stride (a multiple of 16) of w[i][c] x[c]. */
export function denseReadBack(rows: i32, w: f32s, stride: i32, x: f32s, gain: f32, out: f32s): void {
  const bytes = <usize>stride << 2
  for (let i = 0; i < rows; ++i) {
    const row = w + <usize>i * bytes
    let a = f32x4.splat(0)
    let b = f32x4.splat(0)
    let c = f32x4.splat(0)
    let d = f32x4.splat(0)
    for (let at: usize = 0; at < bytes; at += 64) {
      a = f32x4.add(a, f32x4.mul(v128.load(row + at), v128.load(x + at)))
      b = f32x4.add(b, f32x4.mul(v128.load(row + at, 16), v128.load(x + at, 16)))
      c = f32x4.add(c, f32x4.mul(v128.load(row + at, 32), v128.load(x + at, 32)))
      d = f32x4.add(d, f32x4.mul(v128.load(row + at, 48), v128.load(x + at, 48)))
    }
    const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d))
    const total =
      f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
    const to = out + (<usize>i << 2)
    store<f32>(to, load<f32>(to) + gain * total)
  }
}

/** w <- w - rate x direction within -max .. max, n entries. The result is that in f64, rounded once. */
export function denseStep(n: i32, w: f32s, direction: f32s, rate: f64, max: f64): void {
  const rates = f64x2.splat(rate)
  const most = f64x2.splat(max)
  const least = f64x2.splat(-max)
  const whole = <usize>(n & ~1) << 2
  for (let i: usize = 0; i < whole; i += 8) {
    const before = f64x2.promote_low_f32x4(v128.load64_zero(w + i))
    const change = f64x2.mul(rates, f64x2.promote_low_f32x4(v128.load64_zero(direction + i)))
    // One instruction each, unlike min and max; in this order NaN stays.
    const after = f64x2.pmin(f64x2.pmax(f64x2.sub(before, change), least), most)
    v128.store64_lane(w + i, f32x4.demote_f64x2_zero(after), 0)
  }
  if (n & 1) {
    const after = <f64>load<f32>(w + whole) - rate * <f64>load<f32>(direction + whole)
    store<f32>(w + whole, <f32>Math.min(max, Math.max(-max, after)))
  }
}
