/** Conductance pulse by pulse, and the step against the conductance before it: means, spread, single devices. */
import type { ResponseRow, StepRow } from '../devices/curves/response.ts'
import { panelFigure, roomy } from './frame/panel.ts'
import type { Figure } from './frame/render.ts'
import { COLOUR } from './frame/style.ts'
import { linearTicks } from './frame/ticks.ts'

const BRANCHES = [
  { branch: 'set', label: 'SET', colour: COLOUR.blue },
  { branch: 'depress', label: 'depression', colour: COLOUR.vermillion },
] as const
const SINGLE = { stroke: COLOUR.silver, strokeWidth: 0.7 }
const WIDTH = 1.6
const BAND_OPACITY = 0.25

export function responseFigure(rows: readonly ResponseRow[], title: string): Promise<Figure> {
  const singles = rows.flatMap(({ pulse, traces_us }) => traces_us.map((g, device) => ({ pulse, g, device })))
  // A branch begins where the previous one ends.
  const turn = rows.findIndex(({ branch }) => branch === 'depress')
  const parts = BRANCHES.map((part) => ({ ...part, rows: rows.filter(({ branch }) => branch === part.branch) }))
  if (turn > 0) parts[1]!.rows.unshift(rows[turn - 1]!)
  const shown = parts.filter((part) => part.rows.length > 0)
  const values = rows.flatMap(({ mean_us, std_us, traces_us }) => [mean_us - std_us, mean_us + std_us, ...traces_us])
  const domain = [0, Math.max(1, rows.at(-1)!.pulse)] as const
  return panelFigure({
    title,
    legend: [
      ...legendOf(shown),
      { label: shown.length > 1 ? 'single' : 'single devices', line: { stroke: SINGLE.stroke, 'stroke-width': 1 } },
    ],
    x: { label: 'pulse', domain, ticks: linearTicks(domain, 6, 1) },
    y: { label: 'conductance (µS)', domain: roomy(values) },
    marks: (plot) => [
      ...shown.map(({ rows: part, colour }) => band(plot, part, 'pulse', colour)),
      plot.line(singles, { x: 'pulse', y: 'g', z: 'device', ...SINGLE }),
      ...shown.map(({ rows: part, colour }) => plot.line(part, { x: 'pulse', y: 'mean_us', stroke: colour, strokeWidth: WIDTH })),
    ],
  })
}

export function stepFigure(rows: readonly StepRow[], title: string): Promise<Figure> {
  const shown = BRANCHES.map((part) => ({ ...part, rows: rows.filter(({ branch }) => branch === part.branch) })).filter(
    (part) => part.rows.length > 0,
  )
  const values = rows.flatMap(({ mean_us, std_us }) => [mean_us - std_us, mean_us + std_us])
  return panelFigure({
    title,
    legend: legendOf(shown),
    x: { label: 'conductance before the pulse (µS)', domain: roomy(rows.map(({ g_us }) => g_us)) },
    y: { label: 'change (µS)', domain: roomy([...values, 0]) },
    marks: (plot) => [
      plot.ruleY([0], { stroke: COLOUR.pale }),
      ...shown.map(({ rows: part, colour }) => band(plot, part, 'g_us', colour)),
      ...shown.map(({ rows: part, colour }) => plot.line(part, { x: 'g_us', y: 'mean_us', stroke: colour, strokeWidth: WIDTH })),
      ...shown.map(({ rows: part, colour }) => plot.dot(part, { x: 'g_us', y: 'mean_us', r: 1.8, fill: colour })),
    ],
  })
}

function legendOf(parts: readonly { readonly label: string; readonly colour: string }[]) {
  return parts.map(({ label, colour }) => ({
    label: parts.length > 1 ? `${label} ± σ` : 'mean ± σ',
    line: { stroke: colour, 'stroke-width': WIDTH },
  }))
}

type PlotModule = typeof import('@observablehq/plot')
type Row = { readonly mean_us: number; readonly std_us: number }

function band<R extends Row>(plot: PlotModule, rows: readonly R[], x: keyof R & string, colour: string) {
  const y1 = ({ mean_us, std_us }: R) => mean_us - std_us
  const y2 = ({ mean_us, std_us }: R) => mean_us + std_us
  return plot.areaY(rows as R[], { x, y1, y2, fill: colour, fillOpacity: BAND_OPACITY })
}
