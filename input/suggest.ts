import { closest, distance } from 'fastest-levenshtein'

/** `known: a, b, c (did you mean "b"?)`, the question only where it is likely. */
export function suggest(given: string, known: readonly string[]): string {
  const list = `known: ${known.join(', ')}`
  if (known.length === 0) return ''
  const best = nearest(given, known)
  return best === undefined ? list : `${list} (did you mean "${best}"?)`
}

/** The one of `known` that is likely meant, if any. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const best = closest(given, [...known])
  return distance(given, best) <= Math.max(2, best.length / 3) ? best : undefined
}
