import { closest, distance } from 'fastest-levenshtein'

/** Maximum number of names listed; a longer list is not useful. */
const MOST = 100

/** `known: a, b, c (did you mean "b"?)`; the question is included only if one name is close to `given`. */
export function suggest(given: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  const left = known.length - MOST
  const list = `known: ${known.slice(0, MOST).join(', ')}${left > 0 ? ` and ${left} more` : ''}`
  const best = nearest(given, known)
  return best === undefined ? list : `${list} (did you mean "${best}"?)`
}

/** The name in `known` that the user probably meant; undefined if none is close. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const best = closest(given, [...known])
  return distance(given, best) <= Math.max(2, best.length / 3) ? best : undefined
}
