import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { createBank, everyCell, resetPulse, setPulse } from '../../../devices/bank.ts'
import { recipeKind } from '../../../devices/recipe/recipe.ts'
import { recipeJsonSchema } from '../../../devices/recipe/schema.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { command } from '../../support/command.ts'

const root = new URL('../../../', import.meta.url)
const text = (path: string) => readFileSync(new URL(path, root), 'utf8')

describe('the JSON Schema of recipes', () => {
  const schema = z.fromJSONSchema(recipeJsonSchema() as never)
  const documented = [...text('docs/recipe.md').matchAll(/```yaml\n(name:.*?)```/gs)].map(([, recipe]) => recipe!)

  it('takes every recipe of the documentation and of the examples', () => {
    expect(documented.length).toBeGreaterThan(2)
    for (const recipe of [...documented, text('examples/devices/lab-pcm.yaml')])
      expect(schema.safeParse(parse(recipe)).error).toBeUndefined()
  })

  it.each([
    { name: 'x', sett: { g: 'g' }, reset: { g: 1 } },
    { name: '1x', set: { g: 'g' }, reset: { g: 1 } },
    { name: 'x', set: { g: [1] }, reset: { g: 1 } },
    { name: 'x', set: { g: 'g' }, reset: { g: 1 }, parameters: { nu: { mean: 1, per: 'pulse' } } },
  ])('takes no %j', (recipe) => {
    expect(schema.safeParse(recipe).success).toBe(false)
  })

  it('is what `memxbar schema device` prints', async () => {
    expect(JSON.parse((await command(tmpdir(), 'schema', 'device')).stdout)).toEqual(recipeJsonSchema())
    const unknown = await command(tmpdir(), 'schema', 'devise')
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean "device"?')])
  })
})

describe('a recipe without reset', () => {
  const both =
    'name: both\nrange: [low, 12 uS]\nparameters: { low: { mean: 0.2 uS, std: 0.05 uS, min: 0.1 uS, per: device } }\nset: { g: g + 1 uS }\n'

  it('is erased to the lower end of its range where it steps both ways', async () => {
    const kind = await recipeKind(`${both}depress: { g: g - 1 uS }\n`, 'both.yaml')
    const model = kind.create(Object.fromEntries(Object.entries(kind.parameters).map(([name, spec]) => [name, spec.default])))
    const arena = new Arena(1 << 20)
    const bank = createBank(arena, model, 8, createRng('both'))
    const cells = everyCell(arena, 8)
    for (let n = 0; n < 3; n++) setPulse(bank, cells, n)
    resetPulse(bank, cells, 3)
    expect([...bank.columns.g]).toEqual([...bank.columns.own.low!])
    expect(new Set(bank.columns.g).size).toBeGreaterThan(4)
  })

  it('is refused where it steps up only', async () => {
    await expect(recipeKind(both, 'both.yaml')).rejects.toThrow('"reset" is missing')
  })
})
