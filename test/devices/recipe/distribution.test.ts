import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { everyCell, setPulse } from '../../../devices/bank.ts'
import { recipeKind } from '../../../devices/recipe/recipe.ts'
import { besideRecipe } from '../../../experiments/disk/device-kind.ts'
import { Arena } from '../../../kernels/arena.ts'
import { recipeBank, simple } from '../../support/recipes.ts'
import { correlation, moments } from '../../support/statistics.ts'

const N = 40_000
const folder = mkdtempSync(join(tmpdir(), 'memxbar-recipe-'))
const measured = [0.02, 0.03, 0.05, 0.05, 0.09, 0.2]
writeFileSync(join(folder, 'tail.csv'), `sample,nu\n${measured.map((nu, i) => `${i},${nu}`).join('\n')}\n`)
afterAll(() => rmSync(folder, { recursive: true }))

/** Mean and std of the quantile function with straight lines between what was measured. */
const lines = Array.from({ length: 100_000 }, (_, i) => {
  const at = ((i + 0.5) / 100_000) * (measured.length - 1)
  return measured[Math.floor(at)]! + (at % 1) * (measured[Math.floor(at) + 1]! - measured[Math.floor(at)]!)
})

/** Of a normal distribution with mean 1 and std 1 cut to [0.5, 3], by its density at the ends and the share between them. */
const [atLow, atHigh, between] = [0.3520653, 0.053991, 0.6687123]
const shift = (atLow - atHigh) / between
const cut = { mean: 1 + shift, std: Math.sqrt(1 + (-0.5 * atLow - 2 * atHigh) / between - shift ** 2) }
const exponential = Math.exp(0.5 * 0.3 ** 2)

const cases: readonly (readonly [string, string, { readonly mean: number; readonly std: number }, readonly [number, number]])[] =
  [
    ['normal', 'mean: 1, std: 0.2', { mean: 1, std: 0.2 }, [-10, 10]],
    [
      'lognormal',
      'distribution: lognormal, median: 0.5, sigma: 0.3',
      { mean: 0.5 * exponential, std: 0.5 * exponential * Math.sqrt(Math.exp(0.09) - 1) },
      [0, 10],
    ],
    ['uniform', 'distribution: uniform, from: -1, to: 3', { mean: 1, std: 4 / Math.sqrt(12) }, [-1, 3]],
    ['truncated', 'distribution: truncated, mean: 1, std: 1, min: 0.5, max: 3', cut, [0.5, 3]],
    ['empirical', 'distribution: empirical, file: tail.csv, column: nu', moments(lines), [0.02, 0.2]],
  ]

/** Values of `x` of two cycles (per cycle) or lives, from a field that SET copies it into. */
async function sample(entry: string, per: 'device' | 'cycle'): Promise<readonly [Float32Array, Float32Array]> {
  const text = simple({ parameters: `{ x: { ${entry}, per: ${per} } }`, state: '{ seen: 0 }', set: '{ seen: x, g: g + 0.1 uS }' })
  const bank = recipeBank(
    new Arena(8e6),
    await recipeKind(text, join(folder, 'device.yaml'), besideRecipe(join(folder, 'device.yaml'))),
    N,
    'draws',
  )
  const every = everyCell(bank.arena, N)
  setPulse(bank, every, 0)
  const first = bank.columns.own.seen!.slice()
  setPulse(bank, every, 0)
  return [first, bank.columns.own.seen!.slice()]
}

describe.each(cases)('a %s parameter', (_, entry, expected, [low, high]) => {
  it.each(['device', 'cycle'] as const)('has its mean, spread and limits, per: %s', async (per) => {
    const [first] = await sample(entry, per)
    const { mean, se, std, seStd } = moments(first)
    expect(Math.abs(mean - expected.mean) / se).toBeLessThan(4)
    expect(Math.abs(std / expected.std - 1) / seStd).toBeLessThan(4)
    const [least, most] = [Math.min(...first), Math.max(...first)]
    expect(least).toBeGreaterThanOrEqual(Math.fround(low))
    expect(most).toBeLessThanOrEqual(Math.fround(high))
  })

  it('is drawn once a device, or anew each cycle', async () => {
    const [first, second] = await sample(entry, 'device')
    expect(first.every((x, i) => x === second[i])).toBe(true)
    const [one, two] = await sample(entry, 'cycle')
    expect(Math.abs(correlation(one, two))).toBeLessThan(4 / Math.sqrt(N))
  })
})

it('a spec sets the centre and the spread of a distribution under its name', async () => {
  const text = simple({
    parameters:
      '{ a: { mean: 2 uS, std: 100 nS, per: device }, b: { distribution: lognormal, median: 1 ms, sigma: 0.1, per: device }, c: { distribution: uniform, from: 0, to: 1, per: cycle }, d: { value: 3 V, doc: why } }',
  })
  const { parameters } = await recipeKind(text, 'x.yaml')
  const shown = Object.entries(parameters).map(([name, p]) => `${name} ${p.default} ${p.unit}`.trim())
  expect(shown).toEqual([
    ...['a 2 uS', 'a_std 0.1 uS', 'b 1 ms', 'b_sigma 0.1', 'c_from 0', 'c_to 1', 'd 3 V'],
    ...['write_noise true', 'read_noise true', 'drift true'],
  ])
  expect(parameters.d!.doc).toBe('why')
})

it('the content of a measured column is part of what a device is called', async () => {
  const text = simple({ parameters: '{ x: { distribution: empirical, file: tail.csv, column: nu, per: device } }' })
  const { source } = await recipeKind(text, join(folder, 'device.yaml'), besideRecipe(join(folder, 'device.yaml')))
  expect(source!.text).toMatch(/# tail\.csv: sha256 [0-9a-f]{64}/)
})

it.each([
  ['column: nv', 'has no column "nv"; known: sample, nu (did you mean "nu"?)'],
  ['column: sample, unit: uQ', 'there is no unit "uQ"'],
])('a measured column that cannot be used is refused: %s', async (change, message) => {
  const text = simple({ parameters: `{ x: { distribution: empirical, file: tail.csv, ${change}, per: device } }` })
  await expect(recipeKind(text, join(folder, 'device.yaml'), besideRecipe(join(folder, 'device.yaml')))).rejects.toThrow(message)
})
