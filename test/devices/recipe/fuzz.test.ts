import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { createBank, everyCell, readCells, resetPulse, setPulse } from '../../../devices/bank.ts'
import { recipeKind } from '../../../devices/recipe/recipe.ts'
import { InputError } from '../../../input/input-error.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { casesOf, spoilt, type Tree } from '../../support/spoilt.ts'

const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const good = [
  text('examples/devices/lab-pcm.yaml'),
  ...[...text('docs/recipe.md').matchAll(/```yaml\n(name:.*?)```/gs)].map(([, r]) => r!),
]
const EXPRESSIONS = [
  'g + 0.5 uS * xi',
  'g * (age / 1 s) ^ (-0.05)',
  'g / (g - g)',
  'log(0 uS)',
  'g ^ g',
  'exp(exp(exp(9)))',
  '1e300 uS',
  '((((g',
  'g ? g : g',
  'constructor("return process")()',
  'g.constructor',
  'xi + 1 uS',
  'min()',
  '5 nS',
  '-1 uS',
  'g + 1e-400 uS',
]
const MOST = 16
const RECIPES = casesOf(0.25)

it(`${RECIPES} spoilt recipes are devices or refused with their place, and no device is anything but a number`, async () => {
  let refused = 0
  await fc.assert(
    fc.asyncProperty(
      spoilt(
        good.map((recipe) => parse(recipe) as Tree),
        EXPRESSIONS,
      ),
      async (yaml) => {
        try {
          const kind = await recipeKind(yaml, 'fuzz.yaml', async () => 'g_us\n0.08\n0.1\n0.13\n')
          const defaults = Object.entries(kind.parameters).map(([name, spec]) => [name, spec.default] as const)
          const quiet = { ...Object.fromEntries(defaults), write_noise: false, read_noise: false }
          const arena = new Arena(1 << 20)
          const bank = createBank(arena, kind.create(quiet), 4, createRng('fuzz'))
          const [cells, out] = [everyCell(arena, 4), arena.f32(4)]
          resetPulse(bank, cells, 0)
          setPulse(bank, cells, 1)
          readCells(bank, cells, 2, 0, out)
          expect([...bank.columns.g].every(Number.isFinite), yaml).toBe(true)
        } catch (error) {
          expect(error, String((error as Error).stack)).toBeInstanceOf(InputError)
          refused++
          const [line] = (error as Error).message.split('\n')
          expect(line).toMatch(/^fuzz\.yaml(:\d+)?: .{10}/)
          expect(line!.length).toBeLessThan(100 * MOST)
        }
      },
    ),
    { numRuns: RECIPES, seed: 20210804 },
  )
  expect(refused).toBeGreaterThan(RECIPES / 3)
  expect(refused).toBeLessThan(RECIPES)
})
