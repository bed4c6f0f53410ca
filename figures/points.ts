/** One number of every run, by group: dots for the runs, a bar for their mean, on a logarithmic axis. */
import { drawHeading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, FONT_SIZE, rightMargin, textWidth, WIDTH } from './frame/style.ts'
import { type Domain, logDomain, logTicks, type Ticks } from './frame/ticks.ts'

interface StripData {
  /** From top to bottom; values that are not above 0 are left out. */
  readonly groups: readonly { readonly label: string; readonly values: readonly number[] }[]
  /** Of the axis. */
  readonly label: string
  /** A level to compare with, above 0. */
  readonly reference?: { readonly value: number; readonly label: string }
  readonly title?: string
}

const ROW = 20
const BOTTOM = 34
const LABEL_HEIGHT = 14

/** @returns a figure 85 mm wide */
export function stripFigure({ groups, label, reference, title }: StripData): Promise<Figure> {
  const runs = groups.flatMap(({ label: group, values }) =>
    values.filter((x) => x > 0 && x < Infinity).map((x) => ({ group, x })),
  )
  const means = groups.map(({ label: group, values }) => ({
    group,
    x: values.reduce((sum, x) => sum + x, 0) / values.length,
  }))
  const all = [...runs.map(({ x }) => x), ...(reference ? [reference.value] : [])]
  const domain = logDomain(all.length > 0 ? [Math.min(...all), Math.max(...all)] : [0.1, 1])
  const left = Math.max(...groups.map((group) => textWidth(group.label))) + FONT_SIZE
  const ticks = spaced(logTicks(domain), domain, WIDTH - left)
  const heading = { title, legend: [], left }
  const top = headingHeight(heading) + (reference ? LABEL_HEIGHT : 4)
  return renderFigure((plot, document) => {
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + ROW * groups.length + BOTTOM,
      marginTop: top,
      marginRight: rightMargin(ticks),
      marginBottom: BOTTOM,
      marginLeft: left,
      x: { type: 'log', domain },
      y: { domain: groups.map((group) => group.label), padding: 0.4 },
      marks: [
        plot.gridX(ticks.labelled, { stroke: COLOUR.pale, strokeOpacity: 1 }),
        plot.frame({ stroke: COLOUR.grey, strokeWidth: 0.75 }),
        plot.axisX(ticks.labelled, { label, labelAnchor: 'center', labelArrow: 'none', text: ticks.label }),
        plot.axisX(ticks.plain, { label: null, text: null, tickSize: 3 }),
        plot.axisY({ label: null, tickSize: 0 }),
        reference && plot.ruleX([reference.value], { stroke: 'black', strokeWidth: 1, strokeDasharray: '4 3' }),
        reference &&
          plot.text([reference.label], { x: [reference.value], frameAnchor: 'top', lineAnchor: 'bottom', dy: -4, fill: 'black' }),
        plot.dot(runs, { x: 'x', y: 'group', r: 2.4, fill: COLOUR.sky, stroke: COLOUR.blue, strokeWidth: 0.6 }),
        plot.tickX(
          means.filter((mean) => mean.x > 0 && mean.x < Infinity),
          { x: 'x', y: 'group', stroke: 'black', strokeWidth: 2 },
        ),
      ],
    })
    drawHeading(document, svg, heading)
    return svg
  })
}

/** The ticks with labels at powers of ten only, where those of the others would run into each other. */
function spaced(ticks: Ticks, [low, high]: Domain, width: number): Ticks {
  const place = (tick: number) => (width * Math.log(tick / low)) / Math.log(high / low)
  const crowded = ticks.labelled.some((tick, i) => {
    const next = ticks.labelled[i + 1]
    return next !== undefined && place(next) - place(tick) < (textWidth(ticks.label(tick)) + textWidth(ticks.label(next))) / 2 + 4
  })
  if (!crowded) return ticks
  const power = (tick: number) => Number.isInteger(Math.log10(tick))
  const others = ticks.labelled.filter((tick) => !power(tick))
  return { ...ticks, labelled: ticks.labelled.filter(power), plain: [...ticks.plain, ...others].sort((a, b) => a - b) }
}
