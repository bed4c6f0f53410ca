/** The parabolas that the quadrature over devices stands on, made anew at given parameters. */
import { type Centres, EFFECTS, likelyEffects } from './effects.ts'
import { bind, freeOnes, type Problem } from './objective.ts'

const MOST = EFFECTS.length
/** How far effects move at once: logarithms of scales, and shifts in the search's unit. */
const FARTHEST = [0.4, 0.4, 1, 1]
const CUTS = 5
/** Stds over devices at which a device is looked for, and the gain in log-likelihood for which its place is left. */
const PLACES = [-2, -1.3, -0.7, 0, 0.7, 1.3, 2]
const NEWLY = 1

/** @param x internal parameters. Each of `times` Newton steps starts from the parabola before */
export function recentre(problem: Problem, x: Float64Array, centres: Centres, times = 1): void {
  const { visits } = problem
  const bound = bind(problem, x)
  const present = bound.variances.flatMap((variance, e) => (variance > 0 ? [e] : []))
  const { information, pull, track, at } = centres
  const parameters = at.length
  for (let row = 0; row < pull.length; row++) {
    for (let p = 0; p < parameters; p++) pull[row] = pull[row]! + track[row * parameters + p]! * (x[p]! - at[p]!)
  }
  track.fill(0)
  at.set(x)
  if (present.length > 0) {
    for (let d = 0; d < visits.devices; d++) {
      if (times > 1) seek(d)
      for (let newton = 0; newton < times; newton++) {
        const place = likelyEffects(bound, d, x, centres)
        const here = bound.of(d, place)
        const steps = present.map((e) => stepOf(d, e, bound.variances[e]!))
        const shifted = (...moves: readonly (readonly [number, number])[]) => {
          const u = place.slice()
          for (const [i, sign] of moves) u[present[i]!] = u[present[i]!]! + sign * steps[i]!
          return bound.of(d, u)
        }
        const high = present.map((_, i) => shifted([i, 1]))
        const low = present.map((_, i) => shifted([i, -1]))
        const slopes = present.map((_, i) => (high[i]! - low[i]!) / (2 * steps[i]!))
        const curved = present.map((_, i) =>
          present.map((__, j) => {
            if (i === j) return Math.max(0, (2 * here - high[i]! - low[i]!) / steps[i]! ** 2)
            if (j > i) return 0
            const both = shifted([i, 1], [j, 1]) + shifted([i, -1], [j, -1])
            return -(both + 2 * here - high[i]! - low[i]! - high[j]! - low[j]!) / (2 * steps[i]! * steps[j]!)
          }),
        )
        if (![...slopes, ...curved.flat()].every(Number.isFinite)) break
        present.forEach((e, i) => {
          present.forEach((f, j) => {
            information[(d * MOST + e) * MOST + f] = bounded(curved, i, j)
          })
        })
        present.forEach((e, i) => {
          let sum = slopes[i]!
          present.forEach((f) => {
            sum += information[(d * MOST + e) * MOST + f]! * place[f]!
          })
          pull[d * MOST + e] = sum
        })
        limit(d, place, here)
      }
    }
    follow()
  }

  /** Derivatives of pull by the parameters: how the slope at each device's place changes with them. */
  function follow(): void {
    const places = Array.from({ length: visits.devices }, (_, d) => likelyEffects(bound, d, x, centres))
    const slope = (b: typeof bound, d: number, e: number) => {
      const u = places[d]!
      const [kept, step] = [u[e]!, stepOf(d, e, bound.variances[e]!)]
      u[e] = kept + step
      const high = b.of(d, u)
      u[e] = kept - step
      const low = b.of(d, u)
      u[e] = kept
      return (high - low) / (2 * step)
    }
    const before = places.map((_, d) => present.map((e) => slope(bound, d, e)))
    for (const p of freeOnes(problem)) {
      const size = problem.parameters[p]!.form === 'log' ? 1e-3 : 1e-3 * Math.max(0.05, Math.abs(x[p]!))
      const trial = x.slice()
      trial[p] = x[p]! + size
      const moved = bind(problem, trial)
      for (let d = 0; d < visits.devices; d++) {
        present.forEach((e, i) => {
          const change = (slope(moved, d, e) - before[d]![i]!) / size
          track[(d * MOST + e) * parameters + p] = Number.isFinite(change) ? change : 0
        })
      }
    }
  }

  function stepOf(d: number, e: number, variance: number): number {
    return 0.4 / Math.sqrt(Math.max(0, information[(d * MOST + e) * MOST + e]!) + 1 / variance)
  }

  /** A step that is too long, or leads down, is cut by the pull that would lead there. */
  function limit(d: number, from: Float64Array, here: number): void {
    const to = likelyEffects(bound, d, x, centres)
    let share = 1
    for (const e of present) share = Math.min(share, FARTHEST[e]! / Math.max(1e-12, Math.abs(to[e]! - from[e]!)))
    const before = here + priorOf(from)
    for (let cut = 0; cut < CUTS; cut++, share *= 0.3) {
      const aim = from.map((u, e) => u + share * (to[e]! - u))
      if (bound.of(d, aim) + priorOf(aim) >= before - 1e-6) {
        if (share < 1) lead(d, aim)
        return
      }
    }
    lead(d, from)
  }

  function priorOf(effects: Float64Array): number {
    let sum = 0
    for (const e of present) sum += bound.prior(e, effects[e]!)
    return sum
  }

  /** Sets the pull so that the effects of device d are likeliest at `aim`. */
  function lead(d: number, aim: Float64Array): void {
    for (const e of present) {
      let sum = aim[e]! / bound.variances[e]!
      for (const f of present) sum += information[(d * MOST + e) * MOST + f]! * aim[f]!
      pull[d * MOST + e] = sum
    }
  }

  /** Where Newton's steps start: the best of a few places, for a device whose readings look like glitches elsewhere. */
  function seek(d: number): void {
    const best = likelyEffects(bound, d, x, centres)
    let value = bound.of(d, best) + priorOf(best)
    let moved = false
    for (let again = 0; again < 2; again++) {
      for (const e of present) {
        const std = Math.sqrt(bound.variances[e]!)
        const kept = best[e]!
        let [found, most] = [kept, value]
        for (const place of PLACES) {
          best[e] = place * std
          const other = bound.of(d, best) + priorOf(best)
          if (other > most + NEWLY) [found, most] = [place * std, other]
        }
        best[e] = found
        if (found !== kept) moved = true
        value = most
      }
      if (!moved) return
    }
    lead(d, best)
  }
}

/** Cross terms never beyond what the diagonal bears. */
function bounded(curved: readonly (readonly number[])[], i: number, j: number): number {
  if (i === j) return curved[i]![i]!
  const value = i > j ? curved[i]![j]! : curved[j]![i]!
  const most = 0.98 * Math.sqrt(curved[i]![i]! * curved[j]![j]!)
  return Math.min(most, Math.max(-most, value))
}
