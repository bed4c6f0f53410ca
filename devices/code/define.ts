/**
 * A user's device in code, written as functions of a single device: `export default defineDevice({...})` in a file that a spec names
 * as `device: { model: ./my-device.ts }`.
 */

import { InputError } from '../../input/input-error.ts'
import type { Arena, F32 } from '../../kernels/arena.ts'
import { fillNormals, fillNormalsOf, fillNormalsOfCounts, type Rng } from '../../kernels/rng.ts'
import { type DeviceKind, deviceKind, type ParameterSpec, type Parameters, type Values } from '../kind.ts'
import type { CellList, Columns, Declared, DeviceModel, Operation } from '../model.ts'
import { wrappers } from '../wrappers/wrap.ts'
import { watched } from './rehearse.ts'

/** A parameter: only its default (a pure number or a switch), or a record with unit, doc and allowed values. */
type Short = Readonly<Record<string, number | boolean | ParameterSpec>>
type Bound<P extends Short> = {
  readonly [K in keyof P]: P[K] extends boolean | { readonly default: boolean } ? boolean : number
}

/** The argument for one device: conductance (uS) and state can be changed; device parameters and pulse counts are read-only. */
type Cell<S extends string, D extends string> = {
  g: number
  /** Number of SET pulses before this one. */
  readonly set_count: number
  readonly reset_count: number
} & { [K in S]: number } & { readonly [K in D]: number }

/**
 * A device in code. `q` contains the parameters; `xi` is a standard normal drawn for this device and this pulse or read (0 if
 * write_noise or read_noise is off). Use `exp`, `log`, `pow`, `sin`, `cos` of `memxbar/device`: those of `Math` differ between engines.
 */
export interface DeviceDefinition<P extends Short, S extends string, D extends string> {
  readonly name: string
  readonly title?: string
  readonly cite?: string
  readonly omits?: string
  /** Conductance range, uS: SET and depression are clamped to it. */
  readonly range: readonly [gMin: number, gMax: number]
  /** Conductance change that a controller assumes for one SET, uS. Default: the mean of the first ten from RESET, without noise. */
  readonly step?: number
  /** Maximum number of SET pulses in one update. Default: the number that reaches 90 % of the response to 1,000, without noise. */
  readonly mostPulses?: number
  readonly parameters?: P
  /** Fields that pulses change, with their values before the first RESET. */
  readonly state?: Readonly<Record<S, number>>
  /** Fields drawn once per device (device-to-device), each from its own standard normal xi. */
  readonly device?: { readonly [K in D]: (q: Bound<P>, xi: number) => number }
  set(cell: Cell<S, D>, q: Bound<P>, xi: number): void
  reset(cell: Cell<S, D>, q: Bound<P>, xi: number): void
  /** One gradual depression pulse, if the device has one. */
  depress?(cell: Cell<S, D>, q: Bound<P>, xi: number): void
  /** Conductance read `age` s after the last pulse, uS; negative values become 0. Default: g. */
  read?(cell: Readonly<Cell<S, D>>, q: Bound<P>, xi: number, age: number): number
  /** Energy of one operation, J, from the state before the operation. */
  readonly energy?: { readonly [O in Operation]?: (cell: Readonly<Cell<S, D>>, q: Bound<P>) => number }
  /** Current at `voltage` V, uA. */
  current?(cell: Readonly<Cell<S, D>>, q: Bound<P>, voltage: number): number
  declares?(q: Bound<P>): Declared
}

/** Switches that every device in code has in addition to its parameters. */
const SWITCHES = {
  write_noise: { unit: '', default: true, doc: 'noise of pulses' },
  read_noise: { unit: '', default: true, doc: 'noise of reads' },
} as const

/** Keys of a spec's `device` section that are not parameters. */
const TAKEN = ['model', 'file', 'sha256', ...wrappers.map((wrapper) => wrapper.name)]

/** Smallest age at a read, s: drift laws have no value at age 0. */
const YOUNGEST = 1e-9

/**
 * A device kind from functions of one device. `memxbar device check` tests it.
 * @throws InputError if names clash, the range is empty, or set or reset is missing
 */
export function defineDevice<const P extends Short = Record<never, never>, S extends string = never, D extends string = never>(
  definition: DeviceDefinition<P, S, D>,
): DeviceKind {
  checkNames(definition as unknown as Definition)
  const parameters: Parameters = { ...Object.fromEntries(Object.entries(definition.parameters ?? {}).map(long)), ...SWITCHES }
  return deviceKind({
    name: definition.name,
    title: definition.title ?? definition.name,
    ...(definition.cite === undefined ? {} : { cite: definition.cite }),
    omits: definition.omits ?? '',
    parameters,
    create: (values) => create(definition as unknown as Definition, values),
  })
}

function long([name, p]: [string, Short[string]]): [string, ParameterSpec] {
  return [name, typeof p === 'object' ? p : { unit: '', default: p, doc: '' }]
}

function checkNames(definition: Definition): void {
  const { name, range, parameters = {}, state = {}, device = {} } = definition
  const fail = (message: string) => {
    throw new InputError(`device "${name}": ${message}`)
  }
  if (typeof name !== 'string' || !/^[a-z][a-z0-9_-]*$/i.test(name))
    fail('a name has letters, digits, - and _ only, and begins with a letter')
  if (!Array.isArray(range)) fail('range is missing; write range: [lowest, highest], in uS')
  for (const key of ['set', 'reset'] as const) {
    const mend = `write ${key}(cell, q, xi) { cell.g ${key === 'set' ? '+= 0.5' : '= 0.1'} }`
    if (definition[key] === undefined) fail(`${key} is missing; ${mend}`)
  }
  for (const key of ['set', 'reset', 'depress', 'read', 'current', 'declares'] as const) {
    const given = definition[key] as unknown
    if (given !== undefined && typeof given !== 'function')
      fail(`${key} is not a function, given ${typeof given}; write a function, or omit it`)
  }
  if (!(range[0] >= 0 && range[1] > range[0])) fail(`range [${range}]: give [lowest, highest] in uS, 0 or more, the lowest first`)
  const fields = [...Object.keys(state), ...Object.keys(device)]
  const taken = ['g', 't_programmed', 'set_count', 'reset_count', 'depress_count']
  const clash = fields.find((field, i) => taken.includes(field) || fields.indexOf(field) !== i)
  if (clash !== undefined) fail(`the field "${clash}" already exists; give it another name`)
  const reserved = Object.keys(parameters).find((p) => [...TAKEN, ...Object.keys(SWITCHES)].includes(p))
  if (reserved !== undefined) fail(`the parameter name "${reserved}" is taken; give it another`)
}

type Definition = DeviceDefinition<Short, string, string>
type AnyCell = Cell<string, string>
type Change = (cell: AnyCell, q: Values<Parameters>, xi: number) => void

function create(definition: Definition, q: Values<Parameters>): DeviceModel {
  const { name, range, state = {}, device = {}, energy } = definition
  const views = new WeakMap<Columns, View>()
  const view = (c: Columns, arena?: Arena) => {
    const known = views.get(c) ?? createView(c, Object.keys(state), Object.keys(device))
    views.set(c, known)
    if (arena && !known.xi) known.xi = arena.f32(c.g.length)
    return known
  }
  const pulse = (operation: 'set' | 'reset' | 'depress', change: Change, low: number) => {
    return (c: Columns, cells: CellList, rng: Rng, arena: Arena) => {
      const { cell, select, xi } = view(c, arena) as Required<View>
      if (q.write_noise) fillNormalsOfCounts(arena, rng, cells, c[`${operation}_count`], xi)
      else xi.fill(0, 0, cells.n)
      for (let i = 0; i < cells.n; i++) {
        select(cells.ids[i]!)
        change(cell, q, xi[i]!)
        if (Number.isNaN(cell.g)) throw notFinite(name, operation, cells.ids[i]!)
        cell.g = Math.min(range[1], Math.max(low, cell.g))
      }
    }
  }
  const response = noiselessResponse(definition, q)
  return {
    name,
    range,
    step: definition.step ?? (response[10]! - response[0]!) / 10,
    mostPulses:
      definition.mostPulses ??
      Math.max(
        1,
        response.findIndex((g) => g - response[0]! >= 0.9 * (response.at(-1)! - response[0]!)),
      ),
    columns: Object.fromEntries(
      [...Object.keys(state), ...Object.keys(device)].map((field) => [field, { unit: '', doc: field }]),
    ),
    init(c, n, rng, arena) {
      for (const [field, value] of Object.entries(state)) c.own[field]!.fill(value)
      for (const [field, draw] of Object.entries(device)) {
        const column = c.own[field]!
        fillNormals(arena, rng.fork(field), 0, column)
        for (let id = 0; id < n; id++) column[id] = draw(q, column[id]!)
      }
    },
    set: pulse('set', definition.set, range[0]),
    reset: pulse('reset', definition.reset, 0),
    ...(definition.depress ? { depress: pulse('depress', definition.depress, range[0]) } : {}),
    read(c, cells, t, event, rng, arena, out) {
      const { cell, select, xi } = view(c, arena) as Required<View>
      if (q.read_noise) fillNormalsOf(arena, rng, cells, event, xi)
      else xi.fill(0, 0, cells.n)
      for (let i = 0; i < cells.n; i++) {
        const id = cells.ids[i]!
        select(id)
        const age = Math.max(YOUNGEST, t - c.t_programmed[id]!)
        const g = definition.read ? definition.read(cell, q, xi[i]!, age) : cell.g
        if (Number.isNaN(g)) throw notFinite(name, 'read', id)
        out[i] = Math.max(0, g)
      }
    },
    ...(energy
      ? { energy: (operation, c, cells, out) => each(view(c), cells, out, (cell) => energy[operation]?.(cell, q) ?? 0) }
      : {}),
    ...(definition.current
      ? { current: (c, cells, voltage, out) => each(view(c), cells, out, (cell) => definition.current!(cell, q, voltage)) }
      : {}),
    declares: { fixed: Object.keys(device), ...definition.declares?.(q) },
  }
}

function each({ cell, select }: View, { ids, n }: CellList, out: F32, value: (cell: AnyCell) => number): void {
  for (let i = 0; i < n; i++) {
    select(ids[i]!)
    out[i] = value(cell)
  }
}

function notFinite(name: string, operation: Operation, id: number): InputError {
  return new InputError(
    `device "${name}": ${operation} gives no number for device ${id}; \`memxbar device check\` shows the pulses that lead there`,
  )
}

/** A view of the columns for one device at a time, and a buffer for the noise of a list. */
interface View {
  readonly cell: AnyCell
  select(id: number): void
  xi?: F32
}

function createView(c: Columns, state: readonly string[], fixed: readonly string[]): View {
  let at = 0
  const cell = {} as AnyCell
  const field = (name: string, column: { [id: number]: number }, writable: boolean) =>
    Object.defineProperty(cell, name, {
      enumerable: true,
      get: () => column[at],
      ...(writable ? { set: (value: number) => (column[at] = value) } : {}),
    })
  field('g', c.g, true)
  field('set_count', c.set_count, false)
  field('reset_count', c.reset_count, false)
  for (const name of state) field(name, c.own[name]!, true)
  for (const name of fixed) field(name, c.own[name]!, false)
  return {
    cell,
    select(id) {
      at = id
    },
  }
}

/**
 * Conductance of a typical device after 0, 1, ... SET pulses from RESET, with all noise 0, uS.
 * @throws InputError if a function uses a parameter or field that is not declared
 */
function noiselessResponse(definition: Definition, values: Values<Parameters>): number[] {
  const { name, range, state = {}, device = {}, set, reset } = definition
  const q = watched(values, name, 'parameter', [])
  const draws = Object.entries(device).map(([field, draw]) => [field, draw(q, 0)])
  const fields = { g: range[0], set_count: 0, reset_count: 0, ...state, ...Object.fromEntries(draws) }
  const cell = watched(fields, name, 'field of the cell', ['g', ...Object.keys(state)])
  reset(cell, q, 0)
  const response = [fields.g]
  for (let n = 1; n <= 1000; n++) {
    fields.set_count = n - 1
    set(cell, q, 0)
    fields.g = Math.min(range[1], Math.max(range[0], fields.g))
    response.push(fields.g)
  }
  definition.depress?.(cell, q, 0)
  const seen = watched(fields, name, 'field of the cell', [])
  definition.read?.(seen, q, 0, 1)
  for (const energy of Object.values(definition.energy ?? {})) energy?.(seen, q)
  definition.current?.(seen, q, 0.1)
  definition.declares?.(q)
  return response
}
