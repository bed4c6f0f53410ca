/**
 * The law of Nandakumar et al., J. Appl. Phys. 124, 152135 (2018), doi 10.1063/1.5042408: mean and std of dG are linear in
 * G and in a memory P of past pulses.
 */
import type { Candidate } from './candidate.ts'
import { type Increments, leastSquares } from './increments.ts'

const real = (name: string, unit: string, doc: string) => ({ name, unit, doc, form: 'linear' as const })

export const nandakumar: Candidate = {
  name: 'nandakumar',
  title: 'mean and std linear in G and in a memory P of past pulses (Nandakumar 2018)',
  parameters: [
    real('m1', '', 'mean of the SET step: slope in G'),
    real('c1', 'uS', 'mean of the SET step: constant'),
    real('a1', 'uS', 'mean of the SET step: share of the pulse memory P'),
    real('m2', '', 'std of the SET step: slope in G'),
    real('c2', 'uS', 'std of the SET step: constant'),
    real('a2', 'uS', 'std of the SET step: share of P'),
    { name: 'tau_p', unit: '', doc: 'SET pulses over which P falls to 1/e', form: 'log' },
  ],
  law(q, _range, mostPulses) {
    const [m1, c1, a1, m2, c2, a2, tau] = [q[0]!, q[1]!, q[2]!, q[3]!, q[4]!, q[5]!, q[6]!]
    const means = new Float64Array(mostPulses + 1)
    const stds = new Float64Array(mostPulses + 1)
    for (let n = 0; n <= mostPulses; n++) {
      const p = Math.exp(-n / tau)
      means[n] = c1 + a1 * p
      stds[n] = c2 + a2 * p
    }
    return {
      mean: (g, n) => means[n]! + m1 * g,
      std: (g, n) => Math.max(1e-6, stds[n]! + m2 * g),
    }
  },
  start(increments) {
    const tau = startOfMemory(increments)
    const columns = columnsOf(increments, tau)
    const { q, residuals } = leastSquares(columns, increments.dg)
    // Mean of |x| of a normal is sqrt(2 / pi) std.
    const spread = leastSquares(
      columns,
      residuals.map((r) => Math.abs(r) * Math.sqrt(Math.PI / 2)),
    )
    const least = 0.2 * (residuals.reduce((sum, r) => sum + Math.abs(r), 0) / residuals.length)
    return [...q, spread.q[0]!, Math.max(least, spread.q[1]!), spread.q[2]!, tau]
  },
  equations: {
    mean: 'm1 * g + c1 + a1 * p',
    std: 'max(m2 * g + c2 + a2 * p, 0 uS)',
    state: { name: 'p', initial: 1, doc: 'memory of past pulses: 1 after RESET', set: 'p * exp(-1 / tau_p)' },
  },
}

function columnsOf({ g, n }: Increments, tau: number): Float64Array[] {
  return [g, new Float64Array(g.length).fill(1), n.map((pulse) => Math.exp(-pulse / tau))]
}

const MEMORIES = [0.5, 0.7, 1, 1.4, 1.9, 2.6, 3.5, 4.7, 6.3, 8.5, 11.5, 16, 22, 30]

/** The memory with the least squares of the mean, which is linear in all else. */
function startOfMemory(increments: Increments): number {
  let best = { tau: 3, squares: Infinity }
  for (const tau of MEMORIES) {
    const { residuals } = leastSquares(columnsOf(increments, tau), increments.dg)
    const squares = residuals.reduce((sum, r) => sum + r * r, 0)
    if (squares < best.squares) best = { tau, squares }
  }
  return best.tau
}
