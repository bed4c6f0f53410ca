// Digital weights: the same event-driven read as a crossbar's, without devices.

/** For every listed row: out[c] += gain w[row][c], c < stride (a multiple of 4). */
export function denseReadRows(rows: usize, n: i32, w: usize, stride: i32, gain: f32, out: usize): void {
  const bytes = <usize>stride << 2
  const scale = f32x4.splat(gain)
  for (let r = 0; r < n; ++r) {
    const row = w + <usize>load<u32>(rows + (<usize>r << 2)) * bytes
    for (let c: usize = 0; c < bytes; c += 16) {
      v128.store(out + c, f32x4.add(v128.load(out + c), f32x4.mul(scale, v128.load(row + c))))
    }
  }
}
