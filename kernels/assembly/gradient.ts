// The sparse gradient product. With R the reverse-filtered signal, the filter has moved from the presynaptic side
// (a dense trace) to the postsynaptic one, and a synapse's gradient is the sum of R at its presynaptic events:
// T n_pre n_post multiply-adds become (events) n_post additions.

/**
 * out[i][j] <- gain sum over events s of row i of R[s + shift][j]; events with s + shift outside [0, T) count nothing.
 * Events of row i: times[offsets[i] .. offsets[i+1]), ascending. R is [T][stride], out [rows][stride], stride a multiple of 16.
 */
export function gradientFromEvents(
  rows: i32, offsets: usize, times: usize, R: usize, T: i32, stride: i32, shift: i32, gain: f32, out: usize,
): void {
  const bytes = <usize>stride << 2
  const scale = f32x4.splat(gain)
  for (let tile: usize = 0; tile < bytes; tile += 64) {
    for (let i = 0; i < rows; ++i) {
      let a = f32x4.splat(0)
      let b = f32x4.splat(0)
      let c = f32x4.splat(0)
      let d = f32x4.splat(0)
      const end = times + (<usize>load<u32>(offsets + (<usize>i << 2) + 4) << 2)
      for (let at = times + (<usize>load<u32>(offsets + (<usize>i << 2)) << 2); at < end; at += 4) {
        const t = load<i32>(at) + shift
        if (<u32>t >= <u32>T) continue
        const row = R + <usize>t * bytes + tile
        a = f32x4.add(a, v128.load(row))
        b = f32x4.add(b, v128.load(row, 16))
        c = f32x4.add(c, v128.load(row, 32))
        d = f32x4.add(d, v128.load(row, 48))
      }
      const to = out + <usize>i * bytes + tile
      v128.store(to, f32x4.mul(scale, a))
      v128.store(to, f32x4.mul(scale, b), 16)
      v128.store(to, f32x4.mul(scale, c), 32)
      v128.store(to, f32x4.mul(scale, d), 48)
    }
  }
}
