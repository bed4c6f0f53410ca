/** The output of the network against its target: one panel for each pattern and output, on one time axis. */
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, leftMargin, rightMargin, WIDTH } from './frame/style.ts'
import { extent, type Point, thin } from './frame/thin.ts'
import { type Domain, linearTicks } from './frame/ticks.ts'

interface OutputPattern {
  /** s, increasing, [steps]. */
  readonly t_s: ArrayLike<number>
  /** One for each output, [steps]; a value that is not finite leaves a gap. */
  readonly y: readonly ArrayLike<number>[]
  readonly target: readonly ArrayLike<number>[]
}

interface OutputFigureData {
  readonly patterns: readonly OutputPattern[]
  readonly title?: string
}

/** As many as fit on a page; the figure notes if there are more. */
const MAX_PANELS = 12
const BOTTOM = 34
const LABEL_HEIGHT = 16

const TARGET = { stroke: COLOUR.silver, strokeWidth: 3 }
const OUTPUT = { stroke: COLOUR.blue, strokeWidth: 1.2 }

interface Panel {
  readonly label: string
  readonly pattern: OutputPattern
  readonly output: number
}

/** @returns a figure 85 mm wide, of the first 12 panels at most */
export function outputFigure({ patterns, title }: OutputFigureData): Promise<Figure> {
  const all = panelsOf(patterns)
  const panels = all.slice(0, MAX_PANELS)
  const targets = inPanels(panels, ({ pattern, output }) => thin(pattern.t_s, pattern.target[output]!))
  const outputs = inPanels(panels, ({ pattern, output }) => thin(pattern.t_s, pattern.y[output]!))
  const x = timeDomain(panels)
  const y = valueDomain([...targets, ...outputs])
  const xTicks = linearTicks(x, 5)
  const yTicks = linearTicks(y, panels.length > 1 ? 3 : 6)
  const margin = { left: leftMargin(yTicks), right: rightMargin(xTicks) }
  const gap = all.length > 1 ? LABEL_HEIGHT : 4
  const height = panels.length > 1 ? 62 : 120
  const heading: Heading = {
    title,
    legend: [
      { label: 'target', line: { stroke: TARGET.stroke, 'stroke-width': TARGET.strokeWidth } },
      { label: 'output', line: { stroke: OUTPUT.stroke, 'stroke-width': OUTPUT.strokeWidth } },
    ],
    note: all.length > panels.length ? `(${panels.length} of ${all.length} shown)` : undefined,
    left: margin.left,
  }
  const top = headingHeight(heading) + gap
  return renderFigure((plot, document) => {
    const place = { x: 'x', y: 'y', z: 'panel', fy: 'panel' } as const
    const name = { labelAnchor: 'center', labelArrow: 'none' } as const
    const svg = plot.plot({
      document,
      width: WIDTH,
      height: top + panels.length * (height + gap) - gap + BOTTOM,
      marginTop: top,
      marginRight: margin.right,
      marginBottom: BOTTOM,
      marginLeft: margin.left,
      x: { domain: x },
      y: { domain: y },
      fy: {
        domain: panels.map((_, panel) => panel),
        axis: null,
        paddingInner: gap / (height + gap),
        paddingOuter: 0,
        round: false,
      },
      marks: [
        y[0] < 0 && y[1] > 0 ? plot.ruleY([0], { stroke: COLOUR.pale }) : null,
        plot.frame({ stroke: COLOUR.grey, strokeWidth: 0.75 }),
        plot.axisX(xTicks.labelled, { ...name, label: 'time (s)', text: xTicks.label }),
        plot.axisY(yTicks.labelled, { ...name, label: 'output', text: yTicks.label }),
        plot.line(targets, { ...place, ...TARGET }),
        plot.line(outputs, { ...place, ...OUTPUT }),
        plot.text(panels, { text: 'label', fy: (_, panel) => panel, frameAnchor: 'top-left', lineAnchor: 'bottom', dy: -4 }),
      ],
    })
    drawHeading(document, svg, heading)
    return svg
  })
}

function panelsOf(patterns: readonly OutputPattern[]): Panel[] {
  const severalOutputs = patterns.some(({ target }) => target.length > 1)
  return patterns.flatMap((pattern, p) =>
    pattern.target.map((_, output) => {
      const names = [patterns.length > 1 ? [`pattern ${p}`] : [], severalOutputs ? [`output ${output}`] : []].flat()
      return { label: names.join(', '), pattern, output }
    }),
  )
}

function inPanels(panels: readonly Panel[], points: (panel: Panel) => Point[]): (Point & { readonly panel: number })[] {
  return panels.flatMap((panel, p) => points(panel).map((point) => ({ ...point, panel: p })))
}

/** From the first step to the end of the last: 1 s of steps ends at 1 s. */
function timeDomain(panels: readonly Panel[]): Domain {
  let start = Infinity
  let end = -Infinity
  for (const { t_s } of panels.map(({ pattern }) => pattern)) {
    const n = t_s.length
    if (n === 0) continue
    const step = n > 1 ? (t_s[n - 1]! - t_s[0]!) / (n - 1) : 1
    start = Math.min(start, t_s[0]!)
    end = Math.max(end, t_s[n - 1]! + step)
  }
  return start < end ? [start, end] : [0, 1]
}

function valueDomain(points: readonly Point[]): Domain {
  const [low, high] = extent(points) ?? [-1, 1]
  const pad = 0.06 * (high - low) || Math.abs(high) / 2 || 1
  return [low - pad, high + pad]
}
