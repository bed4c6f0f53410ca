// The neurons' step: leaky integration, threshold (adaptive where beta > 0), reset by subtraction, surrogate derivative.

/**
 * For n neurons (a multiple of 4):
 *   v <- alpha v + current - theta z;  a <- rho a + z;  A = theta + beta a;
 *   z <- [v > A] unless refractory;  psi = gain max(0, 1 - |v - A|/theta), 0 while refractory.
 * `current`, the weighted input with its gain, is cleared for the next step. Indices of the spiking neurons go to `spikes`, ascending; returns their number.
 * `refractory` is in steps; `left` holds how many of them a neuron still has to wait. `trace`, if not 0, takes v.
 */
export function membraneStep(
  n: i32, v: usize, a: usize, z: usize, left: usize, current: usize, beta: usize, alpha: f32, theta: f32, rho: f32,
  gain: f32, refractory: f32, psi: usize, spikes: usize, trace: usize,
): i32 {
  const zero = f32x4.splat(0)
  const one = f32x4.splat(1)
  const threshold = f32x4.splat(theta)
  let count: usize = 0
  for (let i: usize = 0; i < <usize>n << 2; i += 16) {
    const spiked = v128.load(z + i)
    const membrane = f32x4.sub(
      f32x4.add(f32x4.mul(f32x4.splat(alpha), v128.load(v + i)), v128.load(current + i)),
      f32x4.mul(threshold, spiked),
    )
    const adaptation = f32x4.add(f32x4.mul(f32x4.splat(rho), v128.load(a + i)), spiked)
    const wait = v128.bitselect(f32x4.splat(refractory), f32x4.pmax(zero, f32x4.sub(v128.load(left + i), one)), f32x4.gt(spiked, zero))
    const ready = f32x4.eq(wait, zero)
    const distance = f32x4.sub(membrane, f32x4.add(threshold, f32x4.mul(v128.load(beta + i), adaptation)))
    const fires = v128.and(f32x4.gt(distance, zero), ready)
    const slope = f32x4.mul(f32x4.splat(gain), f32x4.pmax(zero, f32x4.sub(one, f32x4.div(f32x4.abs(distance), threshold))))
    v128.store(v + i, membrane)
    v128.store(a + i, adaptation)
    v128.store(left + i, wait)
    v128.store(z + i, v128.and(fires, one))
    v128.store(psi + i, v128.and(slope, ready))
    v128.store(current + i, zero)
    if (trace) v128.store(trace + i, membrane)
    for (let mask = i32x4.bitmask(fires); mask; mask &= mask - 1) {
      store<u32>(spikes + (count << 2), (<u32>i >> 2) + ctz(mask))
      count += 1
    }
  }
  return <i32>count
}
