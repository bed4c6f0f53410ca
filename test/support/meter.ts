/** A column of a meter by the names of its events. */
import { type EventName, eventNames } from '../../crossbar/cost/events.ts'

export function named(column: Float64Array): Record<EventName, number> {
  return Object.fromEntries(eventNames.map((name, place) => [name, column[place]])) as Record<EventName, number>
}
