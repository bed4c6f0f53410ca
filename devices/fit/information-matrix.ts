/** Information matrices turned into covariances, whatever the readings leave open. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/** Share of a parameter's own information below which a direction counts as untold. */
const UNTOLD = 1e-7

/**
 * Inverse of an information matrix; directions that the readings do not tell get a large variance, not a negative one. A value below
 * 0 is the error that differences leave: its size says how far the direction may be told at most.
 */
export function inverseOf(matrix: Matrix): Matrix {
  const n = matrix.rows
  if (n === 0) return new Matrix(0, 0)
  const clean = new Matrix(n, n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const value = (matrix.get(i, j) + matrix.get(j, i)) / 2
      clean.set(i, j, Number.isFinite(value) ? value : 0)
    }
  }
  const scale = clean.diagonal().map((value) => 1 / Math.sqrt(Math.max(1e-9, Math.abs(value))))
  const scaled = clean.mulColumnVector(scale).mulRowVector(scale)
  // Rounding leaves the two halves unlike in the last bit, which the decomposition would refuse.
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) scaled.set(i, j, scaled.get(j, i))
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(scaled, { assumeSymmetric: true })
  const inverted = Matrix.diag(values.map((value) => 1 / Math.max(Math.abs(value), UNTOLD)))
  return vectors.mmul(inverted).mmul(vectors.transpose()).mulColumnVector(scale).mulRowVector(scale)
}
