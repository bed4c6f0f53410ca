/** Prices of events as cited data. A constant without a source does not exist: what a table lacks, the user gives. */
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'
import { type EventName, eventNames } from './events.ts'

export interface Constant {
  readonly event: EventName
  /** Of one event, J. */
  readonly energy_j?: number
  /** Of one event, s; for events that wait for one another only. */
  readonly latency_s?: number
  /** Of one of the components that do it, um². */
  readonly area_um2?: number
  /** nm; null: of no technology, such as the length of a pulse. */
  readonly node_nm: number | null
  readonly year: number
  /** Author, title or system, place, and DOI where there is one. */
  readonly source: string
  /** Where the number comes from there, what it was made of, and what was assumed. */
  readonly note: string
}

export interface CostTable {
  readonly name: string
  readonly title: string
  readonly constants: readonly Constant[]
}

/**
 * Holds a table to its form: a source, a year and a number for each constant, no event priced twice.
 * @param where names the table in messages: its file, or its name
 * @throws InputError
 */
export function checkTable(table: CostTable, where = table.name): CostTable {
  const seen = new Set<string>()
  for (const [i, constant] of table.constants.entries()) {
    const at = `${where}: constant ${i + 1}`
    const { event, source, year, note } = constant
    if (!eventNames.includes(event))
      throw new InputError(`${at} prices "${event}", which nothing counts; ${suggest(event, eventNames)}`)
    if (typeof source !== 'string' || source.trim() === '')
      throw new InputError(`${at} (${event}) has no source; say where the number comes from`)
    if (!(Number.isInteger(year) && year >= 1900 && year <= 2100))
      throw new InputError(`${at} (${event}): year is ${year}; give that of the source`)
    if (typeof note !== 'string') throw new InputError(`${at} (${event}): note is ${note}; give a text, which may be empty`)
    const prices = ['energy_j', 'latency_s', 'area_um2'] as const
    if (prices.every((price) => constant[price] === undefined))
      throw new InputError(`${at} (${event}) has no price; give ${prices.join(', ')} or some of them`)
    for (const price of prices) {
      const value = constant[price]
      if (value !== undefined && !(value >= 0 && Number.isFinite(value)))
        throw new InputError(`${at} (${event}): ${price} is ${value}; give a finite number, 0 or more`)
      if (value !== undefined && seen.has(`${event} ${price}`))
        throw new InputError(`${at} gives ${price} of ${event} a second time`)
      if (value !== undefined) seen.add(`${event} ${price}`)
    }
  }
  return table
}

/** `table` with the constants of `own` in the place of its own for the same event and price. */
export function overridden(table: CostTable, own: readonly Constant[]): CostTable {
  const prices = ['energy_j', 'latency_s', 'area_um2'] as const
  const left = table.constants.flatMap((constant) => {
    const rest = { ...constant }
    for (const price of prices) {
      if (own.some((other) => other.event === constant.event && other[price] !== undefined))
        delete (rest as { [p: string]: unknown })[price]
    }
    return prices.some((price) => rest[price] !== undefined) ? [rest] : []
  })
  return checkTable({ ...table, constants: [...left, ...own] })
}
