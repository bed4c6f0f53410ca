/** Declarations of drift and read noise, derived from a recipe's equations if they have the common forms. */
import { exp, log } from '../../kernels/math.ts'
import type { Declared } from '../model.ts'
import { moments } from './distribution.ts'
import { needsOf, noiseless } from './node.ts'
import type { Plan } from './plan.ts'

const AGES = [1, 30, 1e3, 1e6]
const TOLERANCE = 1e-6

export function declaredBy(plan: Plan, monotone: boolean | undefined): Declared {
  const drift = powerLaw(plan)
  const readNoise = linearNoise(plan)
  const { low, high } = plan.range
  const differ = low.node.op !== 'constant' || high.node.op !== 'constant'
  return {
    ...(monotone === undefined ? {} : { monotone }),
    ...(drift ? { drift } : {}),
    ...(readNoise ? { readNoise } : {}),
    ...(differ ? { bounds: [low.range.low, high.range.high] as const } : {}),
    fixed: [...plan.drawn.keys()],
  }
}

/** Recognises drift g (age / t0)^-nu by its values: proportional to g, with a logarithm linear in the logarithm of the age. */
function powerLaw(plan: Plan): Declared['drift'] {
  const { drift, means, drawn } = plan
  if (!drift) return undefined
  const logRatio = (g: number, age: number, changed?: readonly [string, number]) => {
    const inputs = new Map([...means, ['n_set', 1], ['n_reset', 1], ['g', g], ['age', age]] as [string, number][])
    if (changed) inputs.set(...changed)
    return log(noiseless(drift, inputs) / g)
  }
  const slope = (g: number, changed?: readonly [string, number]) => {
    const [first, ...rest] = AGES.map((age) => ({ x: log(age), y: logRatio(g, age, changed) }))
    const slopes = rest.map(({ x, y }) => (y - first!.y) / (x - first!.x))
    return slopes.every((s) => Math.abs(s - slopes[0]!) <= TOLERANCE) ? -slopes[0]! : Number.NaN
  }
  const nu = slope(5)
  if (!(Math.abs(nu - slope(1)) <= TOLERANCE) || !(nu > 0) || Math.abs(logRatio(5, 1) - logRatio(1, 1)) > TOLERANCE)
    return undefined
  let [exponent, variance] = [nu, 0]
  for (const [name, distribution] of drawn) {
    const { mean, std } = moments(distribution)
    const by = (slope(5, [name, mean + 0.01]) - nu) / 0.01
    const twice = (slope(5, [name, mean + 0.02]) - nu) / 0.02
    if (by === 0) continue
    if (!(Math.abs(by - twice) <= 1e-3)) return undefined
    variance += (by * std) ** 2
    exponent = nu
  }
  // log(D/g) = -nu (log age - log t0), at an age of 1 s.
  return { exponent, std: Math.sqrt(variance), t0: exp(logRatio(5, 1) / nu) }
}

/** Std of a read of the form conductance plus a factor times xi. */
function linearNoise({ read, means }: Plan): Declared['readNoise'] {
  if (!read) return () => 0
  const { draws, tables } = needsOf([{ target: 'out', value: read }])
  if (draws.length > 1 || tables.length > 0 || draws.some(({ law }) => law !== 'normal')) return undefined
  const at = (g: number, age: number, xi: number) =>
    noiseless(read, new Map([...means, ['n_set', 1], ['n_reset', 1], ['g', g], ['age', age]] as [string, number][]), xi)
  for (const g of [0.5, 2, 8]) {
    const [zero, one, two, below] = [0, 1, 2, -1].map((xi) => at(g, 1, xi)) as [number, number, number, number]
    const near = (a: number, b: number) => Math.abs(a - b) <= TOLERANCE * g
    if (!near(zero, g) || !near(two - zero, 2 * (one - zero)) || !near(below - zero, zero - one)) return undefined
  }
  return (g, age) => Math.abs(at(g, age, 1) - at(g, age, 0))
}
