/** Spikes by time and by row: the same spikes. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Arena } from '../../kernels/arena.ts'
import { createSpikesByRow, sortByRow, spikeTrain } from '../../network/spikes.ts'

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

it('a train holds the listed rows of every step', () => {
  fc.assert(
    fc.property(train, ({ rows, steps }) => {
      const { offsets, ids, ...rest } = spikeTrain(arena, rows, steps)
      expect(steps.map((_, t) => Array.from(ids.subarray(offsets[t]!, offsets[t + 1]!)))).toEqual(steps)
      expect(rest).toEqual({ rows, steps: steps.length })
    }),
    { seed: 1 },
  )
})

it('sortByRow lists for every row the steps in which it spikes, ascending, also when its room is larger or used before', () => {
  const reused = createSpikesByRow(arena, 12, 12 * 30)
  fc.assert(
    fc.property(train, ({ rows, steps }) => {
      const spikes = spikeTrain(arena, rows, steps)
      const own = createSpikesByRow(arena, rows, spikes.ids.length)
      const expected = Array.from({ length: rows }, (_, row) => steps.flatMap((ids, t) => (ids.includes(row) ? [t] : [])))
      sortByRow(spikes, own)
      expect(own.offsets.length).toBe(rows + 1)
      for (const out of rows === 12 ? [own, reused] : [own]) {
        sortByRow(spikes, out)
        expect(expected.map((_, row) => Array.from(out.times.subarray(out.offsets[row]!, out.offsets[row + 1]!)))).toEqual(
          expected,
        )
      }
    }),
    { seed: 2 },
  )
})
