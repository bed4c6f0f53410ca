/** Data against the fitted model: response, steps, drift and read noise, as far as the data show them. Two columns wide. */
import { logarithmicBins } from '../devices/fit/bins.ts'
import { type Curves, curvesOf, driftOf, type Point, simulated } from '../devices/fit/curves.ts'
import type { DeviceFit } from '../devices/fit/fit.ts'
import { type Pulses, sorted } from '../devices/fit/pulses.ts'
import { repeatedReads } from '../devices/fit/read-noise.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { COLOUR, leftMargin, rightMargin, WIDTH } from './frame/style.ts'
import { type Domain, linearTicks, logDomain, logTicks } from './frame/ticks.ts'

interface Panel {
  readonly x: string
  readonly y: string
  readonly data: readonly Point[]
  readonly model: readonly Point[]
  /** Whiskers and band of one std; else the mean alone. */
  readonly spread: boolean
  readonly logX?: boolean
  readonly from0?: boolean
}

const HEIGHT = 150
const BOTTOM = 34
const GAP = 8
const MODEL = { stroke: COLOUR.blue, strokeWidth: 1.6 }
const DATA = 'black'
/** More pulses than this are thinned, for their whiskers would run together. */
const MOST_POINTS = 40

export function deviceFitFigure(pulses: Pulses, fit: DeviceFit, title: string): Promise<Figure> {
  const panels = panelsOf(sorted(pulses), fit)
  const heading: Heading = {
    title,
    legend: [
      { label: 'data', line: { stroke: DATA, 'stroke-width': 4, 'stroke-linecap': 'round', 'stroke-dasharray': '0 8' } },
      { label: 'model', line: { stroke: MODEL.stroke, 'stroke-width': MODEL.strokeWidth } },
    ],
    note: '(mean ± one std)',
    left: 40,
  }
  const top = headingHeight(heading) + 4
  const rows = Math.ceil(panels.length / 2)
  return renderFigure((plot, document) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    const [width, height] = [2 * WIDTH, top + rows * (HEIGHT + BOTTOM + GAP)]
    for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
      svg.setAttribute(key, String(value))
    panels.forEach((panel, i) => {
      const child = drawPanel(plot, document, panel)
      child.setAttribute('x', String((i % 2) * WIDTH))
      child.setAttribute('y', String(top + Math.floor(i / 2) * (HEIGHT + BOTTOM + GAP)))
      svg.append(child)
    })
    drawHeading(document, svg, heading)
    return svg
  })
}

function drawPanel(plot: typeof import('@observablehq/plot'), document: Document, panel: Panel): Element {
  const { data, model, spread } = panel
  const all = [...data, ...model]
  const low = all.map(({ mean, std }) => mean - (spread ? std : 0))
  const high = all.map(({ mean, std }) => mean + (spread ? std : 0))
  const y = padded(panel.from0 ? 0 : Math.min(...low), Math.max(...high), panel.from0)
  const places = all.map((point) => point.x)
  const [first, last] = [Math.min(...places), Math.max(...places)]
  const x: Domain = panel.logX ? logDomain([first, last]) : [first, last > first ? last : first + 1]
  const xTicks = panel.logX ? logTicks(x) : linearTicks(x, 6)
  const yTicks = linearTicks(y, 5)
  const name = { labelAnchor: 'center', labelArrow: 'none' } as const
  const band = { x: 'x', y1: (p: Point) => p.mean - p.std, y2: (p: Point) => p.mean + p.std }
  const few = data.length > MOST_POINTS ? data.filter((_, i) => i % Math.ceil(data.length / MOST_POINTS) === 0) : data
  return plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT + BOTTOM,
    marginTop: 6,
    marginRight: rightMargin(xTicks),
    marginBottom: BOTTOM,
    marginLeft: leftMargin(yTicks),
    x: panel.logX ? { type: 'log', domain: x } : { domain: x },
    y: { domain: y },
    marks: [
      plot.gridY(yTicks.labelled, { stroke: COLOUR.pale, strokeOpacity: 1 }),
      plot.frame({ stroke: COLOUR.grey, strokeWidth: 0.75 }),
      plot.axisX(xTicks.labelled, { ...name, label: panel.x, text: xTicks.label }),
      plot.axisY(yTicks.labelled, { ...name, label: panel.y, text: yTicks.label }),
      spread ? plot.areaY(model as Point[], { ...band, fill: COLOUR.sky, fillOpacity: 0.35 }) : null,
      plot.line(model as Point[], { x: 'x', y: 'mean', ...MODEL }),
      spread ? plot.ruleX(few as Point[], { ...band, stroke: DATA, strokeWidth: 0.7 }) : null,
      plot.dot(few as Point[], { x: 'x', y: 'mean', r: 2, fill: DATA }),
    ],
  })
}

function panelsOf(pulses: Pulses, fit: DeviceFit): Panel[] {
  const model = simulated(fit, pulses)
  const ends = [0, model.g.reduce((most, g) => Math.max(most, g), 0)] as const
  const [measured, foretold]: [Curves, Curves] = [curvesOf(pulses, fit.t0, ends), curvesOf(model, fit.t0, ends)]
  const panels: Panel[] = [
    {
      x: measured.downs.length > 0 ? 'pulses of a sweep' : 'SET pulses since RESET',
      y: 'conductance (µS)',
      data: measured.response,
      model: foretold.response,
      spread: true,
    },
    { x: 'conductance before (µS)', y: 'change by one pulse (µS)', data: measured.steps, model: foretold.steps, spread: true },
  ]
  if (measured.downs.length > 0)
    panels.push({
      x: 'conductance before (µS)',
      y: 'depression step (µS)',
      data: measured.downs,
      model: foretold.downs,
      spread: true,
    })
  const noise = (name: string) => fit.estimates.find((estimate) => estimate.name === name)!.estimate
  const std = (g: number) => noise('noise_absolute') + noise('noise_relative') * g
  if (fit.drift) {
    const { mean, std: spread } = fit.drift
    const data = driftOf(pulses, 8 * std(0))
    const ages = data.map(({ x }) => x)
    const line = Array.from({ length: 40 }, (_, k) => {
      const x = fit.t0 * (Math.max(...ages) / fit.t0) ** (k / 39)
      const g = (x / fit.t0) ** -mean.estimate
      return { x, mean: g, std: g * Math.log(x / fit.t0) * spread.estimate, count: 0 }
    })
    panels.push({ x: 'time since the pulse (s)', y: 'conductance / first reading', data, model: line, spread: true, logX: true })
  }
  const repeats = repeatedReads(fit.fitted.problem.visits)
  if (repeats.groups >= 10) {
    const [mean, single] = [repeats.mean, repeats.std]
    const points = [...mean.keys()]
      .map((i) => ({ x: mean[i]! * fit.unit, y: (single[i]! * fit.unit) ** 2 }))
      .filter(({ x }) => x > 0)
    const data = logarithmicBins(
      points.filter(({ x }) => x > 0.02 * ends[1]),
      10,
    ).map((bin) => ({ ...bin, mean: Math.sqrt(bin.mean), std: 0 }))
    const line = Array.from({ length: 20 }, (_, k) => (ends[1] * k) / 19).map((x) => ({ x, mean: std(x), std: 0, count: 0 }))
    panels.push({ x: 'mean reading (µS)', y: 'std of repeated readings (µS)', data, model: line, spread: false, from0: true })
  }
  return panels
}

function padded(low: number, high: number, from0 = false): Domain {
  const pad = 0.06 * (high - low) || 1
  return [from0 ? low : low - pad, high + pad]
}
