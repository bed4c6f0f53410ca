import { describe, expect, it } from 'vitest'
import { createBank, everyCell, readCells, setPulse } from '../../devices/bank.ts'
import { nonFiniteRead, nonFiniteState } from '../../devices/finite.ts'
import { defaults } from '../../devices/kind.ts'
import { recipeKind } from '../../devices/recipe/recipe.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { recipeBank, simple } from '../support/recipes.ts'

describe('a device that is no number is found', () => {
  it('in its state, the first by id, with its pulses and what was written', async () => {
    // The root of what a pulse took too much of: no check of ranges knows where p ends.
    const kind = await recipeKind(
      simple({ state: '{ p: 1 }', set: '{ p: p - 0.05, g: g + 0.1 uS * sqrt(p) }', parameters: '{}' }),
      'worn.yaml',
    )
    const arena = new Arena()
    const bank = recipeBank(arena, kind, 40, 'worn')
    const [one, all] = [everyCell(arena, 40), everyCell(arena, 40)]
    for (let i = 0; i < 19; i++) setPulse(bank, all, i)
    expect(nonFiniteState(bank)).toBeUndefined()
    one.ids.set([17, 23])
    one.n = 2
    for (let i = 0; i < 3; i++) setPulse(bank, one, 30)
    expect(nonFiniteState(bank)).toEqual({
      device: 17,
      found: 'g',
      value: Number.NaN,
      message:
        'device 17 of "simple" has g = NaN uS after 22 SET and 0 RESET pulses; set is { p: p - 0.05, g: g + 0.1 uS * sqrt(p) }, reset is { g: 0.1 uS }',
    })
  })

  it('in its read alone, with its age and what was written, and other reads stay as they are', async () => {
    const kind = await recipeKind(
      simple({
        state: '{ tau: { initial: 1 s } }',
        set: '{ tau: tau * 1e4, g: g + 0.5 uS }',
        drift: 'g * log(2 - tau / 1e38 s)',
      }),
      'read.yaml',
    )
    const arena = new Arena()
    const bank = createBank(arena, kind.create(defaults(kind)), 20, createRng('read'))
    const all = everyCell(arena, 20)
    const [before, after] = [arena.f32(20), arena.f32(20)]
    readCells(bank, all, 1, 1, before)
    expect(nonFiniteRead(bank, all, 1, 1)).toBeUndefined()
    readCells(bank, all, 1, 1, after)
    expect([...after]).toEqual([...before])
    const some = everyCell(arena, 20)
    some.ids.set([5])
    some.n = 1
    for (let i = 0; i < 10; i++) setPulse(bank, some, 2)
    expect(nonFiniteRead(bank, all, 12, 2)).toEqual({
      device: 5,
      found: 'read',
      value: expect.any(Number),
      message:
        'device 5 of "simple" reads NaN uS at 12 s, with g = 5.1 uS, 10 s after its last pulse, after 10 SET and 0 RESET pulses; read is { drift: g * log(2 - tau / 1e38 s) }',
    })
    expect(nonFiniteState(bank)).toMatchObject({ device: 5, found: 'tau' })
  })
})
