/** Cumulative distribution of the conductance after some pulses, on a probability axis: normal distributions are straight. */
import type { DistributionRow } from '../devices/curves/response.ts'
import { normalQuantile } from '../statistics/normal.ts'
import { panelFigure, roomy } from './frame/panel.ts'
import type { Figure } from './frame/render.ts'
import { SERIES } from './frame/style.ts'

const LABELLED = [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999]

export function distributionFigure(rows: readonly DistributionRow[], title: string): Promise<Figure> {
  const pulses = [...new Set(rows.map((row) => row.pulses))]
  const points = rows.map((row) => ({ ...row, z: normalQuantile(row.probability) }))
  const label = (z: number) => `${Number((100 * LABELLED.find((p) => normalQuantile(p) === z)!).toPrecision(3))} %`
  return panelFigure({
    title,
    legend: pulses.map((n, i) => ({ label: n === 1 ? '1 pulse' : `${n}`, line: { ...SERIES[i]!.line } })),
    x: { label: 'conductance (µS)', domain: roomy(rows.map(({ g_us }) => g_us)) },
    y: {
      label: 'devices at or below',
      domain: [normalQuantile(2e-4), normalQuantile(1 - 2e-4)],
      ticks: { labelled: LABELLED.map(normalQuantile), plain: [0.2, 0.3, 0.4, 0.6, 0.7, 0.8].map(normalQuantile), label },
    },
    marks: (plot) =>
      pulses.map((n, i) => {
        const inside = points.filter((row) => row.pulses === n && Math.abs(row.z) <= normalQuantile(1 - 2e-4))
        return plot.line(inside, { x: 'g_us', y: 'z', ...SERIES[i]!.mark })
      }),
  })
}
