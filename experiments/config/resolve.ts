/** Turns what a user wrote into a resolved spec: overlays, units, validation, and errors that name the place and the remedy. */
import type { z } from 'zod'
import type { DeviceKind } from '../../devices/kind.ts'
import { InputError } from '../../input/input-error.ts'
import { mendedNumber } from '../../input/number-text.ts'
import { sentence } from '../../input/sentence.ts'
import { suggest } from '../../input/suggest.ts'
import { convertUnits } from '../../input/units.ts'
import { feedbackKinds } from '../../learning/feedback/kinds.ts'
import { rules } from '../../learning/rules/registry.ts'
import { schemes } from '../../learning/update/registry.ts'
import { stepOrder } from '../../network/graph.ts'
import { taskKinds } from '../tasks/registry.ts'
import type { TaskKind } from '../tasks/task.ts'
import { isCircuit, validatePeriphery } from './circuit.ts'
import { builtIn, deviceKeys, directionOf, type KindLoader, resolveDevice } from './device.ts'
import { describeNetwork } from './graph.ts'
import { overlays } from './presets.ts'
import { underNewNames } from './renamed.ts'
import { type Spec, sections, specSchema } from './schema.ts'
import { isMapping, merge } from './tree.ts'

/** Returns the place of a path of the spec, such as `my.yaml:12`; undefined for a path that was not written. */
export type Locate = (path: readonly PropertyKey[]) => string | undefined

/**
 * @param raw what the user wrote: a tree of plain values, possibly empty
 * @param kinds finds the device that the spec names; default: registry devices
 * @throws InputError listing every problem, one per line
 */
export async function resolveSpec(raw: unknown, placeOf: Locate = () => undefined, kinds: KindLoader = builtIn): Promise<Spec> {
  if (raw !== undefined && raw !== null && (typeof raw !== 'object' || Array.isArray(raw))) {
    throw new InputError(
      `${placeOf([]) ?? 'spec'}: a spec is a mapping such as "update: { kind: sign }", not ${JSON.stringify(raw)}`,
    )
  }
  const { user, locate } = underNewNames((raw ?? {}) as Record<string, unknown>, placeOf)
  const { kind, section: device } = await placedDevice(section(user, 'device'), locate, kinds)
  const task = namedTask(section(user, 'task').kind, locate)
  const written = isMapping(user.device) || user.device === undefined ? { ...user, device } : user
  const named = section(user, 'update').kind
  const scheme = typeof named === 'string' && Object.hasOwn(schemes, named) ? named : 'mixed-precision'
  let merged: Record<string, unknown> = { task: { kind: task.name } }
  const layers = [
    taskOverlay(section(user, 'task')),
    ruleOverlay(section(user, 'learning')),
    directionOverlay(kind, scheme),
    ...overlays(user.convention, scheme, task.name, kind, device),
  ]
  for (const layer of [...layers, written]) merged = merge(merged, layer)
  const crossbar = section(merged, 'crossbar')
  if (crossbar.periphery !== undefined)
    merged = { ...merged, crossbar: { ...crossbar, periphery: placing(locate, () => validatePeriphery(crossbar.periphery)) } }
  const schema = specSchema(kind, task)
  const { value, problems } = await convertUnits(merged, schema)
  const parsed = schema.safeParse(value, { reportInput: true })
  const unconverted = new Set(problems.map(({ path }) => path))
  const issues = (parsed.error?.issues ?? []).filter((issue) => !unconverted.has(issue.path.join('.')))
  const lines = problems.map(({ path, message }) => placed(locate, path.split('.'), message))
  if (!parsed.success)
    throw new InputError([...lines, ...issues.flatMap((issue) => explain(issue, kind, task, locate))].join('\n'))
  const spec = parsed.data as unknown as Spec
  check(spec, kind, task, locate)
  return spec
}

/** Prefixes errors of the periphery with their place. */
function placing<T>(locate: Locate, step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(placed(locate, ['crossbar', 'periphery'], error.message))
  }
}

/** A recording keeps its units unless the user asks for normalisation. */
function taskOverlay({ target }: Record<string, unknown>): Record<string, unknown> {
  return target === undefined || target === 'sinusoids' ? {} : { task: { normalize: false } }
}

/**
 * Devices with steps in both directions use both by default. The resolved spec contains it, so that such runs have other names than
 * runs from before depression pulses existed.
 */
function directionOverlay(kind: DeviceKind, scheme: string): Record<string, unknown> {
  const both = schemes[scheme]!.weights === 'crossbar' && directionOf(kind) === 'bidirectional'
  return both ? { update: { direction: 'bidirectional' } } : {}
}

/** Default feedback and mode of the rule, unless the user names others. */
function ruleOverlay({ rule }: Record<string, unknown>): Record<string, unknown> {
  const known = typeof rule === 'string' && Object.hasOwn(rules, rule) ? rules[rule] : undefined
  return known ? { learning: { feedback: known.feedback, mode: Object.keys(known.modes)[0] } } : {}
}

/** @throws InputError for an unknown task */
function namedTask(named: unknown, locate: Locate): TaskKind {
  const name = named ?? 'pattern-generation'
  const kind = typeof name === 'string' && Object.hasOwn(taskKinds, name) ? taskKinds[name] : undefined
  if (kind) return kind
  const message = `task.kind: unknown value "${asText(name)}"; ${suggest(asText(name), Object.keys(taskKinds))}`
  throw new InputError(placed(locate, ['task', 'kind'], message))
}

/** The device's kind is loaded first, because it defines the fields of the section. */
async function placedDevice(written: Record<string, unknown>, locate: Locate, kinds: KindLoader) {
  try {
    return await resolveDevice(written, kinds)
  } catch (error) {
    if (error instanceof InputError) throw new InputError(placed(locate, ['device', 'model'], error.message))
    throw error
  }
}

function section(raw: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = raw[name]
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function placed(locate: Locate, path: readonly PropertyKey[], message: string): string {
  const where = locate(path)
  return where ? `${where}: ${message}` : message
}

function explain(issue: z.core.$ZodIssue, kind: DeviceKind, task: TaskKind, locate: Locate): string[] {
  const path = issue.path.join('.')
  const say = (message: string, place: readonly PropertyKey[] = issue.path) => placed(locate, place, message)
  if (issue.code === 'unrecognized_keys') {
    const known =
      issue.path[0] === 'device'
        ? deviceKeys(kind, issue.path.slice(1))
        : path === ''
          ? [...knownKeys([]), 'task', 'device']
          : path === 'task'
            ? ['kind', ...Object.keys(task.fields)]
            : path.startsWith('task.')
              ? knownInTask(issue, task)
              : knownKeys(issue.path)
    const of = path === 'device' ? ` of device "${kind.name}"` : path === 'task' ? ` of task "${task.name}"` : ''
    return issue.keys.map((key) => {
      if (path === '' && key === 'sweep') {
        return say('the "sweep" section makes many runs of this spec: give the file to memxbar sweep, or remove the section', [
          'sweep',
        ])
      }
      const mend = suggest(key, known)
      return say(`unknown key "${path ? `${path}.` : ''}${key}"${of}${mend && `; ${mend}`}`, [...issue.path, key])
    })
  }
  if (issue.code === 'invalid_value') {
    const given = asText(issue.input)
    return [say(`${path}: unknown value "${given}"; ${suggest(given, issue.values.map(String))}`)]
  }
  const given = issue.input === undefined && issue.code === 'invalid_type' ? ', and is missing' : shown(issue.input)
  const mended = typeof issue.input === 'string' && issue.code === 'invalid_type' ? mendedNumber(issue.input) : undefined
  return [say(`${path || 'spec'}: ${sentence(issue)}${given}${mended === undefined ? '' : `; write ${mended}`}`)]
}

function shown(input: unknown): string {
  if (input === undefined) return ''
  return `, given ${asText(input)}`
}

/** A value in the user's form, at most 60 characters. */
function asText(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = sections
  for (const key of path) schema = inside(schema, key)
  return Object.keys(shapeOf(schema) ?? {})
}

/** Known fields of a section of the task, such as its encoder: those of the kind that is written. */
function knownInTask({ path, input }: z.core.$ZodIssue, task: TaskKind): string[] {
  let schema: unknown = task.fields[String(path[1])]
  for (const key of path.slice(2)) schema = inside(schema, key)
  const kind = (input as { kind?: unknown } | undefined)?.kind
  return Object.keys(shapeOf(schema, kind) ?? {})
}

function shapeOf(schema: unknown, kind?: unknown): Record<string, unknown> | undefined {
  const def = (schema as { def?: { shape?: Record<string, unknown>; innerType?: unknown; options?: unknown[] } } | undefined)?.def
  if (def?.innerType) return shapeOf(def.innerType, kind)
  if (def?.options) {
    const shapes = def.options.map((option) => shapeOf(option) ?? {})
    const ofKind = shapes.find((shape) => kind !== undefined && (shape.kind as z.ZodType | undefined)?.safeParse(kind).success)
    return ofKind ?? Object.assign({}, ...shapes)
  }
  return def?.shape
}

function inside(schema: unknown, key: PropertyKey): unknown {
  const { element, valueType } = unwrapped(schema)
  return element ?? valueType ?? shapeOf(schema)?.[String(key)]
}

/** Checks that involve several fields. */
function check(spec: Spec, kind: DeviceKind, task: TaskKind, locate: Locate): void {
  const { network, device, crossbar, update, learning } = spec
  const problems: [path: string, message: string][] = []
  for (const [field, message] of task.check?.(spec.task as never) ?? []) problems.push([`task.${field}`, message])
  const dt = Number(spec.task.dt)
  const refractory = network.refractory / dt
  if (Math.abs(refractory - Math.round(refractory)) > 1e-6) {
    problems.push([
      'network.refractory',
      `${network.refractory} s is not a whole number of steps of ${dt} s; make it a multiple of task.dt`,
    ])
  }
  if (network.adaptive > network.neurons) {
    problems.push([
      'network.adaptive',
      `${network.adaptive} of ${network.neurons} neurons cannot adapt; lower it or raise network.neurons`,
    ])
  }
  const { g_min = 0, g_max = Infinity, read_min = 0, read_max = Infinity } = device
  // A recipe may give the two ends in different units: it compares them itself when it is bound.
  const oneUnit = kind.parameters.g_min?.unit === kind.parameters.g_max?.unit
  if (oneUnit && !(g_min < g_max)) problems.push(['device.g_max', `${g_max} uS is not above g_min (${g_min} uS); raise it`])
  if (!(read_min < read_max))
    problems.push(['device.read_max', `${read_max} uS is not above read_min (${read_min} uS); raise it`])
  const { weights, laysReference } = schemes[update.kind]!
  if (crossbar.cell === 'reference' && update.direction === 'set-only') {
    problems.push([
      'crossbar.cell',
      'SET pulses never lower a reference cell; take update.direction bidirectional and a device with depression pulses, or the differential cell',
    ])
  }
  if (crossbar.origin === 'symmetric-point' && crossbar.cell !== 'reference') {
    problems.push([
      'crossbar.origin',
      'the symmetric points of a pair differ, and their difference would be a weight; take crossbar.cell reference, which subtracts the point of each device, or origin mid-range',
    ])
  }
  if (weights === 'crossbar' && isCircuit(crossbar)) {
    const circuit = 'reference cells are read without tile, periphery and faults; leave these out, or take'
    if (crossbar.cell === 'reference') problems.push(['crossbar.cell', `${circuit} the differential cell`])
    else if (laysReference?.(update as never, directionOf(kind))) {
      problems.push(['update.kind', `the fast array of ${update.kind} has reference cells: ${circuit} update.fast.device: pcm`])
    }
  }
  if (weights === 'digital' && crossbar.replicas > 1) {
    problems.push([
      'crossbar.replicas',
      `update.kind ${update.kind} keeps its weights in digital memory, without devices; leave it out`,
    ])
  }
  const rule = rules[learning.rule]!
  if (!Object.hasOwn(rule.modes, learning.mode)) {
    problems.push([
      'learning.mode',
      `rule ${rule.name} has no mode "${learning.mode}"; ${suggest(learning.mode, Object.keys(rule.modes))}`,
    ])
  }
  const { stores } = feedbackKinds[learning.feedback]
  if (!(stores as readonly string[]).includes(learning.feedback_store)) {
    problems.push([
      'learning.feedback_store',
      `feedback ${learning.feedback} cannot be held in "${learning.feedback_store}"; ${suggest(learning.feedback_store, stores)}`,
    ])
  }
  const entropy = spec.task.loss === 'cross-entropy' || spec.task.loss === 'cross-entropy-of-mean'
  // An update scheme that changes the errors of the outputs one by one also changes their sum.
  const sumIsZero = entropy && !schemes[update.kind]!.trigger?.(update)
  if (learning.feedback === 'broadcast' && rule.along === 'readout' && sumIsZero) {
    problems.push([
      'learning.feedback',
      'broadcast sends the sum of the errors, which is 0 with cross-entropy: hidden weights would not learn; take random',
    ])
  }
  if (learning.mode === 'online' && (learning.feedback_store !== 'digital' || learning.train_neurons.length > 0)) {
    problems.push(['learning.mode', 'online has digital feedback and trains no neuron constants; take adjoint'])
  }
  if (learning.mode === 'online' && spec.task.loss === 'cross-entropy-of-mean') {
    problems.push([
      'task.loss',
      'the mean is known only at the end of a trial, and mode online learns before; take cross-entropy',
    ])
  }
  if (network.connections === undefined && network.populations !== undefined) {
    problems.push([
      'network.connections',
      'populations without connections do nothing; write for example [input > h1, h1 > readout]',
    ])
  }
  if (network.connections !== undefined && network.populations === undefined) {
    problems.push(['network.populations', 'connections need populations; write for example { h1: { size: 100 } }'])
  }
  if (network.connections !== undefined && network.populations !== undefined) {
    for (const message of graphMistakes(network, dt)) problems.push(['network.connections', message])
  }
  if (problems.length === 0) return
  const line = (path: string, message: string) => (message.startsWith('network.') ? message : `${path}: ${message}`)
  throw new InputError(problems.map(([path, message]) => placed(locate, path.split('.'), line(path, message))).join('\n'))
}

/** Mistakes in a graph that can be found before the task's data are read. */
function graphMistakes(network: Spec['network'], dt: number): string[] {
  try {
    stepOrder(describeNetwork(network, { inputs: 0, outputs: 0, dt }).graph)
    return []
  } catch (error) {
    if (error instanceof InputError) return error.message.split('\n')
    throw error
  }
}

/** The schema without its defaults. */
function unwrapped(schema: unknown): { readonly element?: unknown; readonly valueType?: unknown } {
  const def = (schema as { def?: { innerType?: unknown; element?: unknown; valueType?: unknown } } | undefined)?.def
  return def?.innerType ? unwrapped(def.innerType) : (def ?? {})
}
