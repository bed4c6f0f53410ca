/** From counted events to energy, time and area. */
import { EVENT, type EventName, eventNames } from './events.ts'
import type { Meter } from './meter.ts'
import type { Constant, CostTable } from './table.ts'

/** A row of costs.csv; null: not known. */
interface CostRow {
  readonly component: EventName
  readonly events: number
  readonly energy_j: number | null
  readonly latency_s: number | null
  readonly area_um2: number | null
}

export interface Cost {
  /** Of every event that happened or has components, in the order of `EVENTS`. */
  readonly rows: readonly CostRow[]
  /** Sums of the rows; what is not known counts 0. */
  readonly energy_j: number
  readonly latency_s: number
  readonly area_um2: number
  /** Events that happened and whose energy is not known: the total is without them. */
  readonly unpriced: readonly EventName[]
}

/** What is known of an array beyond its table. */
export interface Known {
  /** Of one event, s, as the spec gives it: the length of a read. */
  readonly latency_s?: Readonly<Partial<Record<EventName, number>>>
  /** How many there are of the component that does it: converters, devices. */
  readonly components?: Readonly<Partial<Record<EventName, number>>>
}

/**
 * Energy of an event: what its own physics gave, or else the table's. Time is the sum of events that wait for one another; what happens
 * meanwhile costs none.
 */
export function price(meter: Meter, table: CostTable, known: Known = {}): Cost {
  const prices = pricesOf(table)
  const constant = (event: EventName, what: keyof Prices) => prices.get(event)?.[what]
  const rows: CostRow[] = []
  const unpriced: EventName[] = []
  const total = { energy_j: 0, latency_s: 0, area_um2: 0 }
  for (const component of eventNames) {
    const events = meter.events[EVENT[component]]!
    const components = known.components?.[component] ?? 0
    if (events === 0 && components === 0) continue
    const times = (one: number | undefined, n: number) => (one === undefined ? null : n * one)
    const own = meter.joules[EVENT[component]]!
    const row = {
      component,
      events,
      energy_j: own > 0 ? own : times(constant(component, 'energy_j'), events),
      latency_s: times(known.latency_s?.[component] ?? constant(component, 'latency_s'), events),
      area_um2: components > 0 ? times(constant(component, 'area_um2'), components) : null,
    }
    rows.push(row)
    if (row.energy_j === null && events > 0 && !TIMES_ONLY.has(component)) unpriced.push(component)
    total.energy_j += row.energy_j ?? 0
    total.latency_s += row.latency_s ?? 0
    total.area_um2 += row.area_um2 ?? 0
  }
  return { rows, ...total, unpriced }
}

type Prices = Pick<Constant, 'energy_j' | 'latency_s' | 'area_um2'>

const PRICES = new WeakMap<CostTable, ReadonlyMap<EventName, Prices>>()

/** Of each event, from all of its constants. An epoch is priced several times: a table is looked through once. */
function pricesOf(table: CostTable): ReadonlyMap<EventName, Prices> {
  const known = PRICES.get(table)
  if (known) return known
  const prices = new Map<EventName, Prices>()
  for (const { event, energy_j, latency_s, area_um2 } of table.constants) {
    const given = Object.entries({ energy_j, latency_s, area_um2 }).filter(([, one]) => one !== undefined)
    prices.set(event, { ...prices.get(event), ...Object.fromEntries(given) })
  }
  PRICES.set(table, prices)
  return prices
}

/** Counted for their time: their energy is that of other events. */
export const TIMES_ONLY: ReadonlySet<EventName> = new Set(['reads', 'adc_cycles', 'write_cycles', 'refreshes'])
