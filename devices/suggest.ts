import { closest, distance } from 'fastest-levenshtein'

/** `known: a, b, c (did you mean "b"?)`, the question only where it is likely. */
export function suggest(given: string, known: readonly string[]): string {
  const list = `known: ${known.join(', ')}`
  if (known.length === 0) return ''
  const best = closest(given, [...known])
  return distance(given, best) <= Math.max(2, best.length / 3) ? `${list} (did you mean "${best}"?)` : list
}
