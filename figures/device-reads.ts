/** Reads of a device: drift on logarithmic axes, noise against conductance, current against voltage. */
import type { CurrentRow, DriftRow, ReadNoiseRow } from '../devices/curves/reads.ts'
import { panelFigure, roomy } from './frame/panel.ts'
import type { Figure } from './frame/render.ts'
import { COLOUR, SERIES } from './frame/style.ts'
import { logDomain } from './frame/ticks.ts'

export function driftFigure(rows: readonly DriftRow[], title: string): Promise<Figure> {
  const targets = [...new Set(rows.map(({ target_us }) => target_us))]
  const seen = rows.filter(({ mean_us }) => mean_us > 0)
  // Noise may bring the lower end to 0, which a logarithmic axis cannot show; two decades below the means, nothing needs showing.
  const least = Math.min(...seen.map(({ mean_us }) => mean_us))
  const floor = Math.max(0.01 * least, Math.min(0.7 * least, ...seen.map(({ q05_us }) => q05_us).filter((q) => q > 0)))
  const bands = seen.map((row) => ({ ...row, low: Math.max(floor, row.q05_us), high: Math.max(floor, row.q95_us) }))
  const ages = rows.map(({ elapsed_s }) => elapsed_s)
  return panelFigure({
    title,
    legend: targets.map((target, i) => ({ label: `${target} µS`, line: { ...SERIES[i]!.line } })),
    note: '(5–95 %)',
    x: { label: 'time since programming (s)', domain: [Math.min(...ages), Math.max(...ages)], log: true },
    y: {
      label: 'read conductance (µS)',
      domain: logDomain([Math.min(...bands.map(({ low }) => low)), Math.max(...bands.map(({ high }) => high))]),
      log: true,
    },
    marks: (plot) => [
      ...targets.map((target, i) => {
        const part = bands.filter(({ target_us }) => target_us === target)
        return plot.areaY(part, { x: 'elapsed_s', y1: 'low', y2: 'high', fill: SERIES[i]!.colour, fillOpacity: 0.18 })
      }),
      ...targets.map((target, i) => {
        const part = bands.filter(({ target_us }) => target_us === target)
        return plot.line(part, { x: 'elapsed_s', y: 'mean_us', ...SERIES[i]!.mark })
      }),
    ],
  })
}

/** @param declared std of a read at a conductance in uS, as the model declares it */
export function readNoiseFigure(rows: readonly ReadNoiseRow[], title: string, declared?: (g: number) => number): Promise<Figure> {
  const x = roomy(rows.map(({ g_us }) => g_us))
  const line = declared
    ? Array.from({ length: 50 }, (_, k) => Math.max(0, x[0]) + ((x[1] - Math.max(0, x[0])) * k) / 49).map((g) => ({
        g,
        std: declared(g),
      }))
    : []
  return panelFigure({
    title,
    legend: declared
      ? [
          { label: 'declared', line: { stroke: 'black', 'stroke-width': 1.2 } },
          { label: 'devices', line: { stroke: COLOUR.blue, 'stroke-width': 4, 'stroke-dasharray': '4 3' } },
        ]
      : [],
    x: { label: 'mean read (µS)', domain: x },
    y: { label: 'std of reads (µS)', domain: roomy([...rows.map(({ std_us }) => std_us), ...line.map(({ std }) => std), 0]) },
    marks: (plot) => [
      plot.dot(rows as ReadNoiseRow[], { x: 'g_us', y: 'std_us', r: 1.5, fill: COLOUR.blue, fillOpacity: 0.6 }),
      plot.line(line, { x: 'g', y: 'std', stroke: 'black', strokeWidth: 1.2 }),
    ],
  })
}

export function currentFigure(rows: readonly CurrentRow[], title: string): Promise<Figure> {
  const levels = [...new Set(rows.map(({ g_us }) => g_us))]
  return panelFigure({
    title,
    legend: levels.map((level, i) => ({ label: `${level} µS`, line: { ...SERIES[i]!.line } })),
    x: { label: 'voltage (V)', domain: roomy(rows.map(({ voltage_v }) => voltage_v)) },
    y: { label: 'current (µA)', domain: roomy(rows.map(({ mean_ua }) => mean_ua)) },
    marks: (plot) => [
      plot.ruleY([0], { stroke: COLOUR.pale }),
      plot.ruleX([0], { stroke: COLOUR.pale }),
      ...levels.map((level, i) => {
        return plot.line(
          rows.filter(({ g_us }) => g_us === level),
          { x: 'voltage_v', y: 'mean_ua', ...SERIES[i]!.mark },
        )
      }),
    ],
  })
}
