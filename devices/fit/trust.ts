/** What speaks against a fit: why its recipe is not to be used as it stands. A fit without a doubt is one to trust. */
import type { DeviceFit } from './fit.ts'
import type { Estimate } from './intervals.ts'
import type { Residuals } from './residuals.ts'

/** Mean residual of a part of the readings, in their stds, that a right law does not leave. */
const BIAS = 0.3
/** And its distance from 0 in standard errors. */
const CLEARLY = 4.5
/** Stds of the residuals of such a part, where 1 is right. */
const SPREADS = [0.6, 1.6] as const
/** Kolmogorov-Smirnov distance of all residuals. */
const DISTANCE = 0.12
/** Ends of an interval are not this far from its estimate, as a share of it. */
const VAGUE = 1.5
/** Share of all readings that may be left out as glitches, and of all devices that may be as a whole. */
const MOST_GLITCHES = 0.1
const MOST_DEVICES = 0.5

/** One sentence each; none where there is nothing to doubt. */
export function doubtsOf(fit: DeviceFit, residuals: Residuals): string[] {
  const { fitted, estimates, leftOut, pulses } = fit
  const law = fitted.problem.candidate
  const own = new Set(law.parameters.map(({ name }) => name))
  const doubts: string[] = []
  if (!fitted.optimum.converged) doubts.push('the search for the greatest likelihood did not come to rest')
  for (const estimate of estimates) if (own.has(estimate.name)) doubts.push(...vague(estimate))
  doubts.push(...missed(residuals))
  const devices = leftOut.filter(({ whole }) => whole).length
  const glitches = leftOut.length - devices
  if (glitches > MOST_GLITCHES * pulses.g.length)
    doubts.push(`${glitches} of ${pulses.g.length + glitches} readings are left out as glitches: more than a tenth`)
  if (devices > MOST_DEVICES * (devices + pulses.names.length))
    doubts.push(`${devices} of ${devices + pulses.names.length} devices are left out: more than half`)
  if (fit.apart.length > 0) doubts.push(`the readings do not tell ${fit.chosen} from ${fit.apart.join(' or ')}`)
  return doubts
}

/** A step of the law that the readings leave open. Corners of a table may lie where there are few. */
function vague({ name, estimate, low, high, unit }: Estimate): string[] {
  if (!/^(dw|m[12]|c[12]|c2c|sigma)(_down)?$/.test(name)) return []
  if (low === null || high === null) return [`the readings do not tell ${name}`]
  const shown = (value: number) => `${Number(value.toPrecision(3))}`
  const reach = Math.max(high - estimate, estimate - low)
  if (/^dw/.test(name) ? reach <= VAGUE * Math.abs(estimate) : high <= 10 * Math.max(Math.abs(estimate), Math.abs(low))) return []
  return [`the readings hardly tell ${name}: ${shown(low)} to ${shown(high)}${unit ? ` ${unit}` : ''}`]
}

/** Where the readings and the law part. */
function missed({ distance, byConductance, byPulse }: Residuals): string[] {
  const found: string[] = []
  const kinds = [
    { bins: byConductance, what: 'conductance', unit: ' uS' },
    { bins: byPulse, what: 'pulse', unit: '' },
  ] as const
  for (const { bins, what, unit } of kinds) {
    const worst = bins
      .filter(({ mean, error, std }) => (Math.abs(mean) > BIAS && Math.abs(mean) > CLEARLY * error) || offSpread(std, error))
      .sort((a, b) => Math.abs(b.mean) - Math.abs(a.mean))[0]
    if (!worst) continue
    const [from, to] = [worst.from, worst.to].map((value) => Number(value.toPrecision(3)))
    found.push(
      `the law misses the readings between ${what} ${from} and ${to}${unit}: their residuals have mean ${worst.mean.toFixed(2)} and std ${worst.std.toFixed(2)}, where 0 and 1 are right`,
    )
  }
  if (distance > DISTANCE) found.push(`the residuals are far from normal (Kolmogorov-Smirnov distance ${distance.toFixed(2)})`)
  return found
}

/** @param error of the mean, which is std over the root of the count */
function offSpread(std: number, error: number): boolean {
  const count = (std / error) ** 2
  return count > 50 && (std < SPREADS[0] || std > SPREADS[1])
}
