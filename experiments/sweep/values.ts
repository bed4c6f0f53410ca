/** The values of a sweep, in the notation of users: lists, and ranges as text. */
import { excerpt, LONGEST_NUMBER } from '../../input/excerpt.ts'
import { exp, log } from '../../kernels/math.ts'

/** A range with more values than this is taken as a mistake. */
const MOST = 100_000

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`
const WHOLE = /^\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*$/
const POINTS = new RegExp(
  String.raw`^\s*(log|linspace)\(\s*(${NUMBER})\s*,\s*(${NUMBER})\s*,\s*(\d+)\s*\)\s*([^\d\s(][^\s(]*)?\s*$`,
  'i',
)
const INTERVAL = new RegExp(String.raw`^\s*(log|linear)\(\s*(${NUMBER})\s*,\s*(${NUMBER})\s*\)\s*([^\d\s(][^\s(]*)?\s*$`, 'i')

export const LIST_HELP =
  'a list such as [0, 0.1, 0.2], or a range: 0..9, linspace(0, 1, 5) or log(1e-3, 1e-1, 5), with a unit after it'
export const RANGE_HELP =
  'linear(0, 1) or log(1e-3, 1e-1), with a unit after it, 1..8 for whole numbers, or a list to choose from'

/**
 * The values of a grid or zip entry, in order: the list itself, `0..19`, `linspace(from, to, n)` or `log(from, to, n)` with both
 * ends; a unit after the last two applies to every value.
 * @throws Error that says what is wrong and what is allowed
 */
export function listValues(given: unknown): readonly unknown[] {
  if (Array.isArray(given)) {
    if (given.length === 0) throw new Error(`the list is empty; give ${LIST_HELP}`)
    return given
  }
  const text = rangeText(given)
  const whole = wholeRange(text)
  if (whole) return Array.from({ length: whole.to - whole.from + 1 }, (_, i) => whole.from + i)
  const [, kind, first, last, count, unit] = POINTS.exec(text) ?? []
  if (kind === undefined) throw new Error(`"${text}" is not a list of values; give ${LIST_HELP}`)
  const n = Number(count)
  if (n < 1 || n > MOST) throw new Error(`"${text}" asks for ${count} values; give 1 to ${MOST}`)
  const at = between(kind, Number(first), Number(last), text)
  return Array.from({ length: n }, (_, i) => withUnit(at(n === 1 ? 0 : i / (n - 1)), 12, unit))
}

/** Maps a uniform number in [0, 1) to a value. */
type Draw = (uniform: number) => unknown

/**
 * The distribution of a search: `linear(from, to)`, `log(from, to)` (uniform in the logarithm), `1..8` (integers), or a list.
 * @throws Error that says what is wrong and what is allowed
 */
export function searchRange(given: unknown): Draw {
  if (Array.isArray(given)) {
    if (given.length === 0) throw new Error(`the list is empty; give ${RANGE_HELP}`)
    return (u) => given[Math.floor(u * given.length)]
  }
  const text = rangeText(given)
  const whole = wholeRange(text)
  if (whole) return (u) => whole.from + Math.floor(u * (whole.to - whole.from + 1))
  const [, kind, first, last, unit] = INTERVAL.exec(text) ?? []
  if (kind === undefined) throw new Error(`"${text}" is not a range to search; give ${RANGE_HELP}`)
  if (Number(last) < Number(first))
    throw new Error(`"${text}" runs backwards; write ${kind}(${last}, ${first})${unit ? ` ${unit}` : ''}`)
  const at = between(kind, Number(first), Number(last), text)
  return (u) => withUnit(at(u), 4, unit)
}

/** @throws Error for text longer than any range */
function rangeText(given: unknown): string {
  const text = String(given)
  if (text.length <= LONGEST_NUMBER) return text
  throw new Error(`"${excerpt(text)}" has ${text.length} characters, and a range at most ${LONGEST_NUMBER}; give ${LIST_HELP}`)
}

function wholeRange(text: string): { from: number; to: number } | undefined {
  const [, first, last] = WHOLE.exec(text) ?? []
  if (first === undefined) return undefined
  const [from, to] = [Number(first), Number(last)]
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to))
    throw new Error(`"${text}" is too large for whole numbers; lower it`)
  if (to < from) throw new Error(`"${text}" runs backwards; write ${to}..${from}`)
  if (to - from >= MOST) throw new Error(`"${text}" has ${to - from + 1} values; at most ${MOST}`)
  return { from, to }
}

/** Maps a share from 0 to 1 to the value at this point of the range. */
function between(kind: string, from: number, to: number, text: string): (share: number) => number {
  if (!Number.isFinite(from) || !Number.isFinite(to)) throw new Error(`"${text}" has an end that is not finite; lower it`)
  if (kind.toLowerCase() !== 'log') return (share) => from + share * (to - from)
  if (!(from > 0 && to > 0)) throw new Error(`"${text}" takes the logarithm of ${Math.min(from, to)}; both ends must be above 0`)
  return (share) => from * exp(share * log(to / from))
}

/** Rounded, so that log(1e-3, 1e-1, 3) is exactly 0.001, 0.01, 0.1. */
function withUnit(value: number, digits: number, unit: string | undefined): unknown {
  const rounded = Number(value.toPrecision(digits))
  return unit === undefined ? rounded : `${rounded} ${unit}`
}
