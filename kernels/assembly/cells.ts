// Four devices at a time, listed by id: their entries in a column and their ages since the last pulse.

/** Smallest age at a read, s: the drift law has no value at age 0. */
const YOUNGEST: f64 = 1e-9

/** The four entries `ids` of a 32-bit column. */
// @ts-ignore: decorator
@inline
export function gather(column: usize, ids: v128): v128 {
  let x = v128.load32_zero(column + (<usize>i32x4.extract_lane(ids, 0) << 2))
  x = v128.load_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 1) << 2), x, 1)
  x = v128.load_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 2) << 2), x, 2)
  return v128.load_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 3) << 2), x, 3)
}

/** Writes the first `lanes` lanes of x to the entries that `gather` reads. */
// @ts-ignore: decorator
@inline
export function scatter(column: usize, ids: v128, x: v128, lanes: i32): void {
  v128.store_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 0) << 2), x, 0)
  if (lanes > 1) v128.store_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 1) << 2), x, 1)
  if (lanes > 2) v128.store_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 2) << 2), x, 2)
  if (lanes > 3) v128.store_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 3) << 2), x, 3)
}

/** The next four ids of a list with `left` ids remaining; lanes past the end repeat the last id. */
// @ts-ignore: decorator
@inline
export function nextIds(at: usize, left: i32): v128 {
  if (left > 3) return v128.load(at)
  const last = load<u32>(at + (<usize>(left - 1) << 2))
  return i32x4(load<u32>(at), left > 1 ? load<u32>(at + 4) : last, left > 2 ? load<u32>(at + 8) : last, last)
}

/** Age in s, float32, of four consecutive devices; their last pulse times (float64) start at address `at`. */
// @ts-ignore: decorator
@inline
export function age4(at: usize, t: f64): v128 {
  const now = f64x2.splat(t)
  const youngest = f64x2.splat(YOUNGEST)
  const low = f64x2.pmax(youngest, f64x2.sub(now, v128.load(at)))
  const high = f64x2.pmax(youngest, f64x2.sub(now, v128.load(at, 16)))
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5)
}

// @ts-ignore: decorator
@inline
function ageOf(t_programmed: usize, id: u32, t: f64): f32 {
  return <f32>max(YOUNGEST, t - load<f64>(t_programmed + (<usize>id << 3)))
}

/** Age in s, float32, of the four devices `ids`; `t_programmed` is the column of the last pulse times (float64). */
// @ts-ignore: decorator
@inline
export function agesOf(t_programmed: usize, ids: v128, t: f64): v128 {
  let age = f32x4.splat(ageOf(t_programmed, i32x4.extract_lane(ids, 0), t))
  age = f32x4.replace_lane(age, 1, ageOf(t_programmed, i32x4.extract_lane(ids, 1), t))
  age = f32x4.replace_lane(age, 2, ageOf(t_programmed, i32x4.extract_lane(ids, 2), t))
  return f32x4.replace_lane(age, 3, ageOf(t_programmed, i32x4.extract_lane(ids, 3), t))
}
