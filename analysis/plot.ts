/** Draws the figures that the data in a folder of results allow. */
import type { Figure } from '../figures/frame/render.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { box } from './plots/box.ts'
import { confusion } from './plots/confusion.ts'
import { cost } from './plots/cost.ts'
import { costBreakdown } from './plots/cost-breakdown.ts'
import { drift } from './plots/drift.ts'
import { heat } from './plots/heat.ts'
import type { PlotKind, PlotOptions } from './plots/kind.ts'
import { learning } from './plots/learning.ts'
import { raster } from './plots/raster.ts'
import { tradeOff } from './plots/trade-off.ts'
import { wear } from './plots/wear.ts'
import type { Results } from './results.ts'

/** In the order of the report. */
export const KINDS: Readonly<Record<string, PlotKind>> = {
  learning: { title: 'learning curves', draw: learning },
  box: { title: 'final value of each run', draw: box },
  heat: { title: 'over two parameters', draw: heat },
  'trade-off': { title: 'one metric against another', draw: tradeOff },
  confusion: { title: 'true and predicted classes', draw: confusion },
  cost: { title: 'pulses by array', draw: cost },
  'cost-breakdown': { title: 'energy by component', draw: costBreakdown },
  wear: { title: 'pulses in the life of a device', draw: wear },
  raster: { title: 'spikes, membranes, output and target of a trial', draw: raster },
  drift: { title: 'against device time after training', draw: drift },
}

export interface Drawn {
  readonly kind: string
  readonly title: string
  readonly figure: Figure
}

/**
 * The figures of these kinds; default: all that the data allow.
 * @throws InputError naming the missing data, where a requested kind lacks data or nothing can be drawn
 */
export async function drawFigures(results: Results, asked: readonly string[], options: PlotOptions): Promise<Drawn[]> {
  const unknown = asked.find((kind) => !Object.hasOwn(KINDS, kind))
  if (unknown !== undefined) throw new InputError(`--kind: unknown "${unknown}"; ${suggest(unknown, Object.keys(KINDS))}`)
  const { drawn, missing } = await possibleFigures(results, asked.length > 0 ? asked : Object.keys(KINDS), options)
  const lacks = [...missing].map(([kind, what]) => `--kind ${kind}: ${what}`)
  if (asked.length > 0 && lacks.length > 0) throw new InputError(lacks.join('\n'))
  if (drawn.length === 0) throw new InputError(`nothing in "${results.folder}" can be drawn\n  ${lacks.join('\n  ')}`)
  return drawn
}

/** Figures that the data allow, and the data that the other kinds lack. */
export async function possibleFigures(results: Results, kinds: readonly string[], options: PlotOptions) {
  const drawn: Drawn[] = []
  const missing = new Map<string, string>()
  for (const kind of kinds) {
    const { title, draw } = KINDS[kind]!
    const figure = await draw(results, options)
    if (typeof figure === 'string') missing.set(kind, figure)
    else drawn.push({ kind, title, figure })
  }
  return { drawn, missing }
}
