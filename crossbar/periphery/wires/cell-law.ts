/** Cells that do not obey Ohm's law. */
import { exp } from '../../../kernels/math.ts'

/**
 * Current of every cell at its voltage, and its slope dI/dV, which is never below 0.
 * @param voltage [rows][cols], V
 * @param current out, uA
 * @param slope out, uS
 */
export type CellLaw = (voltage: Float64Array, current: Float64Array, slope: Float64Array) => void

/** Where the series below is exact to the last bits, and the difference of exponentials is not. */
const SMALL = 0.5

/**
 * I = (G / k) sinh(k V): conduction that grows with the field, as in many filamentary and phase-change cells. G is the
 * conductance at small voltages.
 * @param g [rows][cols], uS
 * @param k 1/V, above 0
 */
export function sinhLaw(g: ArrayLike<number>, k: number): CellLaw {
  if (!(k > 0 && Number.isFinite(k))) throw new RangeError(`k of a sinh law is ${k} per volt; give a number above 0`)
  return (voltage, current, slope) => {
    for (let n = 0; n < voltage.length; n++) {
      const x = k * voltage[n]!
      const up = exp(x)
      const down = 1 / up
      current[n] = (g[n]! / k) * (Math.abs(x) < SMALL ? series(x) : (up - down) / 2)
      slope[n] = (g[n]! * (up + down)) / 2
    }
  }
}

/** sinh x by Taylor, to x^13: what is left out is below 3e-17 of it at |x| = 0.5. */
function series(x: number): number {
  const s = x * x
  return x * (1 + (s / 6) * (1 + (s / 20) * (1 + (s / 42) * (1 + (s / 72) * (1 + (s / 110) * (1 + s / 156))))))
}
