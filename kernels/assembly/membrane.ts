// One time step of the neurons: leaky integration, threshold (adaptive where beta > 0), reset by subtraction, surrogate derivative.
import { MembraneStep } from './frames'
import { exp4 } from './math'

/** Shapes of the surrogate derivative, numbered as in network/surrogates.ts. */
const PIECEWISE_LINEAR = 0
const EXPONENTIAL = 1
const FAST_SIGMOID = 2
const ARCTAN = 3

/** psi / height at distance x >= 0 from the threshold, in units of the surrogate's width. */
// @ts-ignore: decorator
@inline
function shape(surrogate: i32, x: v128): v128 {
  const one = f32x4.splat(1)
  if (surrogate == EXPONENTIAL) return exp4(f32x4.neg(x))
  if (surrogate == FAST_SIGMOID) {
    const y = f32x4.add(one, x)
    return f32x4.div(one, f32x4.mul(y, y))
  }
  if (surrogate == ARCTAN) {
    const y = f32x4.mul(f32x4.splat(3.14159265358979), x)
    return f32x4.div(f32x4.splat(0.318309886183791), f32x4.add(one, f32x4.mul(y, y)))
  }
  return f32x4.pmax(f32x4.splat(0), f32x4.sub(one, x))
}

/**
 * For n neurons (a multiple of 4):
 *   v <- alpha v + zeta current - theta z;  a <- rho a + z;  A = theta + beta a;
 *   z <- [v > A] unless refractory;  psi = height shape(|v - A| / width), 0 while refractory.
 * `current`, the weighted input with its gain, is cleared for the next step. The indices of the spiking neurons are written to
 * `spikes` in ascending order; the kernel returns their number. `refractory` is in steps; `left` is the number of refractory steps
 * that remain for each neuron.
 */
export function membraneStep(f: MembraneStep): i32 {
  // The most common neuron has a loop of its own.
  if (f.plain && f.surrogate == PIECEWISE_LINEAR) return step(f, PIECEWISE_LINEAR, true)
  return step(f, f.surrogate, false)
}

// @ts-ignore: decorator
@inline
function step(f: MembraneStep, surrogate: i32, plain: bool): i32 {
  const zero = f32x4.splat(0)
  const one = f32x4.splat(1)
  const n = f.n
  const v = f.v
  const a = f.a
  const z = f.z
  const left = f.left
  const current = f.current
  const alpha = f.alpha
  const rho = f.rho
  const theta = f.theta
  const beta = f.beta
  const zeta = f.zeta
  const height = f.height
  const width = f.width
  const refractory = f.refractory
  const psi = f.psi
  const spikes = f.spikes
  const trace = f.trace
  const inputTrace = f.inputTrace
  let count: usize = 0
  for (let i: usize = 0; i < <usize>n << 2; i += 16) {
    const spiked = v128.load(z + i)
    const input = v128.load(current + i)
    const threshold = v128.load(theta + i)
    const membrane = f32x4.sub(
      f32x4.add(f32x4.mul(v128.load(alpha + i), v128.load(v + i)), f32x4.mul(v128.load(zeta + i), input)),
      f32x4.mul(threshold, spiked),
    )
    let barrier = threshold
    let ready = v128.not(zero)
    if (!plain) {
      const adaptation = f32x4.add(f32x4.mul(v128.load(rho + i), v128.load(a + i)), spiked)
      const wait = v128.bitselect(f32x4.splat(refractory), f32x4.pmax(zero, f32x4.sub(v128.load(left + i), one)), f32x4.gt(spiked, zero))
      ready = f32x4.eq(wait, zero)
      barrier = f32x4.add(threshold, f32x4.mul(v128.load(beta + i), adaptation))
      v128.store(a + i, adaptation)
      v128.store(left + i, wait)
    }
    const distance = f32x4.sub(membrane, barrier)
    const above = f32x4.gt(distance, zero)
    const fires = plain ? above : v128.and(above, ready)
    const slope = f32x4.mul(v128.load(height + i), shape(surrogate, f32x4.div(f32x4.abs(distance), v128.load(width + i))))
    v128.store(v + i, membrane)
    v128.store(z + i, v128.and(fires, one))
    v128.store(psi + i, plain ? slope : v128.and(slope, ready))
    v128.store(current + i, zero)
    if (trace) v128.store(trace + i, membrane)
    if (inputTrace) v128.store(inputTrace + i, input)
    for (let mask = i32x4.bitmask(fires); mask; mask &= mask - 1) {
      store<u32>(spikes + (count << 2), (<u32>i >> 2) + ctz(mask))
      count += 1
    }
  }
  return <i32>count
}
