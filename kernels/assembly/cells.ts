// Lists of cells, four at a time: where columns are read and written in any order.

/** Four entries of a 32-bit column, wherever they are. */
// @ts-ignore: decorator
@inline
export function gather(column: usize, ids: v128): v128 {
  let x = v128.load32_zero(column + (<usize>i32x4.extract_lane(ids, 0) << 2))
  x = v128.load_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 1) << 2), x, 1)
  x = v128.load_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 2) << 2), x, 2)
  return v128.load_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 3) << 2), x, 3)
}

/** The first `lanes` of x to where `gather` takes them from. */
// @ts-ignore: decorator
@inline
export function scatter(column: usize, ids: v128, x: v128, lanes: i32): void {
  v128.store_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 0) << 2), x, 0)
  if (lanes > 1) v128.store_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 1) << 2), x, 1)
  if (lanes > 2) v128.store_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 2) << 2), x, 2)
  if (lanes > 3) v128.store_lane<u32>(column + (<usize>i32x4.extract_lane(ids, 3) << 2), x, 3)
}

/** Four ids of a list of which `left` remain; lanes past its end repeat its last id. */
// @ts-ignore: decorator
@inline
export function nextIds(at: usize, left: i32): v128 {
  if (left > 3) return v128.load(at)
  const last = load<u32>(at + (<usize>(left - 1) << 2))
  return i32x4(load<u32>(at), left > 1 ? load<u32>(at + 4) : last, left > 2 ? load<u32>(at + 8) : last, last)
}
