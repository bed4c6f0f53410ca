/**
 * Tests whether paired differences are centred at 0: under that hypothesis both signs of each difference are equally likely. The
 * test assumes nothing else. Fisher, The design of experiments, 1935, section 21.
 */
import type { Draws } from './chance.ts'

/** Up to this many pairs, all sign patterns are evaluated. */
const EXACT = 16

/** Two-sided p of the mean; 1 without values. @param draws differences.length uniforms per event, for more than 16 pairs */
export function signFlipTest(differences: ArrayLike<number>, draws: Draws, resamples: number): number {
  const n = differences.length
  if (n === 0) return 1
  const exact = n <= EXACT
  const trials = exact ? 2 ** n : resamples
  let observed = 0
  let size = 0
  for (let i = 0; i < n; i++) {
    observed += differences[i]!
    size += Math.abs(differences[i]!)
  }
  // Sums of the same terms in another order differ by rounding.
  const mark = Math.abs(observed) - 1e-12 * size
  let extreme = 0
  for (let trial = 0; trial < trials; trial++) {
    const uniforms = exact ? undefined : draws(trial)
    let sum = 0
    for (let i = 0; i < n; i++) {
      const positive = uniforms ? uniforms[i]! < 0.5 : ((trial >> i) & 1) === 0
      sum += positive ? differences[i]! : -differences[i]!
    }
    if (Math.abs(sum) >= mark) extreme++
  }
  // The observed pattern is one of the possible patterns: a test with drawn patterns never returns 0.
  return exact ? extreme / trials : (extreme + 1) / (trials + 1)
}

/** p values adjusted for multiple tests: Holm, A simple sequentially rejective multiple test procedure, Scand. J. Stat. 1979. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!)
  const adjusted = new Array<number>(ps.length)
  let highest = 0
  order.forEach((i, rank) => {
    highest = Math.max(highest, Math.min(1, (ps.length - rank) * ps[i]!))
    adjusted[i] = highest
  })
  return adjusted
}
