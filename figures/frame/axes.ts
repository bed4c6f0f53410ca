/** The frame of a panel: grid, ticks and the axes' names. */
import { COLOUR, textWidth } from './style.ts'
import type { Domain, Ticks } from './ticks.ts'

type PlotModule = typeof import('@observablehq/plot')

/** The ticks whose labels fit beside each other; powers of ten first, then from the left. @param width of the axis in pixels */
export function spaced(ticks: Ticks, [low, high]: Domain, width: number): Ticks {
  const at = (tick: number) => (width * Math.log(tick / low)) / Math.log(high / low)
  const isPower = (tick: number) => Number.isInteger(Math.log10(tick))
  const kept: number[] = []
  for (const tick of [...ticks.labelled.filter(isPower), ...ticks.labelled.filter((one) => !isPower(one))]) {
    const room = (other: number) => (textWidth(ticks.label(tick)) + textWidth(ticks.label(other))) / 2 + 3
    if (kept.every((other) => Math.abs(at(tick) - at(other)) >= room(other))) kept.push(tick)
  }
  const labelled = ticks.labelled.filter((tick) => kept.includes(tick))
  return { ...ticks, labelled, plain: [...ticks.plain, ...ticks.labelled.filter((tick) => !kept.includes(tick))] }
}

interface Axis {
  readonly ticks: Ticks
  /** null if a panel below shows it. */
  readonly label: string | null
}

const NAME = { labelAnchor: 'center', labelArrow: 'none' } as const

/** Marks that go below the data. An x axis without a name has no tick labels either. */
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
