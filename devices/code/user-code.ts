/** What goes wrong in a user's own device code is the user's mistake: told with file and line, and without our stack. */
import { InputError } from '../../input/input-error.ts'
import type { DeviceKind } from '../kind.ts'
import type { DeviceModel } from '../model.ts'

/** What a wrong import, or a name that is none of these, most likely wanted. */
const EXPORTS = "; a device imports defineDevice, exp, log, pow, sin and cos from 'memxbar/device'"
const FOREIGN = /cannot find (module|package)|is not exported|does not provide an export|is not a function/i

/** `FILE:LINE: message`, the line being the innermost of the file's own; that of an InputError is told with the file. */
export function mistakeIn(file: string, error: unknown): InputError {
  if (!(error instanceof Error)) return new InputError(`${file}: throws ${String(error)}`)
  // Of another copy of this class, where the file brought its own.
  if (error.name === 'InputError')
    return new InputError(error.message.includes(file) ? error.message : `${file}: ${error.message}`)
  // A parser has the place in its message, code that was run in its stack.
  const [, line] = error.message.split(`${file}:`, 2).concat(error.stack?.split(`${file}:`).slice(1) ?? [])
  const at = /^\d+/.exec(line ?? '')?.[0]
  const message = error.message.split('\n')[0]!.trimEnd()
  return new InputError(`${file}${at ? `:${at}` : ''}: ${message}${FOREIGN.test(message) ? EXPORTS : ''}`)
}

/** The kind with all that its code throws made a user's mistake, while the model is made and whenever it is used. */
export function guardedKind(kind: DeviceKind, file: string): DeviceKind {
  const make = guarded(file, (values: Parameters<DeviceKind['create']>[0]) => kind.create(values))
  return { ...kind, create: (values) => guardedModel(make(values), file) }
}

const OPERATIONS = [
  ...['init', 'advance', 'inert', 'set', 'reset', 'depress'],
  ...['read', 'program', 'energy', 'current'],
] as readonly (keyof DeviceModel)[]

function guardedModel(model: DeviceModel, file: string): DeviceModel {
  const { rowRead, declares } = model
  return Object.assign(Object.create(Object.getPrototypeOf(model)), model, methods(model, OPERATIONS, file), {
    ...(rowRead ? { rowRead: { ...rowRead, ...methods(rowRead, ['prepare', 'read'], file) } } : {}),
    ...(declares ? { declares: { ...declares, ...methods(declares, ['readNoise'], file) } } : {}),
  })
}

function methods<T extends object>(of: T, names: readonly (keyof T)[], file: string): Partial<T> {
  const found = names.filter((name) => typeof of[name] === 'function')
  const bound = found.map((name) => [name, guarded(file, (of[name] as (...given: unknown[]) => unknown).bind(of))])
  return Object.fromEntries(bound) as Partial<T>
}

function guarded<A extends unknown[], R>(file: string, step: (...given: A) => R): (...given: A) => R {
  return (...given) => {
    try {
      return step(...given)
    } catch (error) {
      throw mistakeIn(file, error)
    }
  }
}
