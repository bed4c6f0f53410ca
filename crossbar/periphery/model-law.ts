/** Cells that follow their model's own law of current and voltage. */
import { type Bank, createCellList } from '../../devices/bank.ts'
import type { AnalogArray, Moment, Way } from './analog.ts'
import type { CellLaw } from './wires/cell-law.ts'

interface Cells extends Pick<AnalogArray, 'rows' | 'cols' | 'conductances'> {
  deviceAt(i: number, j: number): number
}

/** Of the read voltage: over which the slope is taken. float32 currents leave 1e-4 of it. */
const STEP = 1e-3

/**
 * `AnalogArray.law` of the devices of a bank. The model says what a device conducts as it stands, without drift and noise; what a read at
 * the read voltage finds beside that scales the whole law. Asked for cell by cell, for each is at a voltage of its own: slow.
 */
export function modelLaw({ model, columns, arena }: Bank, { rows, cols, deviceAt, conductances }: Cells, volts: number) {
  const n = rows * cols
  const cells = createCellList(arena, 1)
  cells.n = 1
  const out = arena.f32(1)
  const currentOf = (id: number, v: number) => {
    cells.ids[0] = id
    model.current!(columns, cells, v, out)
    return out[0]!
  }
  const ids = new Uint32Array(n)
  for (let k = 0; k < n; k++) ids[k] = deviceAt(Math.floor(k / cols), k % cols)
  const scale = new Float64Array(n)
  const line = new Float64Array(Math.max(rows, cols))

  const law: CellLaw = (voltage, current, slope) => {
    const step = STEP * volts
    for (let k = 0; k < n; k++) {
      const [id, v] = [ids[k]!, voltage[k]!]
      const here = currentOf(id, v)
      current[k] = scale[k]! * here
      slope[k] = Math.max(0, (scale[k]! * (currentOf(id, v + step) - here)) / step)
    }
  }

  return (way: Way, at: Moment): CellLaw => {
    const forward = way === 'forward'
    for (let l = 0; l < (forward ? rows : cols); l++) {
      conductances(way, l, at, line)
      for (let m = 0; m < (forward ? cols : rows); m++) {
        const k = forward ? l * cols + m : m * cols + l
        const stands = currentOf(ids[k]!, volts)
        scale[k] = stands === 0 ? 0 : (line[m]! * volts) / stands
      }
    }
    return law
  }
}
