// The order in which a gradient sums events: by row.
import { f32s, u32s } from './frames'

/**
 * Counting sort of the events of `steps` steps by row: the steps with events of row i, ascending, are times[offsets[i] .. offsets[i+1]),
 * with their values in `sorted`, unless that is 0. Events of step t: ids[starts[t] .. starts[t+1]); `values` 0: all values are 1.
 */
export function sortByRow(steps: i32, starts: u32s, ids: u32s, values: f32s, rows: i32, offsets: u32s, times: u32s, sorted: f32s): void {
  const events = load<u32>(starts + (<usize>steps << 2))
  memory.fill(offsets, 0, (<usize>rows + 1) << 2)
  for (let s: usize = 0; s < <usize>events << 2; s += 4) {
    const count = offsets + (<usize>load<u32>(ids + s) << 2) + 4
    store<u32>(count, load<u32>(count) + 1)
  }
  let before: u32 = 0
  for (let i: usize = 0; i <= <usize>rows << 2; i += 4) {
    before += load<u32>(offsets + i)
    store<u32>(offsets + i, before)
  }
  let s: usize = 0
  for (let t = 0; t < steps; t++) {
    const end = <usize>load<u32>(starts + (<usize>t << 2) + 4) << 2
    for (; s < end; s += 4) {
      const next = offsets + (<usize>load<u32>(ids + s) << 2)
      const to = <usize>load<u32>(next) << 2
      store<u32>(next, load<u32>(next) + 1)
      store<u32>(times + to, t)
      if (sorted) store<f32>(sorted + to, values ? load<f32>(values + s) : 1)
    }
  }
  // Every offset is now the end of its row, which is the start of the next row.
  memory.copy(offsets + 4, offsets, <usize>rows << 2)
  store<u32>(offsets, 0)
}
