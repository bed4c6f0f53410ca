/** Cumulative distribution of the conductance after some pulses, on a probability axis: normal distributions are straight. */
import type { DistributionRow } from '../devices/curves/response.ts'
import { panelFigure, roomy } from './frame/panel.ts'
import type { Figure } from './frame/render.ts'
import { SERIES } from './frame/style.ts'

const LABELLED = [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999]

export function distributionFigure(rows: readonly DistributionRow[], title: string): Promise<Figure> {
  const pulses = [...new Set(rows.map((row) => row.pulses))]
  const points = rows.map((row) => ({ ...row, z: probit(row.probability) }))
  const label = (z: number) => `${Number((100 * LABELLED.find((p) => probit(p) === z)!).toPrecision(3))} %`
  return panelFigure({
    title,
    legend: pulses.map((n, i) => ({ label: n === 1 ? '1 pulse' : `${n}`, line: { ...SERIES[i]!.line } })),
    x: { label: 'conductance (µS)', domain: roomy(rows.map(({ g_us }) => g_us)) },
    y: {
      label: 'devices at or below',
      domain: [probit(2e-4), probit(1 - 2e-4)],
      ticks: { labelled: LABELLED.map(probit), plain: [0.2, 0.3, 0.4, 0.6, 0.7, 0.8].map(probit), label },
    },
    marks: (plot) =>
      pulses.map((n, i) => {
        const inside = points.filter((row) => row.pulses === n && Math.abs(row.z) <= probit(1 - 2e-4))
        return plot.line(inside, { x: 'g_us', y: 'z', ...SERIES[i]!.mark })
      }),
  })
}

/** Standard normal quantile, within 4.5e-4: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.2.23. */
function probit(p: number): number {
  const t = Math.sqrt(-2 * Math.log(Math.min(p, 1 - p)))
  const tail = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  return p === 0.5 ? 0 : p < 0.5 ? -tail : tail
}
