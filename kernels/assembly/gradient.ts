// The sparse gradient product. The filter acts on the postsynaptic signal (R, reverse-filtered) instead of on the presynaptic
// events (a dense trace). The gradient of a synapse is then the sum of R at its presynaptic events:
// T n_pre n_post multiply-adds become (events) n_post additions.
import { GradientFromEvents } from './frames'

/**
 * out[i][j] += gain zeta[j] sum over events s of row i of values[s] R[s + shift][j]; events with s + shift outside [0, T) are
 * ignored. Events of row i: times[offsets[i] .. offsets[i+1]), ascending. R is [T][stride], out [rows][stride], stride a multiple of 16.
 */
export function gradientFromEvents(f: GradientFromEvents): void {
  const rows = f.rows
  const offsets = f.offsets
  const times = f.times
  const values = f.values
  const R = f.R
  const T = f.T
  const stride = f.stride
  const shift = f.shift
  const gain = f.gain
  const zeta = f.zeta
  const out = f.out
  const bytes = <usize>stride << 2
  const scale = f32x4.splat(gain)
  for (let tile: usize = 0; tile < bytes; tile += 64) {
    const relative = zeta + tile
    const s0 = f32x4.mul(scale, v128.load(relative))
    const s1 = f32x4.mul(scale, v128.load(relative, 16))
    const s2 = f32x4.mul(scale, v128.load(relative, 32))
    const s3 = f32x4.mul(scale, v128.load(relative, 48))
    for (let i = 0; i < rows; ++i) {
      let a = f32x4.splat(0)
      let b = f32x4.splat(0)
      let c = f32x4.splat(0)
      let d = f32x4.splat(0)
      const first = <usize>load<u32>(offsets + (<usize>i << 2)) << 2
      const end = <usize>load<u32>(offsets + (<usize>i << 2) + 4) << 2
      if (first == end) continue
      for (let at = first; at < end; at += 4) {
        const t = load<i32>(times + at) + shift
        if (<u32>t >= <u32>T) continue
        const row = R + <usize>t * bytes + tile
        if (values) {
          const value = v128.load32_splat(values + at)
          a = f32x4.add(a, f32x4.mul(value, v128.load(row)))
          b = f32x4.add(b, f32x4.mul(value, v128.load(row, 16)))
          c = f32x4.add(c, f32x4.mul(value, v128.load(row, 32)))
          d = f32x4.add(d, f32x4.mul(value, v128.load(row, 48)))
        } else {
          a = f32x4.add(a, v128.load(row))
          b = f32x4.add(b, v128.load(row, 16))
          c = f32x4.add(c, v128.load(row, 32))
          d = f32x4.add(d, v128.load(row, 48))
        }
      }
      const to = out + <usize>i * bytes + tile
      v128.store(to, f32x4.add(v128.load(to), f32x4.mul(s0, a)))
      v128.store(to, f32x4.add(v128.load(to, 16), f32x4.mul(s1, b)), 16)
      v128.store(to, f32x4.add(v128.load(to, 32), f32x4.mul(s2, c)), 32)
      v128.store(to, f32x4.add(v128.load(to, 48), f32x4.mul(s3, d)), 48)
    }
  }
}
