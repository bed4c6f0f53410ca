/** Synthetic pulse measurements of known laws, with device-to-device spread, read noise and drift. Draws from Rng only. */

import { Arena } from '../../kernels/arena.ts'
import { createRng, fillNormals } from '../../kernels/rng.ts'
import type { Pulses } from './pulses.ts'

export interface Truth {
  readonly mean: (g: number, n: number) => number
  readonly std: (g: number, n: number) => number
  readonly scaleStd: number
  readonly range: readonly [number, number]
  readonly reset: readonly [mean: number, std: number]
  readonly noise: readonly [absolute: number, relative: number]
  readonly nu: readonly [mean: number, std: number]
  readonly t0: number
}

export interface Protocol {
  readonly devices: number
  readonly sweeps: number
  readonly pulses: number
  /** Ages of the readings of each pulse, s. */
  readonly ages: readonly number[]
  /** Further ages at which the state after the last pulse of a sweep is read. */
  readonly late?: readonly number[]
}

/** Every device: `sweeps` times RESET, read, then pulse and read. Reads are clamped at 0. */
export function measure(truth: Truth, { devices, sweeps, pulses, ages, late = [] }: Protocol, seed: string | number): Pulses {
  const { mean, std, scaleStd, range, reset, noise, nu, t0 } = truth
  const perSweep = (pulses + 1) * ages.length + late.length
  const rows = devices * sweeps * perSweep
  const table = {
    names: Array.from({ length: devices }, (_, d) => `d${d}`),
    device: new Uint32Array(rows),
    sweep: new Uint32Array(rows),
    pulse: new Uint32Array(rows),
    elapsed: new Float64Array(rows),
    g: new Float64Array(rows),
  }
  const arena = new Arena(16 * (rows + 100_000) + 4 * 1024 * 1024)
  const rng = createRng(seed, 'measure')
  const normals = (name: string, n: number) => {
    const out = arena.f32(n)
    fillNormals(arena, rng.fork(name), 0, out)
    return out
  }
  const [scales, exponents] = [normals('scale', devices), normals('nu', devices)]
  const [writes, reads] = [normals('write', devices * sweeps * (pulses + 1)), normals('read', rows)]
  let [row, write] = [0, 0]
  for (let d = 0; d < devices; d++) {
    const scale = Math.max(0.02, 1 + scaleStd * scales[d]!)
    const exponent = Math.max(0, nu[0] + nu[1] * exponents[d]!)
    for (let sweep = 0; sweep < sweeps; sweep++) {
      let g = Math.max(0, reset[0] + reset[1] * writes[write++]!)
      for (let n = 0; n <= pulses; n++) {
        if (n > 0) g = Math.min(range[1], Math.max(range[0], g + scale * (mean(g, n) + std(g, n) * writes[write++]!)))
        for (const age of n === pulses ? [...ages, ...late] : ages) {
          const drifted = g * (age / t0) ** -exponent
          table.device[row] = d
          table.sweep[row] = sweep
          table.pulse[row] = n
          table.elapsed[row] = age
          table.g[row] = Math.max(0, drifted + (noise[0] + noise[1] * drifted) * reads[row]!)
          row++
        }
      }
    }
  }
  return table
}
