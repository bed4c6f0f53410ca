/** A trial run of the functions of a code device, in which an undeclared name is an error instead of `undefined`. */
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'

/**
 * The object with checked reads and writes. It is slow: use it for the noiseless response, not in simulations.
 * @param what name of a field in messages, such as `parameter`
 * @param writable fields that may be assigned
 */
export function watched<T extends object>(fields: T, device: string, what: string, writable: readonly string[]): T {
  const refuse = (key: string, message: string) =>
    new InputError(`device "${device}": ${message} "${key}"; ${suggest(key, Object.keys(fields))}`)
  return new Proxy(fields, {
    get(target, key) {
      if (typeof key === 'string' && !(key in target)) throw refuse(key, `there is no ${what}`)
      return Reflect.get(target, key)
    },
    set(target, key, value) {
      if (typeof key === 'string' && !(key in target)) throw refuse(key, `there is no ${what}`)
      if (typeof key === 'string' && !writable.includes(key)) {
        const own = writable.length === 0 ? 'nothing here can be assigned' : `assign ${writable.join(', ')}`
        throw new InputError(`device "${device}": the ${what} "${key}" cannot be changed by a pulse; ${own}`)
      }
      return Reflect.set(target, key, value)
    },
  })
}
