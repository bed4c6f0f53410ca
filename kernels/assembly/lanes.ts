// Lists of cells and random draws, imported by the loops that devices/recipe compiles at run time (as is functions.ts).
import { age4, agesOf, gather, nextIds, scatter } from './cells'
import { gatherNormals, gatherUniforms } from './random'

export function nextIdLanes(at: usize, left: i32): v128 {
  return nextIds(at, left)
}

export function gatherLanes(column: usize, ids: v128): v128 {
  return gather(column, ids)
}

export function scatterLanes(column: usize, ids: v128, x: v128, lanes: i32): void {
  scatter(column, ids, x, lanes)
}

export function agesOfLanes(t_programmed: usize, ids: v128, t: f64): v128 {
  return agesOf(t_programmed, ids, t)
}

export function ageLanes(at: usize, t: f64): v128 {
  return age4(at, t)
}

/** One normal for each of four ids, each with its own event. */
export function normalLanes(k0: u32, k1: u32, ids: v128, eventLow: v128, eventHigh: v128): v128 {
  return gatherNormals(k0, k1, ids, eventLow, eventHigh)
}

/** One uniform in (0, 1) for each of four ids, each with its own event. */
export function uniformLanes(k0: u32, k1: u32, ids: v128, eventLow: v128, eventHigh: v128): v128 {
  return gatherUniforms(k0, k1, ids, eventLow, eventHigh)
}
