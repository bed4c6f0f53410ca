/** docs/recipe.md: every recipe on it is one, and the names it lists are those there are. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createBank, depressPulse, everyCell, setPulse } from '../devices/bank.ts'
import { recipeKind } from '../devices/recipe/recipe.ts'
import { FUNCTIONS } from '../devices/recipe/tree.ts'
import { besideRecipe, loadKind } from '../experiments/disk/device-kind.ts'
import { Arena } from '../kernels/arena.ts'
import { createRng } from '../kernels/rng.ts'

const page = readFileSync(fileURLToPath(new URL('../docs/recipe.md', import.meta.url)), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text!)
const recipes = new Map(
  blocks('yaml')
    .filter((text) => text.startsWith('name:'))
    .map((text) => [/^name: (\S+)/.exec(text)![1]!, text]),
)
const folder = mkdtempSync('/tmp/memxbar-')
writeFileSync(join(folder, 'tail.csv'), 'g_us\n0.08\n0.1\n0.13\n')
const kindOf = (name: string) =>
  recipeKind(recipes.get(name)!, join(folder, `${name}.yaml`), besideRecipe(join(folder, `${name}.yaml`)))

describe('docs/recipe.md', () => {
  it.each([...recipes.keys()])('%s is a recipe', async (name) => {
    const kind = await kindOf(name)
    const values = Object.entries(kind.parameters).map(([key, spec]) => [key, spec.default] as const)
    const model = kind.create(Object.fromEntries(values))
    expect([model.name, model.range]).toEqual([name, [expect.closeTo(0.1, 6), expect.closeTo(12, 6)]])
  })

  it('has the parameters of a spec in its table', async () => {
    const table = page.slice(page.indexOf('| Written in the recipe'), page.indexOf('`write_noise: false`'))
    const listed = [...table.matchAll(/^\|[^|]*\|(.*)\|$/gm)].flatMap(([, names]) => [...names!.matchAll(/`(\w+)`/g)])
    const found = listed.map(([, name]) => name!).filter((name) => !['t0', 'true', 'false'].includes(name))
    expect(found.sort()).toEqual(Object.keys((await kindOf('every-distribution')).parameters).sort())
  })

  it('lists every function', () => {
    const list = page.slice(page.indexOf('- Functions:'), page.indexOf('- A condition'))
    const listed = [...list.matchAll(/`(\w+)(?:\(.*?\))?`/g)].map(([, name]) => name!)
    expect(new Set(listed)).toEqual(new Set(FUNCTIONS.keys()))
  })

  it('has a depression in code that goes down', async () => {
    const file = join(folder, 'both-ways.ts')
    writeFileSync(file, blocks('ts')[0]!)
    const model = (await loadKind(file)).create({ write_noise: true, read_noise: true })
    const arena = new Arena(1 << 16)
    const bank = createBank(arena, model, 1, createRng('both ways'))
    const cells = everyCell(arena, 1)
    for (let n = 0; n < 10; n++) setPulse(bank, cells, n)
    const before = bank.columns.g[0]!
    for (let n = 0; n < 10; n++) depressPulse(bank, cells, 10 + n)
    expect(bank.columns.g[0]).toBeLessThan(0.6 * before)
  })
})
