/** A confusion matrix: true against predicted classes; one panel for each group of runs. */
import { drawBar } from './frame/colour-bar.ts'
import { facets } from './frame/facets.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, FONT_SIZE, shorten, textWidth, WIDTH } from './frame/style.ts'

export interface ConfusionFigureData {
  /** Class names, in the order of `counts`. */
  readonly classes: readonly string[]
  /** `counts[i][j]`: samples of class i that are predicted as class j; a panel without samples is not drawn. */
  readonly panels: readonly { readonly label: string; readonly counts: readonly (readonly number[])[] }[]
  readonly title?: string | undefined
}

const BAR = 9
const SMALL = 7
const RIGHT = 6

/** @returns a figure 85 mm wide; colours (cividis) are shares of the samples of a class, so classes of any size can be compared */
export function confusionFigure({ classes, panels: given, title }: ConfusionFigureData): Promise<Figure> {
  const panels = given.filter(({ counts }) => counts.flat().some((count) => count > 0))
  const cells = panels.flatMap(({ counts }, panel) =>
    counts.flatMap((row, i) => {
      const all = row.reduce((sum, count) => sum + count, 0)
      return row.map((count, j) => ({ panel, i, j, count, share: all > 0 ? count / all : 0 }))
    }),
  )
  const columns = panels.length > 1 ? 2 : 1
  const names = classes.map((name) => shorten(name, WIDTH / 4))
  const widest = Math.max(...names.map(textWidth))
  const left = widest + 12 + 1.5 * FONT_SIZE
  const size = ((WIDTH - left - RIGHT - (columns - 1) * 12) / columns) * 1
  const cell = Math.min(size / classes.length, 40)
  const right = columns === 1 ? WIDTH - left - cell * classes.length : RIGHT
  const page = facets({ labels: panels.map(({ label }) => label), left, right, panelHeight: cell * classes.length, columns })
  // Labels that do not fit horizontally are upright; if they do not fit upright either, only every n-th class is labelled.
  const upright = widest + 3 > cell
  const every = Math.ceil((FONT_SIZE + 1) / cell)
  const shown = classes.map((_, i) => i).filter((i) => i % every === 0)
  const legible = cells.every(({ count }) => (textWidth(String(count)) * SMALL) / FONT_SIZE <= cell - 1) && cell >= SMALL + 1
  const heading: Heading = {
    title,
    legend: [],
    note: `share of the samples of a class${legible ? '; in the cells: samples' : ''}`,
    left,
  }
  const bar = headingHeight(heading) + 3
  const top = bar + BAR + 16 + page.gap
  const bottom = 24 + (upright ? widest : FONT_SIZE)
  return renderFigure((plot, document) => {
    const { apply } = plot.scale({ color: { scheme: 'cividis', domain: [0, 1] } })!
    const place = {
      ...{ x: 'j', y: 'i' },
      ...{ fx: (d: { panel: number }) => page.place.fx(d.panel), fy: (d: { panel: number }) => page.place.fy(d.panel) },
    } as const
    const name = { labelAnchor: 'center', labelArrow: 'none', tickFormat: (i: number) => names[i], tickSize: 2 } as const
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + page.height + bottom,
      marginTop: top,
      marginRight: right,
      marginBottom: bottom,
      marginLeft: left,
      x: { type: 'band', domain: classes.map((_, i) => i), padding: 0, round: false },
      y: { type: 'band', domain: classes.map((_, i) => i), padding: 0, round: false },
      ...page.scales,
      color: { type: 'identity' },
      marks: [
        plot.cell(cells, { ...place, fill: ({ share }) => apply(share), inset: 0.25 }),
        legible
          ? plot.text(
              cells.filter(({ count }) => count > 0),
              { ...place, text: (d) => String(d.count), fill: (d) => (d.share <= 0.5 ? 'white' : 'black'), fontSize: SMALL },
            )
          : null,
        plot.axisX(shown, {
          ...name,
          label: 'predicted class',
          labelOffset: bottom - 4,
          tickRotate: upright ? -90 : 0,
        }),
        plot.axisY(shown, { ...name, label: 'true class' }),
        plot.frame({ stroke: COLOUR.grey, strokeWidth: 0.75 }),
        page.label(plot),
      ],
    })
    drawHeading(document, svg, heading)
    drawBar(document, svg, { left, top: bar, width: WIDTH - left - right, height: BAR }, [0, 1], (step) => String(apply(step)))
    return svg
  })
}
