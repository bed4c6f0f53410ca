/** Errors in a user's device code are reported as the user's mistakes: with file and line, and without the stack of memxbar. */
import { InputError } from '../../input/input-error.ts'
import type { DeviceKind } from '../kind.ts'
import type { DeviceModel } from '../model.ts'

/** Hint for a wrong import: the exports that a device file can use. */
const EXPORTS = "; a device imports defineDevice, exp, log, pow, sin and cos from 'memxbar/device'"
const FOREIGN = /cannot find (module|package)|is not exported|does not provide an export|is not a function/i

/** `FILE:LINE: message`, where LINE is the innermost line in the user's file; an InputError keeps its message and gets the file. */
export function mistakeIn(file: string, error: unknown): InputError {
  if (!(error instanceof Error)) return new InputError(`${file}: throws ${String(error)}`)
  // Comparison by name, because the file may have imported another copy of this class.
  if (error.name === 'InputError')
    return new InputError(error.message.includes(file) ? error.message : `${file}: ${error.message}`)
  // A syntax error has the place in its message, a runtime error in its stack.
  const [, line] = error.message.split(`${file}:`, 2).concat(error.stack?.split(`${file}:`).slice(1) ?? [])
  const at = /^\d+/.exec(line ?? '')?.[0]
  const message = error.message.split('\n')[0]!.trimEnd()
  return new InputError(`${file}${at ? `:${at}` : ''}: ${message}${FOREIGN.test(message) ? EXPORTS : ''}`)
}

/** The kind with every error from its code converted to an InputError, both when the model is created and when it is used. */
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
