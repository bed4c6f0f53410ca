// Exponential filters, forwards over the events of a step and backwards over a recorded trial.
import { f32s, u32s } from './frames'

/** trace <- decay trace for n entries (a multiple of 4), then trace += gain values[s] at the listed rows. `values` 0: all are 1. */
export function traceStep(n: i32, trace: f32s, decay: f32, gain: f32, rows: u32s, values: f32s, count: i32): void {
  const factor = f32x4.splat(decay)
  for (let i: usize = 0; i < <usize>n << 2; i += 16) v128.store(trace + i, f32x4.mul(factor, v128.load(trace + i)))
  for (let s: usize = 0; s < <usize>count; ++s) {
    const at = trace + (<usize>load<u32>(rows + (s << 2)) << 2)
    store<f32>(at, load<f32>(at) + (values ? gain * load<f32>(values + (s << 2)) : gain))
  }
}

/** The adjoint of an exponential filter, in place: x[t] <- x[t] + decay x[t+1], over T rows of `stride` (a multiple of 4). */
export function reverseFilter(T: i32, stride: i32, x: f32s, decay: f32): void {
  const bytes = <usize>stride << 2
  const factor = f32x4.splat(decay)
  for (let t = T - 2; t >= 0; --t) {
    const now = x + <usize>t * bytes
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(now + i, f32x4.add(v128.load(now + i), f32x4.mul(factor, v128.load(now + i + bytes))))
    }
  }
}
