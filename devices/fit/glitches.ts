/** Readings that a fit takes for glitches: far likelier as one than as a reading of the device where it stands. */
import { likelyEffects } from './effects.ts'
import { bind } from './objective.ts'
import type { Fitted } from './search.ts'

/** Share of the readings held to be glitches before any is seen. One in a hundred is usual where there are any. */
export const GLITCHES = 0.01

/** Readings of the visits, by number. */
export function glitchesOf({ problem, optimum, centres }: Fitted): number[] {
  if (problem.glitches === 0) return []
  const bound = bind(problem, optimum.x)
  const found: number[] = []
  for (let d = 0; d < problem.visits.devices; d++) {
    bound.of(d, likelyEffects(bound, d, optimum.x, centres), {
      reading(i, glitch) {
        if (glitch > 0) found.push(i)
      },
    })
  }
  return found
}
