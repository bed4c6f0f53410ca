// Sums of conductances, for the energy of reads.
import { f32s, f64s } from './frames'

/** Sums of rows over all planes, in f64: out[i] = sum over p < planes and c < cols of x[p][i][c]; x is [planes][rows][stride]. */
export function sumRows(rows: i32, cols: i32, stride: i32, planes: i32, x: f32s, out: f64s): void {
  const bytes = <usize>stride << 2
  const plane = <usize>rows * bytes
  const whole = <usize>(cols & ~3) << 2
  for (let i = 0; i < rows; ++i) {
    let low = f64x2.splat(0)
    let high = f64x2.splat(0)
    let rest: f64 = 0
    for (let p = 0; p < planes; ++p) {
      const row = x + <usize>p * plane + <usize>i * bytes
      for (let c: usize = 0; c < whole; c += 16) {
        low = f64x2.add(low, f64x2.promote_low_f32x4(v128.load64_zero(row + c)))
        high = f64x2.add(high, f64x2.promote_low_f32x4(v128.load64_zero(row + c, 8)))
      }
      for (let c = whole; c < <usize>cols << 2; c += 4) rest += load<f32>(row + c)
    }
    const sum = f64x2.add(low, high)
    store<f64>(out + (<usize>i << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + rest)
  }
}
