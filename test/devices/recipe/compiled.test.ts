import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCrossbar } from '../../../crossbar/create.ts'
import { type Bank, createCellList, depressPulse, everyCell, readCells, resetPulse, setPulse } from '../../../devices/bank.ts'
import { defaults } from '../../../devices/kind.ts'
import { type RecipeKind, recipeKind } from '../../../devices/recipe/recipe.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { bits } from '../../support/columns.ts'
import { shuffled } from '../../support/draws.ts'
import { events } from '../../support/events.ts'
import { recipeBank, simple } from '../../support/recipes.ts'

const PARAMETERS = `{
  a: 0.7, b: -1.3, tau: 2.5 s, c: 0.4 uS,
  nu: { mean: 0.04, std: 0.01, min: 0, per: device },
  h: { distribution: lognormal, median: 0.5, sigma: 0.3, per: device },
  w: { distribution: uniform, from: 8 uS, to: 12 uS, per: device },
  cut: { distribution: truncated, mean: 1, std: 1, min: 0.5, max: 3, per: device },
  j: { mean: 1, std: 0.2, min: 0.5, max: 1.5, per: cycle },
  k: { distribution: lognormal, median: 1, sigma: 0.1, per: cycle },
  l: { distribution: truncated, mean: 0, std: 1, min: -1, per: cycle },
  r: { distribution: uniform, from: -1, to: 1, per: cycle } }`
const STATE = '{ p: 1, q: { initial: 0.2 } }'

/** Expressions without a unit; `names` are what they may use. */
const expressions = (names: readonly string[]) =>
  fc.letrec<{ e: string }>((tie) => {
    const e = tie('e')
    const two = (join: (a: string, b: string) => string) => fc.tuple(e, e).map(([a, b]) => join(a, b))
    const one = (of: (a: string) => string) => e.map(of)
    return {
      e: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(...names, '0.5', '2', '-1.25', '3e-3', '0', 'pi'),
        two((a, b) => `(${a} + ${b})`),
        two((a, b) => `(${a} - ${b})`),
        two((a, b) => `(${a} * ${b})`),
        two((a, b) => `(${a} / (1.5 + (${b}) ^ 2))`),
        two((a, b) => `(${a} < ${b} ? ${b} : 1 / (${a}))`),
        two((a, b) => `(${a} >= ${b} ? ${a} : ${b})`),
        two((a, b) => `min(${a}, ${b}, 2)`),
        two((a, b) => `max(${a}, ${b})`),
        two((a, b) => `(0.1 + abs(${a})) ^ (${b})`),
        two((a, b) => `pow(abs(${a}), 0.3 + abs(${b}))`),
        one((a) => `clamp(${a}, -2, 3)`),
        one((a) => `(-${a})`),
        one((a) => `(${a}) ^ 3`),
        one((a) => `(1 + abs(${a})) ^ -2`),
        one((a) => `sqrt(abs(${a}))`),
        one((a) => `abs(${a}) ^ 0.5`),
        one((a) => `log(0.01 + abs(${a}))`),
        one((a) => `log10(2 + abs(${a}))`),
        ...['exp', 'sinh', 'cosh', 'tanh', 'sin', 'cos', 'floor', 'ceil', 'sign', 'abs'].map((name) =>
          one((a) => `${name}(${a})`),
        ),
      ),
    }
  }).e

const SHARED = ['(g / 1 uS)', '(g / w)', 'p', 'q', 'a', 'b', 'nu', 'h', 'cut', 'n_set', 'n_reset']
const DRAWS = ['xi', 'xi1', 'u', 'u2', 'j', 'k', 'l', 'r']
const pulse = expressions([...SHARED, ...DRAWS])
const drift = expressions([...SHARED, '(age / tau)'])
const read = expressions([...SHARED, ...DRAWS, '(age / tau)'])
const energy = expressions(SHARED)
const current = expressions([...SHARED, '(v / 0.1 V)'])

const recipes = fc
  .record({ setP: pulse, setG: pulse, resetG: pulse, resetQ: pulse, downG: pulse, drift, read, energy, current })
  .map((e) =>
    simple({
      parameters: PARAMETERS,
      state: STATE,
      range: '[0.1 uS, w]',
      set: `{ p: "${e.setP}", g: "g + c * (${e.setG})", q: "q + p * 0.1" }`,
      reset: `{ g: "0.1 uS * (${e.resetG})", q: "${e.resetQ}" }`,
      depress: `{ g: "g - c * (${e.downG})" }`,
      drift: `"g * (1 + 0.1 * (${e.drift}))"`,
      read: `"g + 0.1 uS * (${e.read})"`,
      energy: `{ set: "8 pJ * (${e.energy})", read: "(0.2 V)^2 * g * 250 ns" }`,
      current: `"g * v * (${e.current})"`,
      controller: '{ step: 0.5 uS, most_pulses: 20 }',
    }),
  )

const SIZE = 37
const arena = new Arena(64 * 1024 * 1024)

/** A life of some pulses and reads, and everything the devices showed in it. */
function life(bank: Bank, order: readonly number[]): number[] {
  const list = createCellList(bank.arena, SIZE)
  const out = bank.arena.f32(SIZE)
  const seen: number[] = []
  const of = (ids: readonly number[]) => {
    list.ids.set(ids)
    list.n = ids.length
    return list
  }
  for (let round = 0; round < 3; round++) {
    setPulse(bank, of(order.slice(0, SIZE - 5 * round)), 10 * round)
    if (round === 1) resetPulse(bank, of(order.slice(3, 10)), 11)
    if (round === 2) depressPulse(bank, of(order.slice(0, 18)), 25)
    readCells(bank, of(order), 30 + 7.25 * round, 2 ** 33 + round, out)
    seen.push(...out)
  }
  for (const values of [bank.columns.g, ...Object.values(bank.columns.own)]) seen.push(...values)
  for (const operation of ['set', 'reset'] as const) {
    bank.model.energy!(operation, bank.columns, of(order), out)
    seen.push(...out)
  }
  bank.model.current!(bank.columns, of(order), 0.15, out)
  seen.push(...out)
  return seen
}
const ascending = Array.from({ length: SIZE }, (_, i) => i)

/** What the generator makes is refused where an interval leaves the domain of an operation: those are not what is tested here. */
async function accepted(text: string): Promise<RecipeKind | undefined> {
  return recipeKind(text, 'random.yaml').catch((error: Error) => {
    if (/in range/.test(error.message)) return undefined
    throw error
  })
}

describe('compiled loops', () => {
  it('give the bits of the plain path for any equations', async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(recipes, fc.boolean(), fc.shuffledSubarray(ascending, { minLength: SIZE }), async (text, noise, order) => {
        const kind = await accepted(text)
        if (!kind) return
        compared++
        const own = new Arena(1e6)
        const settings = { write_noise: noise, read_noise: noise }
        const [fast, plain] = (['create', 'interpret'] as const).map((path) =>
          recipeBank(own, kind, SIZE, 'equal', settings, path),
        ) as [Bank, Bank]
        expect(life(fast, order)).toEqual(life(plain, order))
      }),
      { seed: 4, numRuns: 50 },
    )
    expect(compared).toBeGreaterThan(35)
  })
})

const RICH = simple({
  parameters: PARAMETERS,
  state: STATE,
  range: '[0.1 uS, w]',
  set: '{ p: p * exp(-1 / 2.6), g: g + c * h * p * j + 0.2 uS * (xi + xi1 * u + r * k), q: q + l }',
  reset: '{ g: 0.1 uS + 0.01 uS * xi, p: 1 }',
  depress: '{ g: g - 0.2 uS * k }',
  drift: 'g * (age / tau) ^ (-nu)',
  read: 'g + (0.03 * g + 0.1 uS) * xi * k + 0.01 uS * u1',
  energy: '{ set: 8 pJ * p }',
  current: '"g * v * sinh(v / 0.1 V)"',
})

describe('a recipe', () => {
  it('does not depend on the order of a list, nor on who else is in it', async () => {
    const kind = await recipeKind(RICH, 'rich.yaml')
    const together = recipeBank(arena, kind, SIZE, 'order')
    const apart = recipeBank(arena, kind, SIZE, 'order')
    const every = everyCell(arena, SIZE)
    const one = createCellList(arena, 1)
    one.n = 1
    const [a, b] = [arena.f32(SIZE), arena.f32(4)]
    for (let n = 0; n < 3; n++) {
      setPulse(together, every, n)
      readCells(together, every, 50 + n, n, a)
      for (const id of shuffled(n + 1, ascending)) {
        one.ids[0] = id
        setPulse(apart, one, n)
      }
      for (const id of shuffled(n + 9, ascending)) {
        one.ids[0] = id
        readCells(apart, one, 50 + n, n, b)
        expect(b[0]).toBe(a[id])
      }
    }
    expect(bits(apart.columns.g)).toEqual(bits(together.columns.g))
    // Some reads are clamped at 0.
    expect(new Set(a).size).toBeGreaterThan(SIZE - 8)
  })

  it('keeps device-to-device parameters for life, the same for every bank of the seed and drawn by the name', async () => {
    const kind = await recipeKind(RICH, 'rich.yaml')
    const bank = recipeBank(arena, kind, SIZE, 'fixed')
    const again = recipeBank(arena, kind, SIZE + 20, 'fixed')
    const fixed = bank.model.declares!.fixed!
    expect(fixed).toEqual(['nu', 'h', 'w', 'cut'])
    expect(bank.model.range).toEqual([0.1, 10])
    expect(bank.model.declares!.bounds).toEqual([0.1, 12])
    const before = fixed.map((name) => bits(bank.columns.own[name]!))
    life(bank, ascending)
    fixed.forEach((name, i) => {
      expect(bits(bank.columns.own[name]!)).toEqual(before[i])
      expect(bits(again.columns.own[name]!.subarray(0, SIZE))).toEqual(before[i])
      expect(new Set(before[i]).size).toBeGreaterThan(SIZE - 3)
    })
  })

  it('reads rows as it reads cells, to the bit, whichever rows are read together', async () => {
    const kind = await recipeKind(RICH, 'rich.yaml')
    const [rows, cols, replicas] = [6, 21, 2]
    const model = kind.create(defaults(kind))
    const crossbar = createCrossbar(arena, { rows, cols, model, rng: createRng('rows'), scale: 1, replicas })
    const { bank, stride } = crossbar
    const every = everyCell(arena, bank.size)
    for (let n = 0; n < 3; n++) setPulse(bank, every, 5 * n + 1)
    crossbar.reader.programmed(11)
    const [t, drawIndex, gain] = [40.75, 12, 0.3]
    const cells = arena.f32(bank.size)
    readCells(bank, every, t, drawIndex, cells)
    const weight = gain * (1 / replicas)
    const out = arena.f32(cols)
    for (const chosen of [[0, 2, 5], [2], [0, 1, 2, 3, 4, 5]]) {
      out.fill(0.125)
      crossbar.read(events(arena, chosen), { t, drawIndex, gain }, out)
      const expected = new Float32Array(cols).fill(0.125)
      for (const row of chosen) {
        for (let k = 0; k < replicas; k++) {
          for (let c = 0; c < cols; c++) {
            const id = (k * rows + row) * stride + c
            const pair = Math.fround(cells[id]! - cells[id + replicas * rows * stride]!)
            expected[c] = expected[c]! + Math.fround(Math.fround(weight) * pair)
          }
        }
      }
      expect(bits(out)).toEqual(bits(expected))
    }
  })

  it('follows the deterministic equations where its noise is off', async () => {
    const kind = await recipeKind(
      simple({ set: '{ g: "g + 0.3 uS * (1 - g / 10 uS) + 0.1 uS * xi" }', read: '"g + 1 uS * xi"' }),
      'soft.yaml',
    )
    const bank = recipeBank(arena, kind, 3, 'off', { write_noise: false, read_noise: false })
    const every = everyCell(arena, 3)
    let g = 0.1
    for (let n = 0; n < 20; n++) {
      setPulse(bank, every, 0)
      g = g + 0.3 * (1 - g / 10)
    }
    const out = arena.f32(3)
    readCells(bank, every, 1, 0, out)
    for (let i = 0; i < 3; i++) expect(out[i]).toBeCloseTo(g, 5)
  })
})
