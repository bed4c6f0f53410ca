/** Checks of a model's declarations before any pulse: units, ranges and spreads are valid. */
import type { ParameterSpec } from '../kind.ts'
import { type Finding, failed, passed, short } from './report.ts'
import type { Subject } from './subject.ts'

const PREFIX = '(?:[yzafpnum\u00b5\u03bcckhMGTP]|micro|milli|nano|kilo)?'
const BASE =
  '(?:S|siemens|s|sec|seconds?|V|volts?|A|amperes?|J|joules?|W|ohms?|Ohm|Hz|K|kelvin|degC|m|meters?|F|C|g|N|T|eV|mol|L|rad)'
const TERM = new RegExp(`^(?:1|(?:${PREFIX}${BASE}|min|minutes?|h|hours?|days?|years?|angstrom)(?:\\^[-+]?\\d+)?)$`)

/** Parameters whose names mark them as spreads. */
const SPREAD = /(^|_)(std|sigma|spread|cv)$/

export function parameters({ kind, values }: Subject): Finding {
  const names = Object.keys(kind.parameters)
  const problems = names.flatMap((name) => problemsOf(name, kind.parameters[name]!, values[name]!))
  const measured = problems.length === 0 ? `${names.length} parameters` : problems.map(({ measured: found }) => found).join('; ')
  const allowed = 'units that can be read, values within their limits, spreads not negative'
  if (problems.length === 0) return passed(measured, allowed)
  return failed(measured, allowed, problems.map(({ diagnosis }) => diagnosis).join('; '))
}

function problemsOf(name: string, { unit, between, default: initial }: ParameterSpec, value: number | boolean) {
  const problems: { measured: string; diagnosis: string }[] = []
  const add = (measured: string, diagnosis: string) => problems.push({ measured, diagnosis })
  if (!isUnit(unit)) add(`${name} in "${unit}"`, `"${unit}" of ${name} is not a unit: write for example uS, s, V or 1/s`)
  if (typeof value === 'boolean' || typeof initial === 'boolean') return problems
  if (!Number.isFinite(value)) add(`${name} = ${value}`, `${name} is not finite`)
  else if (SPREAD.test(name) && value < 0) {
    add(`${name} = ${short(value)}`, `negative spread: ${name} is a spread by its name, and a spread is at least 0`)
  } else if (between && !(initial >= between[0] && initial <= between[1])) {
    add(`${name} = ${short(initial)}`, `the default of ${name} is outside its own limits, ${between[0]} to ${between[1]}`)
  }
  return problems
}

/** True for products and quotients of powers of units: `uS/V^2`, `1/s`, `A m`. */
function isUnit(unit: string): boolean {
  if (unit === '') return true
  return unit
    .replace(/[()]/g, ' ')
    .split(/[\s*/]+/)
    .filter((term) => term !== '')
    .every((term) => TERM.test(term))
}

export function range({ model }: Subject): Finding {
  const [gMin, gMax] = model.range
  const measured = `${short(gMin)} to ${short(gMax)} uS`
  const allowed = '0 <= g_min < g_max, finite'
  if (gMin >= 0 && gMin < gMax && Number.isFinite(gMax)) return passed(measured, allowed)
  return failed(measured, allowed, 'range: the lowest conductance comes first, is not negative, and is below the highest')
}

/** Checks the spreads that the model declares as functions or records. */
export function spreads({ model }: Subject): Finding {
  const { declares } = model
  const allowed = 'at least 0 and finite'
  if (declares?.drift && !(declares.drift.std >= 0 && Number.isFinite(declares.drift.std))) {
    const { std } = declares.drift
    return failed(`std of the drift exponent ${short(std)}`, allowed, 'negative spread: declares.drift.std must be at least 0')
  }
  const [gMin, gMax] = model.range
  const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((share) =>
    [1, 1e3, 1e6].map((age) => [gMin + share * (gMax - gMin), age] as const),
  )
  for (const [g, age] of declares?.readNoise ? grid : []) {
    const std = declares!.readNoise!(g, age)
    if (std >= 0 && Number.isFinite(std)) continue
    const given = `${short(std)} uS at ${short(g)} uS after ${short(age)} s`
    return failed(given, allowed, `negative spread: declares.readNoise gives ${given}`)
  }
  if (!declares?.drift && !declares?.readNoise) return { result: 'not applicable', reason: 'declares no spread' }
  return passed([declares.drift && 'drift', declares.readNoise && 'read noise'].filter(Boolean).join(', '), allowed)
}
