/** Synthetic pulse measurements of known laws, with device-to-device spread, read noise and drift. Draws from Rng only. */

import { Arena } from '../../kernels/arena.ts'
import { createRng, fillNormals } from '../../kernels/rng.ts'
import type { Range } from './candidate.ts'
import type { Pulses } from './pulses.ts'

/** Mean and std of one pulse at g, the n-th since RESET, of a device with this range. */
interface TrueStep {
  readonly mean: (g: number, n: number, own: Range) => number
  readonly std: (g: number, n: number, own: Range) => number
}

export interface Truth extends TrueStep {
  readonly scaleStd: number
  /** Depression pulses: their mean is below 0. */
  readonly down?: TrueStep & { readonly scaleStd: number }
  readonly range: readonly [number, number]
  /** Stds of its ends over devices. */
  readonly rangeStd?: readonly [number, number]
  readonly reset: readonly [mean: number, std: number]
  readonly noise: readonly [absolute: number, relative: number]
  readonly nu: readonly [mean: number, std: number]
  readonly t0: number
}

export interface Protocol {
  readonly devices: number
  readonly sweeps: number
  readonly pulses: number
  /** Depression pulses after those. Sweeps follow one another without RESET then. */
  readonly downs?: number
  /** Ages of the readings of each pulse, s. */
  readonly ages: readonly number[]
  /** Further ages at which the state after the last pulse of a sweep is read. */
  readonly late?: readonly number[]
}

/** Every device: `sweeps` times RESET, read, then pulse and read. Reads are clamped at 0. */
export function measure(
  truth: Truth,
  { devices, sweeps, pulses, downs = 0, ages, late = [] }: Protocol,
  seed: string | number,
): Pulses {
  const { mean, std, scaleStd, down, range, rangeStd = [0, 0], reset, noise, nu, t0 } = truth
  const length = pulses + downs
  const perSweep = (length + 1) * ages.length + late.length
  const rows = devices * sweeps * perSweep
  const table = {
    names: Array.from({ length: devices }, (_, d) => `d${d}`),
    device: new Uint32Array(rows),
    sweep: new Uint32Array(rows),
    pulse: new Uint32Array(rows),
    elapsed: new Float64Array(rows),
    g: new Float64Array(rows),
    ...(downs > 0 ? { down: new Uint8Array(rows), open: new Uint8Array(rows).fill(1) } : {}),
  }
  const arena = new Arena(16 * (rows + 100_000) + 4 * 1024 * 1024)
  const rng = createRng(seed, 'measure')
  const normals = (name: string, n: number) => {
    const out = arena.f32(n)
    fillNormals(arena, rng.fork(name), 0, out)
    return out
  }
  const [scales, exponents] = [normals('scale', devices), normals('nu', devices)]
  const [scalesDown, lows, highs] = [normals('scale down', devices), normals('low', devices), normals('high', devices)]
  const [writes, reads] = [normals('write', devices * sweeps * (length + 1)), normals('read', rows)]
  let [row, write] = [0, 0]
  for (let d = 0; d < devices; d++) {
    const scale = Math.max(0.02, 1 + scaleStd * scales[d]!)
    const scaleDown = Math.max(0.02, 1 + (down?.scaleStd ?? 0) * scalesDown[d]!)
    const exponent = Math.max(0, nu[0] + nu[1] * exponents[d]!)
    const own = { gMin: Math.max(0, range[0] + rangeStd[0] * lows[d]!), gMax: range[1] + rangeStd[1] * highs[d]! }
    let g = 0
    for (let sweep = 0; sweep < sweeps; sweep++) {
      const fresh = Math.max(0, reset[0] + reset[1] * writes[write++]!)
      if (sweep === 0 || downs === 0) g = fresh
      for (let n = 0; n <= length; n++) {
        const depressed = n > pulses && down !== undefined
        if (n > 0) {
          const change = depressed
            ? scaleDown * (down.mean(g, n, own) + down.std(g, n, own) * writes[write++]!)
            : scale * (mean(g, n, own) + std(g, n, own) * writes[write++]!)
          g = Math.min(own.gMax, Math.max(own.gMin, g + change))
        }
        for (const age of n === length ? [...ages, ...late] : ages) {
          const drifted = g * (age / t0) ** -exponent
          table.device[row] = d
          table.sweep[row] = sweep
          table.pulse[row] = n
          table.elapsed[row] = age
          table.g[row] = Math.max(0, drifted + (noise[0] + noise[1] * drifted) * reads[row]!)
          if (table.down) table.down[row] = depressed ? 1 : 0
          row++
        }
      }
    }
  }
  return table
}
