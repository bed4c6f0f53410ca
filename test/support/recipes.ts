/** Recipes for tests: kinds from text, and a small one that has everything. */
import { readFileSync } from 'node:fs'
import { type Bank, createBank } from '../../devices/bank.ts'
import { defaults } from '../../devices/kind.ts'
import { type RecipeKind, recipeKind } from '../../devices/recipe/recipe.ts'
import type { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'

export const LAB_PCM = readFileSync(new URL('../../examples/devices/lab-pcm.yaml', import.meta.url), 'utf8')

export function labPcm(): Promise<RecipeKind> {
  return recipeKind(LAB_PCM, 'lab-pcm.yaml')
}

type Settings = Readonly<Record<string, number | boolean>>

/** A bank on compiled loops, or on the plain path. */
export function recipeBank(
  arena: Arena,
  kind: RecipeKind,
  size: number,
  seed: string,
  settings: Settings = {},
  path: 'create' | 'interpret' = 'create',
): Bank {
  return createBank(arena, kind[path]({ ...defaults(kind), ...settings }), size, createRng(seed))
}

/** A recipe without noise or state in which some parts are replaced. */
export function simple(parts: Readonly<Record<string, string>> = {}): string {
  const all = { range: '[0.1 uS, 10 uS]', set: '{ g: g + 0.5 uS }', reset: '{ g: 0.1 uS }', ...parts }
  return ['name: simple', ...Object.entries(all).map(([key, value]) => `${key}: ${value}`)].join('\n')
}
