/** Parameters and state fields of a recipe: quantities with their dimensions, and the parameters that a spec can set. */
import type { ParameterSpec } from '../kind.ts'
import { DIMENSIONS, type Dimension, sameDimension, type Units } from './dimensions.ts'
import { type Distribution, tableOf } from './distribution.ts'
import { readColumn } from './empirical.ts'
import { ANYWHERE, type Interval } from './interval.ts'
import { inColumn, readInside, readQuantity } from './quantity.ts'
import { type DrawnEntry, readEntry, type Written } from './schema.ts'
import { type Path, problem, type Source } from './source.ts'
import { FUNCTIONS } from './tree.ts'

/** Parameters of a spec by name, in the units of their specs. */
type Settings = Readonly<Record<string, number | boolean>>

export interface Parameter {
  readonly name: string
  readonly dimension: Dimension
  readonly per: 'device' | 'cycle' | undefined
  /** The parameters that a spec can set for it. */
  readonly specs: Readonly<Record<string, ParameterSpec>>
  /** A number, or the distribution that it is drawn from, in internal units. */
  resolve(settings: Settings): number | Distribution
}

export interface Field {
  readonly name: string
  readonly dimension: Dimension
  /** Initial value in internal units. */
  readonly initial: number
  readonly doc: string
}

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/
const TAKEN: ReadonlySet<string> = new Set([
  ...'g age v t n_set n_reset n_depress pi out model file sha256 write_noise read_noise drift'.split(' '),
  ...'t_programmed set_count reset_count depress_count'.split(' '),
  ...FUNCTIONS.keys(),
])

export async function readParameters(source: Source, written: Written, units: Units): Promise<Parameter[]> {
  const parameters: Parameter[] = []
  const specs = new Set<string>()
  for (const [name, given] of Object.entries(written.parameters)) {
    const path = ['parameters', name]
    checkName(source, path, name)
    const parameter = await readParameter(source, path, name, given, units)
    for (const key of Object.keys(parameter.specs)) {
      if (specs.has(key))
        throw problem(source, path, `"${key}" is the name of a parameter and of another's spread; rename one of them`)
      specs.add(key)
    }
    parameters.push(parameter)
  }
  return parameters
}

export function readFields(source: Source, written: Written, units: Units): Field[] {
  return Object.entries(written.state).map(([name, given]) => {
    const path = ['state', name]
    checkName(source, path, name)
    if (Object.hasOwn(written.parameters, name))
      throw problem(source, path, 'this is the name of a parameter as well; rename one of them')
    const { initial, unit, doc = source.comment(path) } = typeof given === 'object' ? given : { initial: given }
    const { value, unit: own, quantity } = readQuantity(source, path, initial, units)
    const stated = unit === undefined || unit === '' ? undefined : units(unit)
    if (unit && !stated)
      throw problem(source, [...path, 'unit'], `there is no unit "${unit}"; write, for example, uS, s, V or "" for none`)
    if (stated && own !== '' && !sameDimension(stated.dimension, quantity.dimension)) {
      throw problem(source, path, `initial is in ${own} and unit is ${unit}; write both in one`)
    }
    const { dimension, factor } = own === '' && stated ? stated : quantity
    return { name, dimension, initial: inColumn(source, path, value * factor), doc }
  })
}

function checkName(source: Source, path: Path, name: string): void {
  if (!NAME.test(name)) throw problem(source, path, 'a name has letters, digits and "_", and begins with a letter; rename it')
  if (TAKEN.has(name) || /^(xi|u)\d*$/.test(name))
    throw problem(source, path, `"${name}" is reserved in expressions; choose another name`)
}

async function readParameter(
  source: Source,
  path: Path,
  name: string,
  given: Written['parameters'][string],
  units: Units,
): Promise<Parameter> {
  const comment = source.comment(path)
  const entry =
    typeof given === 'object' ? readEntry(source, path, given) : ({ law: 'fixed', value: given, doc: comment } as const)
  const doc = entry.doc ?? comment
  if (entry.law === 'fixed') {
    const { value, unit, quantity } = readQuantity(source, path, entry.value, units)
    const specs = { [name]: { unit, default: value, doc } }
    return {
      name,
      dimension: quantity.dimension,
      per: undefined,
      specs,
      resolve: (settings) => Number(settings[name]) * quantity.factor,
    }
  }
  const { dimension, specs, resolve } = await readDistribution(source, path, name, entry, units)
  const described = Object.fromEntries(
    Object.entries(specs).map(([key, spec]) => [key, { ...spec, doc: doc ? `${doc}: ${spec.doc}` : spec.doc }]),
  )
  return { name, dimension, per: entry.per, specs: described, resolve }
}

/** Why two numbers do not define a distribution, and which key to correct; negative spreads are reported when they are parsed. */
function impossible(law: DrawnEntry['law'], [a, b]: readonly [number, number], [first, second]: readonly [string, string]) {
  if (law === 'uniform' && a > b) return { key: second, message: `${second} (${b}) is below ${first} (${a}); swap the two` }
  if (law === 'lognormal' && !(a > 0)) {
    const message = `${first}, the median of a lognormal distribution, is above 0, given ${a}; give the value that half of the draws are below`
    return { key: first, message }
  }
  return undefined
}

async function readDistribution(
  source: Source,
  path: Path,
  name: string,
  entry: DrawnEntry,
  units: Units,
): Promise<Pick<Parameter, 'dimension' | 'specs' | 'resolve'>> {
  const over = entry.per === 'device' ? 'over devices' : 'from cycle to cycle'
  const spread = (key: string, size: number) => {
    if (size < 0) throw problem(source, [...path, key], `a spread is not negative, given ${size}; write ${-size}`)
    return size
  }
  if (entry.law === 'empirical') {
    const stated = units(entry.unit ?? '')
    if (!stated)
      throw problem(source, [...path, 'unit'], `there is no unit "${entry.unit}"; write, for example, uS, s, V or "" for none`)
    const measured = await readColumn(source, path, entry.file, entry.column)
    const values = tableOf(measured.map((number) => inColumn(source, [...path, 'file'], number * stated.factor)))
    return { dimension: stated.dimension, specs: {}, resolve: () => ({ law: 'empirical', values }) }
  }
  const [centre, width] = {
    normal: ['mean', 'std'],
    truncated: ['mean', 'std'],
    lognormal: ['median', 'sigma'],
    uniform: ['from', 'to'],
  }[entry.law] as [string, string]
  const part = (key: string) => (entry as unknown as Record<string, number | string | undefined>)[key]
  const { value, unit, quantity } = readQuantity(source, [...path, centre], part(centre)!, units)
  const { dimension, factor } = quantity
  const pure = entry.law === 'lognormal'
  const second = readInside(source, [...path, width], part(width)!, pure ? DIMENSIONS.pure : dimension, units)
  const limit = (key: 'min' | 'max', without: number) => {
    const written = part(key)
    const at = [...path, key]
    return written === undefined ? without : inColumn(source, at, readInside(source, at, written, dimension, units))
  }
  const [low, high] = [limit('min', Number.NEGATIVE_INFINITY), limit('max', Number.POSITIVE_INFINITY)]
  if (low > high) throw problem(source, [...path, 'max'], 'max is below min; swap the two')
  const limits: Interval = low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY ? ANYWHERE : { low, high }
  const round = (inside: number) => Number((inside / factor).toPrecision(14))
  const spreads = entry.law !== 'uniform'
  const keys = spreads ? [name, `${name}_${width}`] : [`${name}_from`, `${name}_to`]
  const widthSpec: ParameterSpec = {
    unit: pure ? '' : unit,
    default: pure ? spread(width, second) : spreads ? spread(width, round(second)) : round(second),
    doc: `${width} ${over}`,
    ...(spreads ? { between: [0, 1e12] as const } : {}),
    ...(spreads && entry.per === 'device' ? { spread: true as const } : {}),
  }
  const specs = { [keys[0]!]: { unit, default: value, doc: `${centre} ${over}` }, [keys[1]!]: widthSpec }
  const wrong = impossible(entry.law, [value, widthSpec.default as number], [centre, width])
  if (wrong) throw problem(source, [...path, wrong.key], wrong.message)
  const resolve = (settings: Settings): Distribution => {
    const unfit = impossible(entry.law, [Number(settings[keys[0]!]), Number(settings[keys[1]!])], keys as [string, string])
    if (unfit) throw problem(source, path, unfit.message)
    const [a, b] = [Number(settings[keys[0]!]) * factor, Number(settings[keys[1]!]) * (pure ? 1 : factor)].map((inside) =>
      inColumn(source, path, inside),
    ) as [number, number]
    switch (entry.law) {
      case 'lognormal':
        return { law: 'lognormal', median: a, sigma: b, limits }
      case 'uniform':
        return { law: 'uniform', from: a, to: b }
      case 'truncated':
        // A normal distribution without spread is not truncated.
        return b === 0 ? { law: 'normal', mean: a, std: 0, limits } : { law: 'truncated', mean: a, std: b, limits }
      default:
        return { law: 'normal', mean: a, std: b, limits }
    }
  }
  return { dimension, specs, resolve }
}
