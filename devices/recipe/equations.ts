/** The equations of a recipe: parsed, with checked names and dimensions. */
import { suggest } from '../../input/suggest.ts'
import type { Operation } from '../model.ts'
import { DIMENSIONS, type Dimension, dimensionOf, remedy, sameDimension, type Units, unitText } from './dimensions.ts'
import type { Field, Parameter } from './parameters.ts'
import { wrongUnit } from './quantity.ts'
import type { Written } from './schema.ts'
import { type Path, problem, type Source } from './source.ts'
import { ExpressionError, oneLine, type Parse, type Scope, type Tree } from './tree.ts'

export interface Equation {
  /** The field that it assigns, or `out`. */
  readonly target: string
  readonly text: string
  readonly tree: Tree
  readonly path: Path
  readonly names: ReadonlyMap<string, Dimension>
}

/** Operations that have equations; `energy.*` in J, `current` in uA, others in uS. */
type Part = 'set' | 'reset' | 'depress' | 'drift' | 'read' | 'current' | `energy.${'set' | 'reset' | 'depress' | 'read'}`

export interface Equations {
  readonly parts: ReadonlyMap<Part, readonly Equation[]>
  readonly range: readonly [low: Equation, high: Equation]
}

const DRAW = /\b(xi|u)\d*\b/g
const COUNTERS = ['n_set', 'n_reset'] as const
const PULSES = new Set<Part>(['set', 'reset', 'depress'])

export interface Declared {
  readonly parameters: readonly Parameter[]
  readonly fields: readonly Field[]
}

export function readEquations(source: Source, written: Written, declared: Declared, parse: Parse, units: Units): Equations {
  const { fields } = declared
  const parts = new Map<Part, readonly Equation[]>()
  const scopes = new Map<Part, Named>()
  const dimensions = new Map(fields.map(({ name, dimension }) => [name, dimension]))
  // The range is checked first: an end in the wrong unit also causes errors elsewhere.
  const range = readRange()
  const targets = ['g', ...dimensions.keys()]
  const isTarget = new Set(targets)
  for (const part of ['set', 'reset', 'depress'] as const) {
    const statements = written[part]
    if (statements === undefined) continue
    for (const target of Object.keys(statements)) {
      if (isTarget.has(target)) continue
      const known = declared.parameters.some(({ name }) => name === target)
      const why = known
        ? `a parameter does not change; make it a field of state`
        : `there is no such field; declare it under state; ${suggest(target, targets)}`
      throw problem(source, [part, target], why)
    }
    if (!Object.hasOwn(statements, 'g'))
      throw problem(source, [part], `g is missing: the conductance after the pulse; write, for example, g: g`)
    parts.set(
      part,
      Object.entries(statements).map(([target, text]) => read(part, target, text, [part, target])),
    )
  }
  const assigned = new Set([...PULSES].flatMap((part) => parts.get(part)?.map(({ target }) => target) ?? []))
  for (const { name } of fields) {
    if (!assigned.has(name))
      throw problem(source, ['state', name], `no pulse ever changes it; write set: { ${name}: ... } or make it a parameter`)
  }
  for (const part of ['drift', 'read', 'current'] as const) {
    const text = written[part]
    if (text !== undefined) parts.set(part, [read(part, 'out', text, [part])])
  }
  for (const [operation, text] of Object.entries(written.energy ?? {})) {
    const part = `energy.${operation as 'set'}` as const
    if (text !== undefined) parts.set(part, [read(part, 'out', text, ['energy', operation])])
  }
  return { parts, range }

  function read(part: Part, target: string, given: string | number, path: Path): Equation {
    const text = oneLine(String(given))
    const named = scopes.get(part) ?? namedIn(part, units, declared)
    scopes.set(part, named)
    const { names, scope } = named
    // Draws need no declaration: an expression can use any draw by name.
    if (draws(part)) for (const [name] of text.matchAll(DRAW)) names.set(name, DIMENSIONS.pure)
    const wanted = targetDimension(part, target, dimensions)
    return located(source, path, text, () => {
      const tree = parse(text, scope)
      const dimension = dimensionOf(tree, units, names)
      if (dimension !== 'zero' && !sameDimension(dimension, wanted)) {
        const message = `${target === 'out' ? part.replace('.', ' of a ') : target} is in ${unitText(wanted)}, and this gives ${unitText(dimension)}`
        throw new ExpressionError(message.replace('in a plain', 'a plain'), tree.span, remedy({ dimension, tree }, wanted))
      }
      return { target, text, tree, path, names }
    })
  }

  function readRange(): Equations['range'] {
    const known = new Set(declared.parameters.map(({ name }) => name))
    const given = written.range ?? (known.has('g_min') && known.has('g_max') ? ['g_min', 'g_max'] : undefined)
    if (!given)
      throw problem(
        source,
        [],
        '"range" is missing: the conductances the device can take; write, for example, range: [0.1 uS, 12 uS]',
      )
    const ends = given.map((end, i): Equation => {
      const path = ['range', i]
      const text = oneLine(String(end))
      const names = new Map(
        declared.parameters.filter(({ per }) => per !== 'cycle').map(({ name, dimension }) => [name, dimension]),
      )
      return located(source, path, text, () => {
        const tree = parse(text, { names, isUnit: (name) => units(name) !== undefined })
        const dimension = dimensionOf(tree, units, names)
        if (dimension !== 'zero' && !sameDimension(dimension, DIMENSIONS.conductance)) {
          if (tree.kind === 'name') throw wrongEnd(tree.name, dimension)
          const message = `a conductance is in uS, and this is ${unitText(dimension)}`
          throw new ExpressionError(message, tree.span, remedy({ dimension, tree }, DIMENSIONS.conductance))
        }
        return { target: 'out', text, tree, path, names }
      })
    })
    return [ends[0]!, ends[1]!]
  }

  /** The error for a parameter that is an end of the range and has the wrong unit. */
  function wrongEnd(name: string, dimension: Dimension) {
    const given = written.parameters[name]
    const { default: value } = declared.parameters.find((each) => each.name === name)!.specs[name] ?? {}
    const mend =
      typeof given === 'object' || typeof value !== 'number'
        ? `it is in ${unitText(dimension)}, and the range is in uS; write it in uS`
        : wrongUnit(String(given), value, dimension, DIMENSIONS.conductance)
    return problem(source, ['parameters', name], `an end of the range: ${mend}`)
  }
}

/** The equations of each operation as written, on one line; drift is part of the read. */
export function writtenOf({ parts }: Equations): Readonly<Partial<Record<Operation, string>>> {
  const line = (part: Part) => parts.get(part)?.map(({ target, text }) => `${target === 'out' ? part : target}: ${text}`) ?? []
  const operations: Readonly<Record<Operation, readonly Part[]>> = {
    set: ['set'],
    reset: ['reset'],
    depress: ['depress'],
    read: ['drift', 'read'],
  }
  const lines = Object.entries(operations).map(([operation, of]) => [operation, of.flatMap(line).join(', ')] as const)
  return Object.fromEntries(lines.filter(([, text]) => text !== ''))
}

/** Runs `work` on an expression and adds the place in the file to its errors. */
export function located<T>(source: Source, path: Path, expression: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    const { span, remedy: mend, message } = error
    throw problem(source, path, message, { expression, ...(span ? { span } : {}), ...(mend ? { remedy: mend } : {}) })
  }
}

function targetDimension(part: Part, target: string, fields: ReadonlyMap<string, Dimension>): Dimension {
  if (part === 'current') return DIMENSIONS.current
  if (part.startsWith('energy.')) return DIMENSIONS.energy
  return fields.get(target) ?? DIMENSIONS.conductance
}

/** Whether the part has random draws. */
function draws(part: Part): boolean {
  return PULSES.has(part) || part === 'read'
}

/** The names available to the equations of one part, and the messages for names available only elsewhere. */
interface Named {
  readonly names: Map<string, Dimension>
  readonly scope: Scope
}

function namedIn(part: Part, units: Units, declared: Declared): Named {
  const names = new Map<string, Dimension>([['g', DIMENSIONS.conductance]])
  for (const { name, dimension, per } of declared.parameters) if (per !== 'cycle' || draws(part)) names.set(name, dimension)
  for (const { name, dimension } of declared.fields) names.set(name, dimension)
  for (const name of [...COUNTERS, 'pi']) names.set(name, DIMENSIONS.pure)
  if (part === 'drift' || part === 'read') names.set('age', DIMENSIONS.time)
  if (part === 'current') names.set('v', DIMENSIONS.voltage)
  return { names, scope: scopeOf(part, names, units, declared) }
}

function scopeOf(part: Part, names: ReadonlyMap<string, Dimension>, units: Units, { parameters }: Declared): Scope {
  const elsewhere = new Map<string, string>([
    ['t', 'a device has no clock, only its age in drift and read'],
    ['age', 'it is available only in drift and read: each pulse sets the age to 0'],
    ['v', 'it is available only in current; give pulses their voltage as a parameter'],
  ])
  const noDraw =
    part === 'drift'
      ? 'drift is the same at every read: draw it in set and keep it in a field of state, or give the parameter per: device'
      : 'energies and currents have no random draws; use g or a field of state'
  for (const name of ['xi', 'xi1', 'xi2', 'xi3', 'u', 'u1', 'u2', 'u3']) elsewhere.set(name, noDraw)
  for (const { name, per } of parameters) if (per === 'cycle') elsewhere.set(name, noDraw)
  return { names, isUnit: (name) => units(name) !== undefined, elsewhere }
}
