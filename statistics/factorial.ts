/**
 * Analysis of variance of an experiment: the share of the variance due to main effects and two-way interactions. Factors are coded
 * as deviations from the mean. The sum of squares of a term is the loss of fit if the least-squares model omits the term (type III);
 * in a balanced design these are the classical sums and add up to the total. Yates 1934, doi 10.1080/01621459.1934.10502686.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { range } from './describe.ts'

export interface Factor {
  readonly name: string
  /** The level of each run: 0, 1, ... */
  readonly level: readonly number[]
  /** Whether it interacts with the other interacting factors; repetitions do not. */
  readonly interacts: boolean
}

export interface Term {
  /** A factor, `a:b` for an interaction, `rest`, or `total`. */
  readonly term: string
  readonly df: number
  readonly ss: number
  /** Share of the total sum of squares. */
  readonly eta2: number
  /** eta2 minus the share expected by chance for these degrees of freedom; near 0, of either sign, for a factor without effect. */
  readonly epsilon2: number
}

interface Block {
  readonly name: string
  readonly columns: readonly Float64Array[]
}

/**
 * @param y one value per run
 * @returns the terms, then `rest` (higher interactions, and those with repetitions) and `total`; df is 0 for a term that the
 * design confounds with the others
 */
export function factorialDecomposition(y: readonly number[], factors: readonly Factor[]): Term[] {
  const n = y.length
  const average = y.reduce((sum, value) => sum + value, 0) / n
  const deviations = y.map((value) => value - average)
  const total = deviations.reduce((sum, value) => sum + value * value, 0)
  const mains = factors.map(({ name, level }): Block => ({ name, columns: coded(level) }))
  const crossed = mains.filter((_, i) => factors[i]!.interacts)
  const interactions = crossed.flatMap((a, i) => crossed.slice(i + 1).map((b) => product(a, b)))
  const blocks = [...mains, ...interactions]
  const explained = fits(blocks, deviations)
  const full = explained(undefined)
  const rest = { df: n - 1 - full.rank, ss: Math.max(0, total - full.ss) }
  const noise = rest.df > 0 ? rest.ss / rest.df : 0
  const row = (term: string, df: number, ss: number): Term => ({
    ...{ term, df, ss, eta2: total > 0 ? ss / total : 0, epsilon2: total > 0 ? (ss - df * noise) / total : 0 },
  })
  const terms = blocks.map(({ name }, block) => {
    const without = explained(block)
    const df = full.rank - without.rank
    return row(name, df, df === 0 ? 0 : Math.max(0, full.ss - without.ss))
  })
  return [...terms, row('rest', rest.df, rest.ss), { term: 'total', df: n - 1, ss: total, eta2: 1, epsilon2: 1 }]
}

/** L - 1 columns for L levels: 1 in its own level, -1 in the last. */
function coded(level: readonly number[]): Float64Array[] {
  const [, last] = range(level)
  return Array.from({ length: last }, (_, k) => Float64Array.from(level, (l) => (l === k ? 1 : l === last ? -1 : 0)))
}

function product(a: Block, b: Block): Block {
  const columns = a.columns.flatMap((x) => b.columns.map((y) => x.map((value, i) => value * y[i]!)))
  return { name: `${a.name}:${b.name}`, columns }
}

/** The part of y that least squares explains, with a mean and all blocks but one. */
function fits(blocks: readonly Block[], y: readonly number[]) {
  const ones = new Float64Array(y.length).fill(1)
  const columns = [ones, ...blocks.flatMap((block) => block.columns)]
  const owner = [-1, ...blocks.flatMap((block, b) => block.columns.map(() => b))]
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    let sum = 0
    for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
    return sum
  }
  const moments = columns.map((a) => columns.map((b) => dot(a, b)))
  const onto = columns.map((column) => dot(column, y))
  return (left: number | undefined): { rank: number; ss: number } => {
    const kept = owner.flatMap((block, i) => (block === left ? [] : [i]))
    const normal = new Matrix(kept.map((i) => kept.map((j) => moments[i]![j]!)))
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(normal, { assumeSymmetric: true })
    const largest = Math.max(...realEigenvalues)
    const found = { rank: -1, ss: 0 }
    realEigenvalues.forEach((size, e) => {
      // The design has no variation in this direction.
      if (size <= 1e-9 * largest) return
      found.rank++
      found.ss +=
        dot(
          eigenvectorMatrix.getColumn(e),
          kept.map((i) => onto[i]!),
        ) **
          2 /
        size
    })
    return found
  }
}
