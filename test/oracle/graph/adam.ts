/**
 * Adam as NEST implements it: the correction of both means goes into the rate, and epsilon is added to the uncorrected root.
 * Kingma & Ba, ICLR 2015, arXiv 1412.6980, section 2, last paragraph. A digital reference only.
 *
 *   m <- b1 m + (1-b1) g,   v <- b2 v + (1-b2) g²,   w <- w - lr sqrt(1-b2^n)/(1-b1^n) m/(sqrt(v) + eps)
 */
import { type Matrix, zeroMatrix } from '../network.ts'

/** Returns a step of descent that keeps its own means; b1 0.9, b2 0.999, eps 1e-8. */
export function adam(lr: number): (weights: Matrix, gradient: Matrix) => number[][] {
  const [b1, b2, epsilon] = [0.9, 0.999, 1e-8]
  let m: number[][] = []
  let v: number[][] = []
  let n = 0
  return (weights, gradient) => {
    if (n === 0) [m, v] = [zeroMatrix(weights.length, weights[0]!.length), zeroMatrix(weights.length, weights[0]!.length)]
    n += 1
    const rate = (lr * Math.sqrt(1 - b2 ** n)) / (1 - b1 ** n)
    return weights.map((row, j) =>
      row.map((w, i) => {
        const g = gradient[j]![i]!
        m[j]![i] = b1 * m[j]![i]! + (1 - b1) * g
        v[j]![i] = b2 * v[j]![i]! + (1 - b2) * g * g
        return w - (rate * m[j]![i]!) / (Math.sqrt(v[j]![i]!) + epsilon)
      }),
    )
  }
}
