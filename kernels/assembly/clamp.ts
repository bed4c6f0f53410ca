// Limits of a vector's entries.
import { f32s } from './frames'

/** Limits n entries (a multiple of 4) to -limit .. limit; NaN stays NaN. */
export function clampAll(n: i32, x: f32s, limit: f32): void {
  const most = f32x4.splat(limit)
  const least = f32x4.splat(-limit)
  for (let i: usize = 0; i < <usize>n << 2; i += 16) {
    // One instruction each, unlike min and max; in this order NaN stays.
    v128.store(x + i, f32x4.pmin(f32x4.pmax(v128.load(x + i), least), most))
  }
}
