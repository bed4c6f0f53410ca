// @ts-nocheck: AssemblyScript, compiled by bench/wasm.ts
// Peak rates of this machine in WebAssembly SIMD: every function does one operation as fast as the engine allows.
// Independent chains hide latency; with two constants they fill the sixteen registers of x86-64.

/** 24 n vector operations on registers, alternating multiplication and addition: x <- m x + c in 12 chains. */
export function multiplyAdds(n: i32, m: f32, c: f32): f32 {
  const factor = f32x4.splat(m)
  const term = f32x4.splat(c)
  let x0 = term,
    x1 = term,
    x2 = term,
    x3 = term,
    x4 = term,
    x5 = term
  let y0 = term,
    y1 = term,
    y2 = term,
    y3 = term,
    y4 = term,
    y5 = term
  for (let i = 0; i < n; ++i) {
    x0 = f32x4.add(f32x4.mul(x0, factor), term)
    x1 = f32x4.add(f32x4.mul(x1, factor), term)
    x2 = f32x4.add(f32x4.mul(x2, factor), term)
    x3 = f32x4.add(f32x4.mul(x3, factor), term)
    x4 = f32x4.add(f32x4.mul(x4, factor), term)
    x5 = f32x4.add(f32x4.mul(x5, factor), term)
    y0 = f32x4.add(f32x4.mul(y0, factor), term)
    y1 = f32x4.add(f32x4.mul(y1, factor), term)
    y2 = f32x4.add(f32x4.mul(y2, factor), term)
    y3 = f32x4.add(f32x4.mul(y3, factor), term)
    y4 = f32x4.add(f32x4.mul(y4, factor), term)
    y5 = f32x4.add(f32x4.mul(y5, factor), term)
  }
  const x = f32x4.add(f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3)), f32x4.add(x4, x5))
  const y = f32x4.add(f32x4.add(f32x4.add(y0, y1), f32x4.add(y2, y3)), f32x4.add(y4, y5))
  return f32x4.extract_lane(f32x4.add(x, y), 0)
}

/** 12 n additions on registers. */
export function adds(n: i32, c: f32): f32 {
  const term = f32x4.splat(c)
  let x0 = term,
    x1 = term,
    x2 = term,
    x3 = term,
    x4 = term,
    x5 = term
  let y0 = term,
    y1 = term,
    y2 = term,
    y3 = term,
    y4 = term,
    y5 = term
  for (let i = 0; i < n; ++i) {
    x0 = f32x4.add(x0, term)
    x1 = f32x4.add(x1, term)
    x2 = f32x4.add(x2, term)
    x3 = f32x4.add(x3, term)
    x4 = f32x4.add(x4, term)
    x5 = f32x4.add(x5, term)
    y0 = f32x4.add(y0, term)
    y1 = f32x4.add(y1, term)
    y2 = f32x4.add(y2, term)
    y3 = f32x4.add(y3, term)
    y4 = f32x4.add(y4, term)
    y5 = f32x4.add(y5, term)
  }
  const x = f32x4.add(f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3)), f32x4.add(x4, x5))
  const y = f32x4.add(f32x4.add(f32x4.add(y0, y1), f32x4.add(y2, y3)), f32x4.add(y4, y5))
  return f32x4.extract_lane(f32x4.add(x, y), 0)
}

/** 12 n operations of the cheapest kind on registers: the issue limit of the core. */
export function exclusiveOrs(n: i32, c: f32): f32 {
  const term = f32x4.splat(c)
  let x0 = term,
    x1 = term,
    x2 = term,
    x3 = term,
    x4 = term,
    x5 = term
  let y0 = term,
    y1 = term,
    y2 = term,
    y3 = term,
    y4 = term,
    y5 = term
  for (let i = 0; i < n; ++i) {
    x0 = v128.xor(x0, term)
    x1 = v128.xor(x1, term)
    x2 = v128.xor(x2, term)
    x3 = v128.xor(x3, term)
    x4 = v128.xor(x4, term)
    x5 = v128.xor(x5, term)
    y0 = v128.xor(y0, term)
    y1 = v128.xor(y1, term)
    y2 = v128.xor(y2, term)
    y3 = v128.xor(y3, term)
    y4 = v128.xor(y4, term)
    y5 = v128.xor(y5, term)
  }
  const x = f32x4.add(f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3)), f32x4.add(x4, x5))
  const y = f32x4.add(f32x4.add(f32x4.add(y0, y1), f32x4.add(y2, y3)), f32x4.add(y4, y5))
  return f32x4.extract_lane(f32x4.add(x, y), 0)
}

/** 8 n multiplications of two 32-bit words to a 64-bit product, on registers. */
export function extmuls(n: i32, m: u32): u64 {
  const factor = i32x4.splat(m)
  let x0 = factor,
    x1 = factor,
    x2 = factor,
    x3 = factor,
    y0 = factor,
    y1 = factor,
    y2 = factor,
    y3 = factor
  for (let i = 0; i < n; ++i) {
    x0 = i64x2.extmul_low_i32x4_u(x0, factor)
    x1 = i64x2.extmul_high_i32x4_u(x1, factor)
    x2 = i64x2.extmul_low_i32x4_u(x2, factor)
    x3 = i64x2.extmul_high_i32x4_u(x3, factor)
    y0 = i64x2.extmul_low_i32x4_u(y0, factor)
    y1 = i64x2.extmul_high_i32x4_u(y1, factor)
    y2 = i64x2.extmul_low_i32x4_u(y2, factor)
    y3 = i64x2.extmul_high_i32x4_u(y3, factor)
  }
  const x = v128.xor(v128.xor(x0, x1), v128.xor(x2, x3))
  const y = v128.xor(v128.xor(y0, y1), v128.xor(y2, y3))
  return i64x2.extract_lane(v128.xor(x, y), 0)
}

/** 8 n divisions on registers. */
export function divisions(n: i32, c: f32): f32 {
  const term = f32x4.splat(c)
  let x0 = term,
    x1 = term,
    x2 = term,
    x3 = term,
    y0 = term,
    y1 = term,
    y2 = term,
    y3 = term
  for (let i = 0; i < n; ++i) {
    x0 = f32x4.div(term, x0)
    x1 = f32x4.div(term, x1)
    x2 = f32x4.div(term, x2)
    x3 = f32x4.div(term, x3)
    y0 = f32x4.div(term, y0)
    y1 = f32x4.div(term, y1)
    y2 = f32x4.div(term, y2)
    y3 = f32x4.div(term, y3)
  }
  const x = f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3))
  const y = f32x4.add(f32x4.add(y0, y1), f32x4.add(y2, y3))
  return f32x4.extract_lane(f32x4.add(x, y), 0)
}

/** Reads `bytes` (a multiple of 128) at `from`, `times` times. */
export function reads(from: usize, bytes: i32, times: i32): i32 {
  let a = i32x4.splat(0),
    b = i32x4.splat(0),
    c = i32x4.splat(0),
    d = i32x4.splat(0)
  const end = from + <usize>bytes
  for (let k = 0; k < times; ++k) {
    for (let at = from; at < end; at += 128) {
      a = v128.xor(a, v128.load(at))
      b = v128.xor(b, v128.load(at, 16))
      c = v128.xor(c, v128.load(at, 32))
      d = v128.xor(d, v128.load(at, 48))
      a = v128.xor(a, v128.load(at, 64))
      b = v128.xor(b, v128.load(at, 80))
      c = v128.xor(c, v128.load(at, 96))
      d = v128.xor(d, v128.load(at, 112))
    }
  }
  return i32x4.extract_lane(v128.xor(v128.xor(a, b), v128.xor(c, d)), 0)
}

/** Reads, changes and writes `bytes` (a multiple of 128) at `from`, `times` times. */
export function updates(from: usize, bytes: i32, times: i32): void {
  const one = i32x4.splat(1)
  const end = from + <usize>bytes
  for (let k = 0; k < times; ++k) {
    for (let at = from; at < end; at += 128) {
      v128.store(at, v128.xor(v128.load(at), one))
      v128.store(at, v128.xor(v128.load(at, 16), one), 16)
      v128.store(at, v128.xor(v128.load(at, 32), one), 32)
      v128.store(at, v128.xor(v128.load(at, 48), one), 48)
      v128.store(at, v128.xor(v128.load(at, 64), one), 64)
      v128.store(at, v128.xor(v128.load(at, 80), one), 80)
      v128.store(at, v128.xor(v128.load(at, 96), one), 96)
      v128.store(at, v128.xor(v128.load(at, 112), one), 112)
    }
  }
}

/** Writes all of it once: reading memory that was never written would cost nothing. */
export function touch(from: usize, bytes: i32): void {
  memory.fill(from, 1, bytes)
}
