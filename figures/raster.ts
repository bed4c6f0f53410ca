/** Activity of a network in a trial: spikes, membranes of a few neurons, and output beside the target, on one time axis. */

import { range } from '../statistics/describe.ts'
import { frame } from './frame/axes.ts'
import { drawHeading, type Heading, headingHeight } from './frame/heading.ts'
import { type Figure, renderFigure } from './frame/render.ts'
import { stackPlots } from './frame/stack.ts'
import { COLOUR, GROUPS, leftMargin, rightMargin, WIDTH } from './frame/style.ts'
import { extent, thin } from './frame/thin.ts'
import { type Domain, linearTicks, type Ticks } from './frame/ticks.ts'

interface Series {
  /** s */
  readonly t_s: readonly number[]
  readonly y: readonly number[]
}

export interface RasterFigureData {
  readonly title: string
  readonly spikes: readonly { readonly t_s: number; readonly neuron: number }[]
  /** In units of the threshold. */
  readonly membranes: readonly (Series & { readonly label: string })[]
  /** Empty: no panel. */
  readonly outputs: readonly (Series & { readonly target: readonly number[] })[]
  /** Names the neurons of each population, if there are several. */
  readonly note?: string
}

const RASTER = 120
const MEMBRANE = 40
const OUTPUT = 84
const GAP = 16
const BOTTOM = 34

const TARGET = { stroke: COLOUR.silver, strokeWidth: 3 }
const DRAWN = { stroke: COLOUR.blue, strokeWidth: 1.2 }
const SPIKE = { stroke: 'black', strokeWidth: 1 }
const TRACE = { stroke: GROUPS[2]!.stroke, strokeWidth: 0.9 }

/** @returns a figure 85 mm wide */
export function rasterFigure({ title, spikes, membranes, outputs, note }: RasterFigureData): Promise<Figure> {
  const times = [...outputs, ...membranes].map(({ t_s }) => t_s)
  const step = times[0] && times[0].length > 1 ? times[0][1]! - times[0][0]! : 0
  const ends = [1e-9, ...times.map((t) => (t.at(-1) ?? 0) + step), ...spikes.map(({ t_s }) => t_s)]
  const x: Domain = [0, range(ends)[1]]
  const xTicks = linearTicks(x, 5)
  const neurons = 1 + range([0, ...spikes.map(({ neuron }) => neuron)])[1]
  // One line with jumps: a thousandth of the size of one mark for each spike.
  const bars = spikes.flatMap(({ t_s, neuron }) => [
    { x: t_s, y: neuron - 0.8 },
    { x: t_s, y: neuron + 0.8 },
    { x: t_s, y: Number.NaN },
  ])
  const traces = membranes.flatMap((membrane, panel) => thin(membrane.t_s, membrane.y).map((point) => ({ ...point, panel })))
  const targets = outputs.flatMap(({ t_s, target }, z) => thin(t_s, target).map((point) => ({ ...point, z })))
  const drawn = outputs.flatMap(({ t_s, y }, z) => thin(t_s, y).map((point) => ({ ...point, z })))
  const ySpikes: Domain = [-1, neurons]
  const yTraces = padded(extent([...traces, { x: 0, y: 1 }]) ?? [0, 1])
  const yOutput = padded(extent([...targets, ...drawn]) ?? [-1, 1])
  const ticks = {
    spikes: linearTicks(ySpikes, 4, 1),
    traces: withThreshold(linearTicks(yTraces, 3, 1), yTraces),
    output: linearTicks(yOutput, 4),
  }
  const left = Math.max(...Object.values(ticks).map(leftMargin))
  const heading: Heading = {
    title,
    legend: [
      ...(outputs.length > 0
        ? [
            { label: 'target', line: { stroke: TARGET.stroke, 'stroke-width': TARGET.strokeWidth } },
            { label: 'output', line: { stroke: DRAWN.stroke, 'stroke-width': DRAWN.strokeWidth } },
          ]
        : []),
      ...(membranes.length > 0
        ? [{ label: 'threshold', line: { stroke: 'black', 'stroke-width': 0.75, 'stroke-dasharray': '4 3' } }]
        : []),
    ],
    note,
    left,
  }
  const top = headingHeight(heading) + 4
  const common = { width: WIDTH, marginRight: rightMargin(xTicks), marginLeft: left, x: { domain: x } }
  // Only the last panel shows the time axis.
  const last = outputs.length > 0 ? 'output' : membranes.length > 0 ? 'potentials' : 'raster'
  const time = (panel: string) => ({ ticks: xTicks, label: panel === last ? 'time (s)' : null })
  const below = (panel: string) => (panel === last ? BOTTOM : 0)
  return renderFigure((plot, document) => {
    const raster = plot.plot({
      ...{ ...common, document, height: top + RASTER + below('raster'), marginTop: top },
      ...{ marginBottom: below('raster'), y: { domain: ySpikes } },
      marks: [
        ...frame(plot, { x: time('raster'), y: { ticks: ticks.spikes, label: 'neuron' } }).slice(1),
        plot.line(bars, { x: 'x', y: 'y', ...SPIKE }),
      ],
    })
    const shown = membranes.length
    const potentials = plot.plot({
      ...{
        ...common,
        document,
        height: shown * (MEMBRANE + GAP) + below('potentials'),
        marginTop: GAP,
        marginBottom: below('potentials'),
        y: { domain: yTraces },
      },
      fy: { domain: membranes.map((_, i) => i), axis: null, paddingInner: GAP / (MEMBRANE + GAP), paddingOuter: 0, round: false },
      marks: [
        ...frame(plot, { x: time('potentials'), y: { ticks: ticks.traces, label: 'membrane / threshold' } }).slice(1),
        plot.ruleY([1], { stroke: 'black', strokeWidth: 0.75, strokeDasharray: '4 3' }),
        plot.line(traces, { x: 'x', y: 'y', fy: 'panel', ...TRACE }),
        plot.text(membranes, {
          ...{ text: 'label', fy: (_, i) => i, frameAnchor: 'top-left' },
          ...{ lineAnchor: 'bottom', dy: -3, fill: 'black' },
        }),
      ],
    })
    const output = plot.plot({
      ...{ ...common, document, height: GAP + OUTPUT + BOTTOM, marginTop: GAP, marginBottom: BOTTOM, y: { domain: yOutput } },
      marks: [
        ...frame(plot, { x: time('output'), y: { ticks: ticks.output, label: 'output' } }).slice(1),
        plot.line(targets, { x: 'x', y: 'y', z: 'z', ...TARGET }),
        plot.line(drawn, { x: 'x', y: 'y', z: 'z', ...DRAWN }),
      ],
    })
    const svg = stackPlots(document, [raster, ...(shown > 0 ? [potentials] : []), ...(outputs.length > 0 ? [output] : [])])
    drawHeading(document, svg, heading)
    return svg
  })
}

/** A tick at the threshold; ticks whose labels would touch its label are removed. */
function withThreshold(ticks: Ticks, [low, high]: Domain): Ticks {
  const apart = ticks.labelled.filter((tick) => Math.abs(tick - 1) > 0.3 * (high - low))
  return { ...ticks, labelled: [...apart, 1].sort((a, b) => a - b) }
}

function padded([low, high]: Domain): Domain {
  const pad = 0.06 * (high - low) || 1
  return [low - pad, high + pad]
}
