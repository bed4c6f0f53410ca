/** The candidates of a search: every scheme has the same budget and, in the common ranges, the same candidates. */

import { Arena } from '../../kernels/arena.ts'
import { createRng, eventWords, fillUniforms } from '../../kernels/rng.ts'
import { newPath } from '../config/renamed.ts'
import type { Assignment, Point } from './point.ts'
import type { Sweep } from './schema.ts'
import { SOBOL_DIMENSIONS, sobol } from './sobol.ts'
import { searchRange } from './values.ts'

type Search = NonNullable<Sweep['search']>

/** Reports a problem: a path of the spec file and a message. */
export type ReportProblem = (at: readonly PropertyKey[], message: string) => void

interface Axis {
  readonly path: string
  readonly from: readonly PropertyKey[]
  readonly draw: (uniform: number) => unknown
}

/** All candidates, scheme by scheme; the label `candidate` counts from 1. */
export function searchPoints(search: Search, complain: ReportProblem): Point[] {
  const common = axes(search.ranges, ['ranges'], complain)
  const schemes = Object.entries(search.schemes)
  if (schemes.length === 0) return candidates(search, common, [], complain)
  return schemes.flatMap(([kind, own]) => {
    const from = ['sweep', 'search', 'schemes', kind]
    const all = [...common, ...axes(own ?? {}, ['schemes', kind], complain)]
    return candidates(search, all, [{ path: 'update.kind', value: kind, from }], complain)
  })
}

function axes(ranges: Readonly<Record<string, unknown>>, where: readonly string[], complain: ReportProblem): Axis[] {
  return Object.entries(ranges).flatMap(([path, given]) => {
    const from = ['sweep', 'search', ...where, path]
    try {
      return [{ path: newPath(path), from, draw: searchRange(given) }]
    } catch (error) {
      complain(from, (error as Error).message)
      return []
    }
  })
}

function candidates(
  { method, budget, seed }: Search,
  all: readonly Axis[],
  fixed: readonly Assignment[],
  complain: ReportProblem,
): Point[] {
  if (all.length === 0) complain(['sweep', 'search', 'ranges'], 'there is nothing to search; give a range for at least one path')
  if (method === 'sobol' && all.length > SOBOL_DIMENSIONS) {
    const most = `${all.length} paths, and Sobol's sequence has ${SOBOL_DIMENSIONS} here; search fewer, or take method: random`
    complain(['sweep', 'search', 'ranges'], most)
    return []
  }
  const draws = method === 'sobol' ? shiftedSobol(all.length, seed) : independent(all.length, seed)
  return Array.from({ length: budget }, (_, i) => {
    const uniforms = draws(i)
    const drawn = all.map(({ path, from, draw }, d) => ({ path, from, value: draw(uniforms[d]!) }))
    return { assignments: [...fixed, ...drawn], labels: { candidate: i + 1 } }
  })
}

type Draws = (candidate: number) => Float64Array

function independent(dimensions: number, seed: number): Draws {
  const arena = new Arena(1e5 + 64 * dimensions)
  const out = arena.f64(Math.max(1, dimensions))
  const rng = createRng(seed, 'sweep/random')
  return (candidate) => {
    fillUniforms(arena, rng, candidate, out)
    return out
  }
}

/** Sobol's points under a random digital shift, which keeps their uniformity and avoids the initial corner point. */
function shiftedSobol(dimensions: number, seed: number): Draws {
  const shift = Array.from(independent(dimensions, seed)(0), (u) => Math.floor(u * 2 ** 32))
  return (candidate) => Float64Array.from(shift, (s, d) => ((sobol(d, eventWords(candidate)[0]) ^ s) >>> 0) / 2 ** 32)
}
