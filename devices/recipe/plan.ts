/** A recipe with the parameters of one spec: executable statements, columns, the range. */
import { apply, type Bound, bind, constantBound } from './bind.ts'
import { dimensionOf, type Units, unitText } from './dimensions.ts'
import { type Distribution, drawn, FRACTION, moments, NORMAL_RANGE, rangeOf, undrawn } from './distribution.ts'
import { type Equation, type Equations, located } from './equations.ts'
import { ANYWHERE, hull, type Interval, isBounded } from './interval.ts'
import { input, type Node, type Statements } from './node.ts'
import type { Field, Parameter } from './parameters.ts'
import { problem, type Source } from './source.ts'

/** The bound value of each name. */
type Names = Pick<ReadonlyMap<string, Bound>, 'get'>

/** Programs of a device; `read` includes the drift. */
export type Program = 'set' | 'reset' | 'depress' | 'read' | 'current' | `energy.${'set' | 'reset' | 'depress' | 'read'}`

export interface Plan {
  readonly programs: ReadonlyMap<Program, Statements>
  /** Conductance `age` s after the last pulse; undefined: no drift. */
  readonly drift: Node | undefined
  /** The noisy read of the drifted conductance g; undefined: a read without noise. */
  readonly read: Node | undefined
  readonly range: { readonly low: Bound; readonly high: Bound }
  /** Device-to-device parameters. */
  readonly drawn: ReadonlyMap<string, Distribution>
  readonly fields: readonly Field[]
  /** The model's columns and their units. */
  readonly columns: Readonly<Record<string, { readonly unit: string; readonly doc: string }>>
  /** Means of the device-to-device parameters and initial values of the fields. */
  readonly means: ReadonlyMap<string, number>
}

interface Recipe {
  readonly source: Source
  readonly equations: Equations
  readonly parameters: readonly Parameter[]
  readonly fields: readonly Field[]
  readonly units: Units
}

/** Age of the earliest read (kernels/assembly/cells.ts), s. */
const YOUNGEST = 1e-9
const COUNT: Interval = { low: 0, high: 2 ** 32 - 1 }
const VOLTAGE: Interval = { low: -1000, high: 1000 }
const PER_MICROJOULE = 1e-6
const zero = constantBound(0)

/** @throws InputError if the equations are invalid for these parameters */
export function planOf(
  { source, equations, parameters, fields, units }: Recipe,
  settings: Readonly<Record<string, number | boolean>>,
): Plan {
  const resolved = new Map(parameters.map((parameter) => [parameter, parameter.resolve(settings)]))
  const fixed = new Map<string, Bound>([['pi', constantBound(Math.PI)]])
  const devices = new Map<string, Distribution>()
  const cycles = new Map<string, Distribution>()
  for (const [{ name, per }, value] of resolved) {
    if (typeof value === 'number') fixed.set(name, constantBound(value))
    else if (per === 'cycle') cycles.set(name, value)
    else {
      devices.set(name, value)
      fixed.set(name, { node: input(name), range: rangeOf(value) })
    }
  }
  for (const { name } of fields) fixed.set(name, { node: input(name), range: ANYWHERE })
  for (const name of ['n_set', 'n_reset']) fixed.set(name, { node: input(name), range: COUNT })

  const bound = ({ tree, text, path, names }: Equation, values: Names): Bound =>
    located(source, path, text, () => bind(tree, { names: values, units, dimension: (part) => dimensionOf(part, units, names) }))
  const [low, high] = equations.range.map((end) => bound(end, fixed)) as [Bound, Bound]
  const means = new Map([...devices].map(([name, distribution]) => [name, moments(distribution).mean]))
  if (low.range.low < 0)
    throw problem(source, ['range', 0], `a conductance is not below 0 uS, and this can be ${low.range.low}; raise it`)
  if (isBounded(low.range) && high.range.high <= low.range.low) {
    throw problem(source, ['range', 1], `${high.range.high} uS is not above the lower end, ${low.range.low} uS; raise it`)
  }

  const programs = new Map<Program, Statements>()
  const inRange = (value: Bound) => apply('max', low, apply('min', high, value))
  const aboveZero = (value: Bound) => apply('max', zero, value)
  const within = hull(low.range, high.range)
  const reset = pulse('reset', { low: 0, high: Math.max(0, within.high) }, aboveZero)
  // Possible conductance before any operation other than the first RESET.
  const conductance = hull({ low: Math.max(0, within.low), high: within.high }, reset)
  pulse('set', conductance, inRange)
  pulse('depress', conductance, inRange)
  const known = new Map(fixed).set('g', { node: input('g'), range: conductance })

  const aged = new Map(known).set('age', { node: input('age'), range: { low: YOUNGEST, high: Number.POSITIVE_INFINITY } })
  const [driftEquation] = settings.drift ? (equations.parts.get('drift') ?? []) : []
  const drift = driftEquation && bound(driftEquation, aged)
  if (drift) aged.set('g', { node: input('g'), range: drift.range })
  const [readEquation] = equations.parts.get('read') ?? []
  const read = readEquation && bound(readEquation, withDraws(aged, settings.read_noise === true))
  programs.set('read', [
    ...(drift ? [{ target: 'g', value: drift.node }] : []),
    { target: 'out', value: aboveZero(read ?? aged.get('g')!).node },
  ])
  const [current] = equations.parts.get('current') ?? []
  if (current) {
    const powered = new Map(known).set('v', { node: input('v'), range: VOLTAGE })
    programs.set('current', [{ target: 'out', value: bound(current, powered).node }])
  }
  for (const [part, [equation]] of equations.parts) {
    if (!part.startsWith('energy.')) continue
    const joules = apply('*', bound(equation!, known), constantBound(PER_MICROJOULE))
    programs.set(part as Program, [{ target: 'out', value: joules.node }])
  }
  for (const { name, initial } of fields) means.set(name, initial)
  return {
    programs,
    drift: drift?.node,
    read: read?.node,
    range: { low, high },
    drawn: devices,
    fields,
    means,
    columns: Object.fromEntries([
      ...fields.map(({ name, dimension, doc }) => [name, { unit: unitOf(dimension), doc }]),
      ...parameters
        .filter(({ name }) => devices.has(name))
        .map(({ name, dimension, specs }) => [name, { unit: unitOf(dimension), doc: specs[name]?.doc ?? 'device-to-device' }]),
    ]),
  }

  /** Binds a pulse on devices with conductance in g, uS, and returns the range of the conductance after it. */
  function pulse(part: 'set' | 'reset' | 'depress', g: Interval, limit: (value: Bound) => Bound): Interval {
    const written = equations.parts.get(part)
    if (!written) return g
    const names = new Map(fixed).set('g', { node: input('g'), range: g })
    const all = withDraws(names, settings.write_noise === true)
    const statements = written.map((equation) => {
      const value = bound(equation, all)
      const { node, range } = equation.target === 'g' ? limit(value) : value
      // The next statement uses the new value.
      names.set(equation.target, { node: input(equation.target), range })
      return { target: equation.target, value: node }
    })
    programs.set(part, statements)
    return names.get('g')!.range
  }

  /** The names plus draws; draws are bound on demand, because there may be thousands and an expression uses few. */
  function withDraws(names: Names, noise: boolean): Names {
    const varying = new Map<string, Bound>()
    const get = (name: string): Bound | undefined => {
      const distribution = cycles.get(name)
      if (distribution) {
        const value = varying.get(name) ?? (noise ? drawn(distribution, name) : undrawn(distribution))
        varying.set(name, value)
        return value
      }
      const [, letters] = /^(xi|u)\d*$/.exec(name) ?? []
      if (letters === undefined) return names.get(name)
      return noise ? randomNumber(name, letters === 'xi') : constantBound(letters === 'xi' ? 0 : 0.5)
    }
    return { get }
  }
}

/** xi uses the operation's stream, as in the built-in models; the other draws use its substreams. */
function randomNumber(name: string, normal: boolean): Bound {
  const draw = { stream: name === 'xi' ? '' : name, law: normal ? 'normal' : 'uniform' } as const
  return { node: { op: 'draw', draw }, range: normal ? NORMAL_RANGE : FRACTION }
}

function unitOf(dimension: Parameter['dimension']): string {
  const text = unitText(dimension)
  return text === 'a plain number' ? '' : text
}
