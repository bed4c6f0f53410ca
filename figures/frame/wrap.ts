/** Wraps text, so that no label is cut. */
import { textWidth } from './style.ts'

/** Where a line may end, the best first: after a comma, a space, a hyphen or similar; never inside a number, preferably not before one. */
const BREAKS = [/(?<=[,;]\s)/, /(?<=\s)(?![\d−=%])/, /(?<=\s)/, /(?<=[-=/:_]|\.(?!\d))/, /(?=)/u] as const

/** `text` in lines no wider than `width`; a word is broken only if it must be; lines end after commas if that takes no more lines. */
export function wrap(text: string, width: number): string[] {
  const [atCommas, atSpaces] = [wrapAt(text, width, 0), wrapAt(text, width, 1)]
  return atCommas.length <= atSpaces.length ? atCommas : atSpaces
}

function wrapAt(text: string, width: number, level: number): string[] {
  const fits = (one: string) => textWidth(one.trimEnd()) <= width
  const at = BREAKS[level]
  if (fits(text) || at === undefined) return [text.trimEnd()]
  const lines: string[] = []
  let line = ''
  for (const piece of text.split(at)) {
    if (fits(line + piece)) {
      line += piece
      continue
    }
    if (line !== '') lines.push(line.trimEnd())
    // A piece that is wider than a line is broken at the next best places; its last line continues.
    const parts = fits(piece) ? [piece] : wrapAt(piece, width, level + 1)
    lines.push(...parts.slice(0, -1))
    line = parts.at(-1)! + (parts.length > 1 && /\s$/.test(piece) ? ' ' : '')
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()]
}
