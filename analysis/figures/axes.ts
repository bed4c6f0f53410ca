/** The frame of a panel: grid, ticks and the axes' names. */
import { COLOUR } from '../../experiments/figures/style.ts'
import type { Ticks } from '../../experiments/figures/ticks.ts'

type PlotModule = typeof import('@observablehq/plot')

interface Axis {
  readonly ticks: Ticks
  /** None where a panel below has it. */
  readonly label: string | null
}

const NAME = { labelAnchor: 'center', labelArrow: 'none' } as const

/** Marks that go below the data. An axis without a name has no text at its ticks either, if it is that of x. */
export function frame(plot: PlotModule, { x, y }: { readonly x?: Axis; readonly y?: Axis }) {
  return [
    y && plot.gridY(y.ticks.labelled, { stroke: COLOUR.pale, strokeOpacity: 1 }),
    plot.frame({ stroke: COLOUR.grey, strokeWidth: 0.75 }),
    x && plot.axisX(x.ticks.labelled, { ...NAME, label: x.label, text: x.label === null ? null : x.ticks.label }),
    x && plot.axisX(x.ticks.plain, { label: null, text: null, tickSize: 3 }),
    y && plot.axisY(y.ticks.labelled, { ...NAME, label: y.label, text: y.ticks.label }),
    y && plot.axisY(y.ticks.plain, { label: null, text: null, tickSize: 3 }),
  ]
}
