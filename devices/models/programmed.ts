/**
 * Devices that are programmed to targets by program-and-verify: the resulting conductance is N(target, sigma(target)^2). A SET pulse
 * represents one such procedure, to the next higher of equidistant targets; RESET sets the lowest target exactly.
 */
import { type CellList, type Columns, type DeviceModel, float32 } from '../model.ts'
import { pulseNormals, readNormals } from '../scratch.ts'

interface Targets {
  /** Lowest and highest target, uS, and the number of steps between them. */
  readonly g_min: number
  readonly g_max: number
  readonly levels: number
  readonly write_noise: boolean
  /** Std of the conductance after programming to a target, uS. */
  sigma(target: number): number
}

/** Limit of the noise beyond the lowest and the highest target, in std; it keeps the range finite. */
const OUTERMOST = 4

type Programmed = Pick<DeviceModel, 'range' | 'step' | 'mostPulses' | 'columns' | 'set' | 'reset'> &
  Required<Pick<DeviceModel, 'program'>>

/** `written` is called for devices after their conductance and their target (column `g_target`) have changed. */
export function programmed(q: Targets, written: (c: Columns, cells: CellList) => void = () => {}): Programmed {
  const { g_min, g_max, levels, write_noise } = q
  const step = (g_max - g_min) / levels
  const beyond = (target: number) => (write_noise ? OUTERMOST * Math.max(0, q.sigma(target)) : 0)
  const range = [Math.max(0, g_min - beyond(g_min)), g_max + beyond(g_max)] as const
  const result = (target: number, xi: number) => Math.min(range[1], Math.max(range[0], target + q.sigma(target) * xi))
  // A target within float32 rounding of a level counts as that level.
  const next = (target: number) => Math.min(g_max, g_min + (Math.floor((target - g_min) / step + 1e-4) + 1) * step)
  return {
    range,
    step,
    mostPulses: levels,
    columns: { g_target: { unit: 'uS', doc: 'conductance it was last programmed to' } },
    set(c, cells, rng, arena) {
      const target = float32(c, 'g_target')
      const xi = write_noise ? pulseNormals(arena, rng, c.set_count, cells) : undefined
      for (let i = 0; i < cells.n; i++) {
        const id = cells.ids[i]!
        target[id] = next(target[id]!)
        c.g[id] = result(target[id]!, xi ? xi[i]! : 0)
      }
      written(c, cells)
    },
    reset(c, cells) {
      const target = float32(c, 'g_target')
      for (let i = 0; i < cells.n; i++) {
        target[cells.ids[i]!] = g_min
        c.g[cells.ids[i]!] = g_min
      }
      written(c, cells)
    },
    program(c, cells, change, rng, arena) {
      const target = float32(c, 'g_target')
      const xi = write_noise ? readNormals(arena, rng, 0, cells) : undefined
      for (let i = 0; i < cells.n; i++) {
        const id = cells.ids[i]!
        if (change[i]! === 0) continue
        target[id] = Math.min(g_max, Math.max(g_min, c.g[id]! + change[i]!))
        c.g[id] = result(target[id]!, xi ? xi[i]! : 0)
      }
      written(c, cells)
    },
  }
}
