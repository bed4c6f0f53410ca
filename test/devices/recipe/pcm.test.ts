import { describe, expect, it } from 'vitest'
import { type Bank, everyCell, readCells, setPulse } from '../../../devices/bank.ts'
import { Arena } from '../../../kernels/arena.ts'
import { pcmBank } from '../../support/bank.ts'
import { distance } from '../../support/columns.ts'
import { labPcm, recipeBank } from '../../support/recipes.ts'
import { moments } from '../../support/statistics.ts'

const DEVICES = 20_000
const PULSES = [1, 2, 3, 5, 8, 12, 20]
const AGES = [1, 38.6, 3600, 86_400 * 30]
const arena = new Arena(32 * 1024 * 1024)

/** Conductances pulse by pulse, then reads at several ages, with the exponents of drift. */
function population(bank: Bank): { readonly name: string; readonly values: Float32Array }[] {
  const all = everyCell(arena, DEVICES)
  const out = arena.f32(DEVICES)
  const found = [
    { name: 'g after RESET', values: bank.columns.g.slice() },
    { name: 'nu', values: bank.columns.own.nu!.slice() },
  ]
  for (let n = 1; n <= 20; n++) {
    setPulse(bank, all, 0)
    if (PULSES.includes(n)) found.push({ name: `g after ${n} pulses`, values: bank.columns.g.slice() })
  }
  AGES.forEach((age, event) => {
    readCells(bank, all, age, event, out)
    found.push({ name: `read after ${age} s`, values: out.slice() })
  })
  return found
}

/** Largest distance of two samples' cumulative distributions, in units of its scale sqrt(2/n). Above 2.2 with a chance of 1e-4. */
function kolmogorovSmirnov(a: Float32Array, b: Float32Array): number {
  const [x, y] = [a.slice().sort(), b.slice().sort()]
  let [i, j, largest] = [0, 0, 0]
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i]!, y[j]!)
    while (x[i] === at) i++
    while (y[j] === at) j++
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length))
  }
  return largest * Math.sqrt(x.length / 2)
}

describe('the PCM written as a recipe', async () => {
  const kind = await labPcm()
  const settings = { nu_std: 0.01 }
  const builtIn = population(pcmBank(arena, DEVICES, 'one seed', settings))

  it.each(
    population(recipeBank(arena, kind, DEVICES, 'another seed', settings)).map(
      (sample, i) => [sample.name, sample.values, i] as const,
    ),
  )('is indistinguishable from the built-in, with other draws: %s', (_, values, i) => {
    const [recipe, reference] = [moments(values), moments(builtIn[i]!.values)]
    expect(kolmogorovSmirnov(values, builtIn[i]!.values)).toBeLessThan(2.2)
    expect(Math.abs(recipe.mean - reference.mean) / Math.hypot(recipe.se, reference.se)).toBeLessThan(4)
    const spread = Math.hypot(recipe.seStd, reference.seStd)
    expect(Math.abs(recipe.std / reference.std - 1) / spread).toBeLessThan(4)
  })

  it('is the same device by device where it has the same draws: conductances and reads of one seed', () => {
    const [recipe, reference] = [
      population(recipeBank(arena, kind, DEVICES, 'same')),
      population(pcmBank(arena, DEVICES, 'same')),
    ]
    recipe.forEach(({ values }, i) => {
      expect(distance(values, reference[i]!.values)).toBeLessThan(2e-6)
    })
  })

  it('would be told apart by the same test if its noise grew faster with the conductance', () => {
    const other = population(pcmBank(arena, DEVICES, 'another seed', { m2: 0.12, nu_std: 0.01 }))
    const last = other.findIndex(({ name }) => name === 'g after 8 pulses')
    expect(kolmogorovSmirnov(other[last]!.values, builtIn[last]!.values)).toBeGreaterThan(2.2)
  })

  it('says of itself what it is: range, step, drift, read noise, device-to-device parameters', () => {
    const { model } = recipeBank(arena, kind, 4, 'declared', settings)
    expect(model.range).toEqual([0.1, 12])
    expect([model.step, model.mostPulses]).toEqual([0.75, 20])
    const { drift, readNoise, fixed, monotone } = model.declares!
    expect(drift!.exponent).toBeCloseTo(0.04, 6)
    expect(drift!.std).toBeCloseTo(0.01, 4)
    expect(drift!.t0).toBeCloseTo(38.6, 3)
    expect(readNoise!(5, 1)).toBeCloseTo(0.03 * 5 + 0.13, 9)
    expect([fixed, monotone]).toEqual([['nu'], true])
    for (const pulses of [0, 1, 2, 5, 10]) {
      const reached = pcmBank(arena, 1, 'steps').model.pulsesToReach!(pulses * 0.75)
      expect(model.pulsesToReach!(pulses * 0.75)).toBe(reached)
    }
  })
})
