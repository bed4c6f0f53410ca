/** Text in lines, so that no label is cut. */
import { textWidth } from './style.ts'

/** `text` in lines no wider than `width`: broken after commas, spaces, hyphens and dots, and inside a word only where it must be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of text.split(/(?<=[\s,;:./=_-])/)) {
    if (line !== '' && textWidth((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += piece
    while (textWidth(line.trimEnd()) > width && [...line].length > 1) {
      const most = fitting(line, width)
      lines.push(line.slice(0, most))
      line = line.slice(most)
    }
  }
  return [...lines, ...(line.trim() === '' && lines.length > 0 ? [] : [line.trimEnd()])]
}

/** How much of a word fits, in UTF-16 units; at least a character. */
function fitting(word: string, width: number): number {
  let size = 0
  for (const character of word) {
    const next = size + character.length
    if (size > 0 && textWidth(word.slice(0, next)) > width) break
    size = next
  }
  return size
}
