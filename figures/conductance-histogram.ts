/** Histogram of the conductances of an array's devices, G+ and G- separately. */
import { panelFigure } from './frame/panel.ts'
import type { Figure } from './frame/render.ts'
import { SERIES } from './frame/style.ts'

interface ConductanceHistogramData {
  readonly title: string
  /** uS of each device, finite; `minus` is absent where cells have one device against a reference. */
  readonly plus: ArrayLike<number>
  readonly minus?: ArrayLike<number>
  /** Lowest and highest conductance of the model, uS. */
  readonly range: readonly [low: number, high: number]
}

const BINS = 48

/** @returns a figure 85 mm wide; bins have equal width from the model's lowest conductance to its highest, or to values outside */
export function conductanceHistogram({ title, plus, minus, range }: ConductanceHistogramData): Promise<Figure> {
  const groups = [{ label: 'G+', values: Array.from(plus) }, ...(minus ? [{ label: 'G−', values: Array.from(minus) }] : [])]
  const all = groups.flatMap(({ values }) => values)
  const low = all.reduce((least, value) => Math.min(least, value), range[0])
  const high = all.reduce((top, value) => Math.max(top, value), range[1])
  const width = (high - low || 1) / BINS
  const counted = groups.map(({ label, values }) => ({ label, counts: countIn(values, low, width) }))
  const most = Math.max(...counted.flatMap(({ counts }) => counts))
  const style = (i: number) => SERIES[i === 0 ? 2 : 1]!
  return panelFigure({
    title,
    legend: counted.map(({ label }, i) => ({ label, line: { ...style(i).line } })),
    note: `${groups[0]!.values.length} devices each`,
    x: { label: 'conductance (µS)', domain: [low, low + BINS * width] },
    // Most devices often have the lowest conductance; single devices must stay visible beside them.
    y: { label: 'devices', domain: [0.8, 1.5 * Math.max(10, most)], log: true },
    marks: (plot) =>
      counted.flatMap(({ counts }, i) => plot.line(outline(counts, low, width), { x: 'x', y: 'y', ...style(i).mark })),
  })
}

function countIn(values: readonly number[], low: number, width: number): number[] {
  const counts = new Array<number>(BINS).fill(0)
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / width)))
    counts[bin] = counts[bin]! + 1
  }
  return counts
}

/** The steps of the histogram; an empty bin lies on the axis. */
function outline(counts: readonly number[], low: number, width: number): { x: number; y: number }[] {
  return counts.flatMap((count, i) => {
    const y = Math.max(count, 0.8)
    return [
      { x: low + i * width, y },
      { x: low + (i + 1) * width, y },
    ]
  })
}
