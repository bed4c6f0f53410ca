// Keyed random numbers: a draw depends only on (key, id, event).
//
// Ids are processed in blocks of 16: id = 16 block + 4 slot + lane. One Philox pass over the four counters
// (4 block + lane, event, domain) gives four words per lane, one for each slot; words 0 and 1, and 2 and 3, are the
// radius and the angle of a Box-Muller pair, so that one pass gives 16 normals and uses every word.
import { f32s, f64s, u32s } from './frames'
import { gather, nextIds } from './cells'
import { philox4, philox8 } from './philox'
import { log4 } from './math'

const NORMAL: u32 = 0
const UNIFORM: u32 = 1

/** Scratch of one pass: 16 words or 16 normals. */
const words: usize = memory.data(64, 16)
const gathered: usize = memory.data(64, 16)

const SIGN: i32 = 0x80000000

/** Radius of Box-Muller: sqrt(-2 ln u), u in (0, 1] from 31 bits, so that the tail ends at 6.66 sigma. */
// @ts-ignore: decorator
@inline
function radius(word: v128): v128 {
  const x = f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(word, 1)), f32x4.splat(0.5))
  const minusTwoLog = f32x4.mul(log4(f32x4.mul(x, f32x4.splat(4.656612873077393e-10))), f32x4.splat(-2))
  return f32x4.sqrt(minusTwoLog)
}

/** The word's low 31 bits as a fraction of half a circle, in [-1/2, 1/2). */
// @ts-ignore: decorator
@inline
function halfTurns(word: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(word, 1)), f32x4.splat(2.3283064365386963e-10))
}

/** cos(pi f), |f| <= 1/2: minimax in f^2, absolute error 5e-8. */
// @ts-ignore: decorator
@inline
function cosPi(f2: v128): v128 {
  let p = f32x4.splat(0.21969677280768388)
  p = f32x4.add(f32x4.mul(p, f2), f32x4.splat(-1.3318799101121659))
  p = f32x4.add(f32x4.mul(p, f2), f32x4.splat(4.058411822785455))
  p = f32x4.add(f32x4.mul(p, f2), f32x4.splat(-4.934792849261425))
  return f32x4.add(f32x4.mul(p, f2), f32x4.splat(0.9999999532328961))
}

/** sin(pi f), |f| <= 1/2: minimax in f^2, absolute error 4e-9. */
// @ts-ignore: decorator
@inline
function sinPi(f: v128, f2: v128): v128 {
  let p = f32x4.splat(0.07722072703795949)
  p = f32x4.add(f32x4.mul(p, f2), f32x4.splat(-0.5980454729519351))
  p = f32x4.add(f32x4.mul(p, f2), f32x4.splat(2.550031426259582))
  p = f32x4.add(f32x4.mul(p, f2), f32x4.splat(-5.16770688183753))
  p = f32x4.add(f32x4.mul(p, f2), f32x4.splat(3.141592580090089))
  return f32x4.mul(f, p)
}

/** Turns the words (radius, angle) at `from` into the pair of normals, in place. */
// @ts-ignore: decorator
@inline
function boxMuller(from: usize): void {
  const angle = v128.load(from, 16)
  // The sign bit selects the half circle; it becomes the sign of the radius.
  const r = v128.xor(radius(v128.load(from)), v128.and(angle, i32x4.splat(SIGN)))
  const f = halfTurns(angle)
  const f2 = f32x4.mul(f, f)
  v128.store(from, f32x4.mul(r, cosPi(f2)))
  v128.store(from, f32x4.mul(r, sinPi(f, f2)), 16)
}

/** First counter words of a block. */
// @ts-ignore: decorator
@inline
function lanes(block: u32): v128 {
  return i32x4.add(i32x4.splat(block << 2), i32x4(0, 1, 2, 3))
}

/**
 * Normals of the first 4 `slots` ids of two blocks, 64 bytes at `outA` and at `outB`; those of the remaining slots are undefined.
 */
// @ts-ignore: decorator
@inline
export function blockNormals(
  k0: u32, k1: u32, blockA: u32, blockB: u32, eventLow: u32, eventHigh: u32, slots: i32, outA: usize, outB: usize,
): void {
  const domain = i32x4.splat(NORMAL)
  philox8(lanes(blockA), lanes(blockB), i32x4.splat(eventLow), i32x4.splat(eventHigh), domain, k0, k1, outA, outB)
  boxMuller(outA)
  boxMuller(outB)
  if (slots > 2) {
    boxMuller(outA + 32)
    boxMuller(outB + 32)
  }
}

/** One normal for each of four ids, each with its own event (below 2^32). */
export function gatherNormals(k0: u32, k1: u32, ids: v128, eventLow: v128, eventHigh: v128): v128 {
  const c0 = i32x4.add(i32x4.shl(i32x4.shr_u(ids, 4), 2), v128.and(ids, i32x4.splat(3)))
  philox4(c0, eventLow, eventHigh, i32x4.splat(NORMAL), k0, k1, gathered)
  boxMuller(gathered)
  boxMuller(gathered + 32)
  return pickSlot(ids, gathered)
}

/** Float32 in (0, 1), both ends excluded, from the 23 high bits of a word. */
// @ts-ignore: decorator
@inline
function fraction(word: v128): v128 {
  return f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(word, 9)), f32x4.splat(0.5)), f32x4.splat(1.1920928955078125e-7))
}

/** One uniform in (0, 1) for each of four ids, each with its own event: equal to `uniforms` in the 23 leading bits. */
export function gatherUniforms(k0: u32, k1: u32, ids: v128, eventLow: v128, eventHigh: v128): v128 {
  const c0 = i32x4.add(i32x4.shl(i32x4.shr_u(ids, 4), 2), v128.and(ids, i32x4.splat(3)))
  philox4(c0, eventLow, eventHigh, i32x4.splat(UNIFORM), k0, k1, gathered)
  return fraction(pickSlot(ids, gathered))
}

/** Selects, for each lane, the vector of the lane's slot from the four vectors at `from`. */
// @ts-ignore: decorator
@inline
function pickSlot(ids: v128, from: usize): v128 {
  const odd = i32x4.shr_s(i32x4.shl(ids, 29), 31)
  const second = i32x4.shr_s(i32x4.shl(ids, 28), 31)
  const first = v128.bitselect(v128.load(from, 16), v128.load(from), odd)
  return v128.bitselect(v128.bitselect(v128.load(from, 48), v128.load(from, 32), odd), first, second)
}

/** The Philox words of counters (c0 + lane, c1, c2, c3): 4 vectors of 4 lanes at `out`. For known-answer tests. */
export function philox(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32, out: u32s): void {
  philox4(i32x4.add(i32x4.splat(c0), i32x4(0, 1, 2, 3)), i32x4.splat(c1), i32x4.splat(c2), i32x4.splat(c3), k0, k1, out)
}

/** out[i] = normal of id i, i < n; writes whole blocks of 16. */
export function normals(k0: u32, k1: u32, eventLow: u32, eventHigh: u32, n: i32, out: f32s): void {
  const blocks: u32 = (n + 15) >> 4
  for (let block: u32 = 0; block < blocks; block += 2) {
    const to = out + (<usize>block << 6)
    // If the number of blocks is odd, the last one is drawn twice.
    const next = block + 1 < blocks
    blockNormals(k0, k1, block, next ? block + 1 : block, eventLow, eventHigh, 4, to, next ? to + 64 : words)
  }
}

/** Whether the 16 ids at `from` are one block in order; one pass then gives all their normals. */
// @ts-ignore: decorator
@inline
function isBlock(from: usize): bool {
  const first = load<u32>(from)
  if ((first & 15) !== 0) return false
  const expected = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3))
  const a = i32x4.eq(v128.load(from), expected)
  const b = i32x4.eq(v128.load(from, 16), i32x4.add(expected, i32x4.splat(4)))
  const c = i32x4.eq(v128.load(from, 32), i32x4.add(expected, i32x4.splat(8)))
  const d = i32x4.eq(v128.load(from, 48), i32x4.add(expected, i32x4.splat(12)))
  return i32x4.all_true(v128.and(v128.and(a, b), v128.and(c, d)))
}

/** out[i] = normal of ids[i], all of one event. Reads and writes multiples of 4. */
export function normalsOf(k0: u32, k1: u32, eventLow: u32, eventHigh: u32, ids: u32s, n: i32, out: f32s): void {
  const low = i32x4.splat(eventLow)
  const high = i32x4.splat(eventHigh)
  for (let i = 0; i < n; ) {
    const at = <usize>i << 2
    if (i + 16 <= n && isBlock(ids + at)) {
      philox4(lanes(load<u32>(ids + at) >> 4), low, high, i32x4.splat(NORMAL), k0, k1, out + at)
      boxMuller(out + at)
      boxMuller(out + at + 32)
      i += 16
    } else {
      v128.store(out + at, gatherNormals(k0, k1, v128.load(ids + at), low, high))
      i += 4
    }
  }
}

/** out[i] = normal of ids[i] as event events[ids[i]]. Writes multiples of 4. */
export function normalsOfEvents(k0: u32, k1: u32, ids: u32s, n: i32, events: u32s, out: f32s): void {
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2
    const four = nextIds(ids + at, n - i)
    v128.store(out + at, gatherNormals(k0, k1, four, gather(events, four), i32x4.splat(0)))
  }
}

/** out[i] = uniform of id i in (0, 1), float64, all 32 bits used; writes whole blocks of 16. */
export function uniforms(k0: u32, k1: u32, eventLow: u32, eventHigh: u32, n: i32, out: f64s): void {
  const blocks: u32 = (n + 15) >> 4
  for (let block: u32 = 0; block < blocks; ++block) {
    philox4(lanes(block), i32x4.splat(eventLow), i32x4.splat(eventHigh), i32x4.splat(UNIFORM), k0, k1, words)
    const to = out + (<usize>block << 7)
    for (let i: usize = 0; i < 16; ++i) store<f64>(to + (i << 3), (<f64>load<u32>(words + (i << 2)) + 0.5) * 2.3283064365386963e-10)
  }
}

/** As `normalsOf` for uniforms in (0, 1), float32. */
export function uniformsOf(k0: u32, k1: u32, eventLow: u32, eventHigh: u32, ids: u32s, n: i32, out: f32s): void {
  const low = i32x4.splat(eventLow)
  const high = i32x4.splat(eventHigh)
  for (let i: usize = 0; i < <usize>n << 2; i += 16) {
    v128.store(out + i, gatherUniforms(k0, k1, v128.load(ids + i), low, high))
  }
}

/** Normals of the n ids that start at firstA and of the n that start at firstB (multiples of 16); writes whole blocks of 16. */
export function normalRows(
  k0: u32, k1: u32, eventLow: u32, eventHigh: u32, firstA: u32, firstB: u32, n: i32, outA: f32s, outB: f32s,
): void {
  for (let i = 0; i < n; i += 16) {
    const at = <usize>i << 2
    blockNormals(k0, k1, (firstA + i) >> 4, (firstB + i) >> 4, eventLow, eventHigh, (n - i + 3) >> 2, outA + at, outB + at)
  }
}

/** As `normalRows` for uniforms in (0, 1), float32. */
export function uniformRows(
  k0: u32, k1: u32, eventLow: u32, eventHigh: u32, firstA: u32, firstB: u32, n: i32, outA: f32s, outB: f32s,
): void {
  const low = i32x4.splat(eventLow)
  const high = i32x4.splat(eventHigh)
  const domain = i32x4.splat(UNIFORM)
  for (let i = 0; i < n; i += 16) {
    const a = outA + (<usize>i << 2)
    const b = outB + (<usize>i << 2)
    philox8(lanes((firstA + i) >> 4), lanes((firstB + i) >> 4), low, high, domain, k0, k1, a, b)
    for (let slot: usize = 0; slot < 64; slot += 16) {
      v128.store(a + slot, fraction(v128.load(a + slot)))
      v128.store(b + slot, fraction(v128.load(b + slot)))
    }
  }
}
