/** The error by epoch: MSE on a logarithmic axis. */
import { log } from '../kernels/math.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { placeLabel } from './frame/place-label.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, leftMargin, rightMargin, WIDTH } from './frame/style.ts'
import { extent, type Point, thin } from './frame/thin.ts'
import { linearTicks, logDomain, logTicks } from './frame/ticks.ts'

interface LearningCurveData {
  /** Increasing, [epochs]. */
  readonly epochs: ArrayLike<number>
  /** [epochs]; a value that is not finite and above 0 leaves a gap. */
  readonly mse: ArrayLike<number>
  /** MSE of each pattern, [epochs]; a single pattern equals the mean and is not drawn. */
  readonly per_pattern?: readonly ArrayLike<number>[]
  /** A level to compare with, above 0. */
  readonly reference?: { readonly value: number; readonly label: string }
  readonly title?: string
}

const HEIGHT = 150
const BOTTOM = 34

const MEAN = { stroke: COLOUR.blue, strokeWidth: 1.6 }
const SINGLE = { stroke: COLOUR.sky, strokeWidth: 0.7 }
const REFERENCE = { stroke: 'black', strokeWidth: 1, strokeDasharray: '4 3' }

/** @returns a figure 85 mm wide */
export function learningCurveFigure({ epochs, mse, per_pattern = [], reference, title }: LearningCurveData): Promise<Figure> {
  const curve = (values: ArrayLike<number>) => thin(epochs, Array.from(values, onLogAxis))
  const mean = curve(mse)
  const singles = (per_pattern.length > 1 ? per_pattern : []).flatMap((values, pattern) =>
    curve(values).map((point) => ({ ...point, pattern })),
  )
  // Extra range, so that the label fits on either side of its line.
  const around = reference ? [1 / 1.5, 1.5].map((factor) => ({ x: 0, y: factor * reference.value })) : []
  const x = [0, Math.max(1, epochs[epochs.length - 1] ?? 1)] as const
  const y = logDomain(extent([...mean, ...singles, ...around]) ?? [0.1, 1])
  const xTicks = linearTicks(x, 6, 1)
  const yTicks = logTicks(y)
  const margin = { left: leftMargin(yTicks), right: rightMargin(xTicks) }
  const heading: Heading = { title, legend: singles.length > 0 ? legend() : [], left: margin.left }
  const top = headingHeight(heading) + 4
  const width = WIDTH - margin.left - margin.right
  const down = (level: number) => (HEIGHT * log(y[1] / level)) / log(y[1] / y[0])
  const pixels = [...mean, ...singles].map((point) => ({ x: (width * point.x) / x[1], y: down(point.y) }))
  const place = reference && placeLabel(reference.label, down(reference.value), pixels, width, HEIGHT)
  return renderFigure((plot, document) => {
    const name = { labelAnchor: 'center', labelArrow: 'none' } as const
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + HEIGHT + BOTTOM,
      marginTop: top,
      marginRight: margin.right,
      marginBottom: BOTTOM,
      marginLeft: margin.left,
      x: { domain: x },
      y: { type: 'log', domain: y },
      marks: [
        plot.gridY(yTicks.labelled, { stroke: COLOUR.pale, strokeOpacity: 1 }),
        plot.frame({ stroke: COLOUR.grey, strokeWidth: 0.75 }),
        plot.axisX(xTicks.labelled, { ...name, label: 'epoch', text: xTicks.label }),
        plot.axisY(yTicks.labelled, { ...name, label: 'MSE', text: yTicks.label }),
        plot.axisY(yTicks.plain, { label: null, text: null, tickSize: 3 }),
        plot.line(singles, { x: 'x', y: 'y', z: 'pattern', ...SINGLE }),
        plot.line(mean, { x: 'x', y: 'y', ...MEAN }),
        plot.dot(mean.filter(isAlone), { x: 'x', y: 'y', r: 1.6, fill: MEAN.stroke }),
        reference && plot.ruleY([reference.value], REFERENCE),
        reference &&
          plot.text([reference.label], { y: [reference.value], ...place, fill: 'black', stroke: 'white', strokeWidth: 3 }),
      ],
    })
    drawHeading(document, svg, heading)
    return svg
  })
}

function legend(): Heading['legend'] {
  return [
    { label: 'mean', line: { stroke: MEAN.stroke, 'stroke-width': MEAN.strokeWidth } },
    { label: 'single patterns', line: { stroke: SINGLE.stroke, 'stroke-width': SINGLE.strokeWidth } },
  ]
}

function onLogAxis(value: number): number {
  return value > 0 ? value : Number.NaN
}

/** A point between gaps: a line there has no length. */
function isAlone({ y }: Point, i: number, points: readonly Point[]): boolean {
  return !Number.isNaN(y) && [points[i - 1], points[i + 1]].every((neighbour) => Number.isNaN(neighbour?.y ?? Number.NaN))
}
