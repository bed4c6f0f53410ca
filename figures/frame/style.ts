/** Style that all figures share: width of a journal column, type size, and colours that work with colour blindness and in grey print. */
import type { Ticks } from './ticks.ts'

/** 85 mm, at 96 SVG units per inch. */
export const WIDTH = 321
/** 7.5 pt at that width. */
export const FONT_SIZE = 10
export const FONT = 'DejaVu Sans, Verdana, Arial, sans-serif'

/** Blues and vermillion of Okabe and Ito, jfly.uni-koeln.de/color (2008), and greys: distinct with colour blindness, and by lightness in print. */
export const COLOUR = {
  blue: '#0072B2',
  sky: '#56B4E9',
  vermillion: '#D55E00',
  grey: '#777777',
  silver: '#A6A6A6',
  pale: '#DDDDDD',
} as const

/**
 * Lines and points of groups, the most different first: all colours of Okabe and Ito that are visible on white. Neighbours differ in
 * their dashes.
 */
export const GROUPS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000', '#777777'].map(
  (stroke, i) => ({ stroke, dash: ['none', '6 2', '2 2', '8 2 2 2'][i % 4]! }),
)

/** Style of the group with this number; beyond the number of colours, the colours repeat with other dashes. */
export function groupStyle(group: number): (typeof GROUPS)[number] {
  const round = Math.floor(group / GROUPS.length)
  const { stroke } = GROUPS[group % GROUPS.length]!
  return { stroke, dash: GROUPS[(group + round) % GROUPS.length]!.dash }
}

/** Advance widths of DejaVu Sans, by character, as shares of the type size; 0.7 for characters not listed. */
const ADVANCES: readonly (readonly [advance: number, characters: string])[] = [
  [0.4, "ijlftr.,:;|'!()[]- "],
  [0.6, 'ackszvxye_?'],
  [0.64, 'bdghnopqu0123456789'],
  [0.9, 'mwM=+−±<>'],
  [1, 'W%@'],
]

/** Width of a text set in DejaVu Sans, slightly overestimated. */
export function textWidth(text: string): number {
  const advance = (character: string) => ADVANCES.find(([, characters]) => characters.includes(character))?.[0] ?? 0.7
  return FONT_SIZE * [...text].reduce((sum, character) => sum + advance(character), 0)
}

/** `text`, cut with an ellipsis if it is wider than `width`. */
export function shorten(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  const characters = [...text]
  while (characters.length > 0 && textWidth(`${characters.join('')}…`) > width) characters.pop()
  return `${characters.join('').trimEnd()}…`
}

/** Width for the labels of the y axis, their ticks and the axis's name. */
export function leftMargin({ labelled, label }: Ticks): number {
  return Math.max(...labelled.map((tick) => textWidth(label(tick)))) + 9 + 1.5 * FONT_SIZE
}

/** Width for half a label of the x axis at the frame's end. */
export function rightMargin({ labelled, label }: Ticks): number {
  return Math.max(6, 2 + textWidth(label(labelled.at(-1)!)) / 2)
}

/** Lines of up to three series that differ in lightness and dashes as well: for Plot, and for a legend. */
export const SERIES = [
  { colour: 'black', strokeDasharray: '1.5 2' },
  { colour: COLOUR.sky, strokeDasharray: '5 2.5' },
  { colour: COLOUR.blue, strokeDasharray: 'none' },
].map(({ colour, strokeDasharray }) => ({
  colour,
  mark: { stroke: colour, strokeWidth: 1.6, strokeDasharray },
  line: { stroke: colour, 'stroke-width': 1.6, 'stroke-dasharray': strokeDasharray },
}))
