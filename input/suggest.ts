import { closest, distance } from 'fastest-levenshtein'

/** Names that are listed; more help nobody. */
const MOST = 100

/** `known: a, b, c (did you mean "b"?)`, the question only where it is likely. */
export function suggest(given: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  const left = known.length - MOST
  const list = `known: ${known.slice(0, MOST).join(', ')}${left > 0 ? ` and ${left} more` : ''}`
  const best = nearest(given, known)
  return best === undefined ? list : `${list} (did you mean "${best}"?)`
}

/** The one of `known` that is likely meant, if any. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const best = closest(given, [...known])
  return distance(given, best) <= Math.max(2, best.length / 3) ? best : undefined
}
