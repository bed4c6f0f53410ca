/**
 * What a trial is worth, and the derivative by each y_t taken directly, err_t = dE/dy_t [T][outputs] (the readout's decay is left
 * to the adjoint):
 *
 *   mse                     E = 1/2 sum_t |y_t - y*_t|²                        err_t = y_t - y*_t
 *   cross-entropy           E = - sum over the window of log pi_t[label]       err_t = pi_t - onehot, pi_t = softmax(y_t)
 *   cross-entropy-of-mean   E = - log softmax(ybar)[label]                     err_t = (softmax(ybar) - onehot) / window
 *
 * The window is the last `window` steps, ybar the mean of y over them; err is 0 before it. Cross-entropy is a sum over the window, not
 * a mean.
 */
import { type Matrix, zeroMatrix } from '../network.ts'

export type Objective =
  | { readonly kind: 'mse'; readonly target: Matrix }
  | { readonly kind: 'cross-entropy' | 'cross-entropy-of-mean'; readonly label: number; readonly window: number }

export interface Judged {
  readonly loss: number
  /** dE/dy_t, [T][outputs]. */
  readonly err: number[][]
}

export function judge(objective: Objective, y: Matrix): Judged {
  switch (objective.kind) {
    case 'mse': {
      const err = y.map((row, t) => row.map((value, k) => value - objective.target[t]![k]!))
      return { err, loss: err.flat().reduce((sum, e) => sum + (e * e) / 2, 0) }
    }
    case 'cross-entropy': {
      const err = zeroMatrix(y.length, y[0]!.length)
      let loss = 0
      for (let t = y.length - objective.window; t < y.length; t++) {
        const now = crossEntropy(y[t]!, objective.label)
        err[t] = now.err
        loss += now.loss
      }
      return { err, loss }
    }
    case 'cross-entropy-of-mean': {
      const { label, window } = objective
      const windowed = y.slice(y.length - window)
      const mean = y[0]!.map((_, k) => windowed.reduce((sum, row) => sum + row[k]!, 0) / window)
      const { loss, err } = crossEntropy(mean, label)
      return { loss, err: y.map((row, t) => row.map((_, k) => (t < y.length - window ? 0 : err[k]! / window))) }
    }
  }
}

/** - log softmax(y)[label] and its derivative, softmax - onehot. */
function crossEntropy(y: readonly number[], label: number): { loss: number; err: number[] } {
  const largest = Math.max(...y)
  const logSum = largest + Math.log(y.reduce((sum, value) => sum + Math.exp(value - largest), 0))
  return { loss: logSum - y[label]!, err: y.map((value, k) => Math.exp(value - logSum) - (k === label ? 1 : 0)) }
}
