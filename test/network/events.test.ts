/** Events by time and by row: the same events. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEvents } from '../../crossbar/array.ts'
import { Arena } from '../../kernels/arena.ts'
import { createEventsByRow, eventCounts, sortByRow } from '../../network/by-row.ts'
import { createEventTrain, type EventTrain, eventTrain, selectStep } from '../../network/events.ts'
import { normals } from '../support/draws.ts'

const arena = new Arena()

const train = fc.integer({ min: 1, max: 12 }).chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    steps: fc.array(
      fc.uniqueArray(fc.integer({ min: 0, max: rows - 1 })).map((ids) => ids.sort((a, b) => a - b)),
      { minLength: 1, maxLength: 30 },
    ),
  }),
)

/** The same events with values of their own. */
function graded(rows: number, steps: readonly (readonly number[])[]): EventTrain {
  const plain = eventTrain(arena, rows, steps)
  const out = createEventTrain(arena, rows, steps.length, plain.ids.length, true)
  out.offsets.set(plain.offsets)
  out.ids.set(plain.ids)
  out.values!.set(normals(rows, plain.ids.length))
  return out
}

const slices = (column: ArrayLike<number>, offsets: ArrayLike<number>, n: number) =>
  Array.from({ length: n }, (_, i) => Array.from(column).slice(offsets[i], offsets[i + 1]))

describe('a train', () => {
  it('holds the listed rows of every step', () => {
    fc.assert(
      fc.property(train, ({ rows, steps }) => {
        const { offsets, ids, ...rest } = eventTrain(arena, rows, steps)
        expect(slices(ids, offsets, steps.length)).toEqual(steps)
        expect(rest).toEqual({ rows, steps: steps.length })
      }),
      { seed: 1 },
    )
  })

  it('gives the events of a step, none outside the trial, and those of step 0 in every step where it is held', () => {
    fc.assert(
      fc.property(train, fc.integer({ min: -3, max: 40 }), fc.boolean(), ({ rows, steps }, t, held) => {
        const plain = eventTrain(arena, rows, steps)
        const events = createEvents(plain.ids)
        selectStep({ ...plain, held }, t, events)
        const expected = t < 0 || t >= steps.length ? [] : steps[held ? 0 : t]!
        expect(Array.from(plain.ids.subarray(events.first, events.first + events.n))).toEqual(expected)
      }),
      { seed: 3 },
    )
  })
})

describe('sortByRow', () => {
  it('lists for every row the steps in which it acts, ascending, also when its room is larger or used before', () => {
    const reused = createEventsByRow(arena, 12, 12 * 30)
    fc.assert(
      fc.property(train, ({ rows, steps }) => {
        const events = eventTrain(arena, rows, steps)
        const own = createEventsByRow(arena, rows, events.ids.length)
        const expected = Array.from({ length: rows }, (_, row) => steps.flatMap((ids, t) => (ids.includes(row) ? [t] : [])))
        sortByRow(arena, events, own)
        expect(own.offsets.length).toBe(rows + 1)
        for (const out of rows === 12 ? [own, reused] : [own]) {
          sortByRow(arena, events, out)
          expect(slices(out.times, out.offsets, rows)).toEqual(expected)
          expect(Array.from(eventCounts(out, rows))).toEqual(expected.map(({ length }) => length))
        }
      }),
      { seed: 2 },
    )
  })

  it('keeps the value of every event beside its step; unit spikes among graded ones have the value 1', () => {
    fc.assert(
      fc.property(train, ({ rows, steps }) => {
        const events = graded(rows, steps)
        const out = createEventsByRow(arena, rows, events.ids.length, true)
        sortByRow(arena, events, out)
        const values = slices(events.values!, events.offsets, steps.length)
        const expected = Array.from({ length: rows }, (_, row) =>
          steps.flatMap((ids, t) => (ids.includes(row) ? [values[t]![ids.indexOf(row)]!] : [])),
        )
        expect(slices(out.values!, out.offsets, rows)).toEqual(expected)
        sortByRow(arena, eventTrain(arena, rows, steps), out)
        expect(Array.from(out.values!).every((value) => value === 1)).toBe(true)
      }),
      { seed: 4 },
    )
  })

  it('of a held train lists the events of step 0 alone', () => {
    const held = { ...graded(5, [[1, 4], [], [2]]), held: true }
    const out = createEventsByRow(arena, 5, 3, true)
    sortByRow(arena, held, out)
    expect(slices(out.times, out.offsets, 5)).toEqual([[], [0], [], [], [0]])
  })
})
