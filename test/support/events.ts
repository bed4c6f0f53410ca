/** Events for tests, from plain lists. */
import { createEvents, type Events } from '../../crossbar/array.ts'
import type { Arena } from '../../kernels/arena.ts'
import { floats, words } from './columns.ts'

/** All of these rows act, with these values; without values each is a unit spike. */
export function events(arena: Arena, rows: readonly number[], values?: ArrayLike<number>): Events {
  return Object.assign(createEvents(words(arena, rows), values && floats(arena, values)), { n: rows.length })
}
