/**
 * The mean to which plain SGD takes a weight whose device has soft bounds at -1 and 1. Steps up are proportional to (1 + s)(1 - w), steps
 * down to (1 - s)(1 + w), with the symmetric point s. A mean gradient g and a mean magnitude m of the gradient change w on average by
 * -rate (g F + m G), with F = 1 - s w and G = w - s (Gokmen & Haensch, Front. Neurosci. 14, 103, 2020, split the step in the same
 * way). With g = w - w* the mean is at rest where (w - w*)(1 - s w) = m (s - w): without noise, at w*; with infinite noise, at s;
 * to first order in s, at (w* + m s) / (1 + m), whatever the rate.
 */
import { square } from '../kernels/math.ts'
import type { Regressed } from './least-squares-run.ts'

/** Mean of |x| for a standard normal x. */
const MEAN_MAGNITUDE = Math.sqrt(2 / Math.PI)

/** Predicted mean weight of each synapse from the measured squared error of the outputs; nothing is fitted. */
export function biasOfSgd({ target, symmetricPoints, loss }: Regressed): number[] {
  // The magnitude of x times an error: both normal, and nearly independent if there are many inputs.
  const m = square(MEAN_MAGNITUDE) * Math.sqrt(loss)
  return target.map((wanted, i) => atRest(wanted, symmetricPoints![i]!, m))
}

/** The root of s w^2 - (1 + s w* + m) w + w* + m s = 0 that is finite at s = 0. */
function atRest(wanted: number, s: number, m: number): number {
  const [b, c] = [1 + s * wanted + m, wanted + m * s]
  return (2 * c) / (b + Math.sqrt(b * b - 4 * s * c))
}
