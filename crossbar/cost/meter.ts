/** Counts what a run does. It draws nothing and changes nothing: a run with a meter has the bits of one without. */
import { EVENT, type EventName, eventNames } from './events.ts'

export interface Meter {
  /** How often each event happened, at its place in `EVENT`. */
  events: Float64Array
  /**
   * Energy of events whose own physics gives it, J: of a read, from the currents that flow; of a pulse, from a model that says. It comes
   * before any table's price.
   */
  joules: Float64Array
  /** How many components there are that do it: converters. */
  readonly components: Partial<Record<EventName, number>>
  /** Conversions whose current was above the range of the converter: what they cost is accuracy. */
  saturated: number
}

const zeros = () => new Float64Array(eventNames.length)

export function createMeter(): Meter {
  return { events: zeros(), joules: zeros(), components: {}, saturated: 0 }
}

/** @param joules energy of the n events together, where it is known */
export function count(meter: Meter, event: EventName, n: number, joules = 0): void {
  const place = EVENT[event]
  meter.events[place] = meter.events[place]! + n
  meter.joules[place] = meter.joules[place]! + joules
}

/** Notes components of an array, such as its converters, where they are built. */
export function addComponents(meter: Meter, event: EventName, n: number): void {
  meter.components[event] = (meter.components[event] ?? 0) + n
}

/** Adds what `from` counted, as of another connection or of a part of a run. */
export function addMeter(into: Meter, from: Meter): void {
  for (let place = 0; place < into.events.length; place++) {
    into.events[place] = into.events[place]! + from.events[place]!
    into.joules[place] = into.joules[place]! + from.joules[place]!
  }
  into.saturated += from.saturated
}

/** Runs something that counts in `into` what it would count in `meter`. */
export function divert<T>(meters: readonly (readonly [meter: Meter, into: Meter])[], run: () => T): T {
  const own = meters.map(([{ events, joules, saturated }]) => ({ events, joules, saturated }))
  for (const [meter, { events, joules }] of meters) Object.assign(meter, { events, joules, saturated: 0 })
  try {
    return run()
  } finally {
    meters.forEach(([meter, into], i) => {
      into.saturated += meter.saturated
      Object.assign(meter, own[i])
    })
  }
}

/** What was counted since `before`, which is a copy made then. */
export function since(meter: Meter, before: Meter): Meter {
  return {
    events: meter.events.map((n, place) => n - before.events[place]!),
    joules: meter.joules.map((energy, place) => energy - before.joules[place]!),
    components: {},
    saturated: meter.saturated - before.saturated,
  }
}
