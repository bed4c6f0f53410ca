/**
 * The law of Nandakumar et al., J. Appl. Phys. 124, 152135 (2018), doi 10.1063/1.5042408: mean and std of dG are linear in
 * G and in a memory P of past pulses.
 */
import { levenbergMarquardt } from 'ml-levenberg-marquardt'
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

/** The memory with the least squares of the mean; Levenberg-Marquardt from the best of a few. */
function startOfMemory(increments: Increments): number {
  const { g, n, dg, count } = increments
  let best = { tau: 3, squares: Infinity, q: [0, 0, 0] }
  for (const tau of [0.7, 1.5, 3, 6, 12]) {
    const { q, residuals } = leastSquares(columnsOf(increments, tau), dg)
    const squares = residuals.reduce((sum, r) => sum + r * r, 0)
    if (squares < best.squares) best = { tau, squares, q }
  }
  const every = Math.max(1, Math.floor(count / 1000))
  const x = Array.from({ length: Math.floor(count / every) }, (_, i) => i * every)
  const { parameterValues } = levenbergMarquardt(
    { x, y: x.map((i) => dg[i]!) },
    ([m1 = 0, c1 = 0, a1 = 0, tau = 1]) =>
      (i) =>
        m1 * g[i]! + c1 + a1 * Math.exp(-n[i]! / tau),
    {
      initialValues: [...best.q, best.tau],
      minValues: [-1e3, -1e6, -1e6, 0.3],
      maxValues: [1e3, 1e6, 1e6, 40],
      gradientDifference: 1e-4,
      maxIterations: 30,
    },
  )
  return Math.min(30, Math.max(0.5, parameterValues[3] ?? best.tau))
}
