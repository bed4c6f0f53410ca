// @ts-nocheck: AssemblyScript, compiled by bench/wasm.ts
// The four parts of a fused row read, each alone with data in L1, to compare with the whole.
// `boxMuller`, `later`, `noisy` and `clamp` are the kernels' own; bench/wasm.ts exports them for this module.
import { clamp, later, noisy } from '../../kernels/assembly/pcm'
import { philox8 } from '../../kernels/assembly/philox'
import { boxMuller } from '../../kernels/assembly/random'

/** Devices in the buffers; a power of two. */
const COUNT: i32 = 512
const BYTES: usize = (<usize>COUNT) << 2

const words: usize = memory.data(2048, 16)
const g: usize = memory.data(2048, 16)
const inverseAge: usize = memory.data(2048, 16)
const nu: usize = memory.data(2048, 16)
const out: usize = memory.data(1024, 16)

export function prepare(conductance: f32, inverse: f32, exponent: f32): i32 {
  for (let i: usize = 0; i < BYTES; i += 4) {
    store<f32>(g + i, conductance)
    store<f32>(inverseAge + i, inverse)
    store<f32>(nu + i, exponent)
  }
  return COUNT
}

/** The random words of COUNT devices. */
export function philoxWords(event: u32): void {
  const zero = i32x4.splat(0)
  const low = i32x4.splat(event)
  const lanes = i32x4(0, 1, 2, 3)
  for (let block: i32 = 0; block < COUNT >> 4; block += 2) {
    const to = words + ((<usize>block) << 6)
    const a = i32x4.add(i32x4.splat(block << 2), lanes)
    philox8(a, i32x4.add(a, i32x4.splat(4)), low, zero, zero, 0x243f6a88, 0x85a308d3, to, to + 64)
  }
}

/** Words to normals, in place: any bits are valid words. */
export function boxMullers(): void {
  for (let at: usize = 0; at < BYTES; at += 64) {
    boxMuller(words + at)
    boxMuller(words + at + 32)
  }
}

/** Drift since the reference time. */
export function driftSeries(elapsed: f32): f32 {
  const s = f32x4.splat(elapsed)
  let a = f32x4.splat(0)
  let b = f32x4.splat(0)
  for (let at: usize = 0; at < BYTES; at += 32) {
    a = v128.xor(a, f32x4.mul(v128.load(g + at), later(f32x4.mul(s, v128.load(inverseAge + at)), v128.load(nu + at))))
    b = v128.xor(b, f32x4.mul(v128.load(g + at, 16), later(f32x4.mul(s, v128.load(inverseAge + at, 16)), v128.load(nu + at, 16))))
  }
  return f32x4.extract_lane(v128.xor(a, b), 0)
}

/** Noise, clamp, difference of the pair and its addition to the output, for COUNT / 2 pairs. */
export function accumulate(relative: f32, absolute: f32, low: f32, high: f32, gain: f32): void {
  const lo = f32x4.splat(low)
  const hi = f32x4.splat(high)
  const scale = f32x4.splat(gain)
  const half = BYTES >> 1
  for (let at: usize = 0; at < half; at += 16) {
    const a = clamp(noisy(v128.load(g + at), v128.load(words + at), relative, absolute), lo, hi)
    const b = clamp(noisy(v128.load(g + half + at), v128.load(words + half + at), relative, absolute), lo, hi)
    v128.store(out + at, f32x4.add(v128.load(out + at), f32x4.mul(scale, f32x4.sub(a, b))))
  }
}
