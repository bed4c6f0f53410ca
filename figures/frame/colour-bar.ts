/** The colour bar of a figure. */
import { short } from './number.ts'

interface Place {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const STEPS = 64

/** A colour bar with the end values below it. @param colour the colour of a share from 0 to 1 */
export function drawBar(
  document: Document,
  svg: Element,
  { left, top, width, height }: Place,
  ends: readonly [low: number, high: number],
  colour: (share: number) => string,
): void {
  const add = (name: string, attributes: Readonly<Record<string, string | number>>, text = '') => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
    element.textContent = text
    svg.append(element)
  }
  const step = width / STEPS
  for (let i = 0; i < STEPS; i++) {
    // A little wider than a step, so that no seam shows.
    const size = { width: i < STEPS - 1 ? step + 0.5 : step, height }
    add('rect', { x: left + i * step, y: top, ...size, fill: colour(i / (STEPS - 1)) })
  }
  ends.forEach((value, end) => {
    const at = { x: end === 0 ? left : left + width, y: top + height + 8 }
    add('text', { ...at, dy: '0.32em', 'text-anchor': end === 0 ? 'start' : 'end' }, short(value))
  })
}
