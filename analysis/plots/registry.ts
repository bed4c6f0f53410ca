/** The kinds of figures of results, in the order of the report. A new kind is one file here and one line below. */
import { box } from './box.ts'
import { confusion } from './confusion.ts'
import { cost } from './cost.ts'
import { costBreakdown } from './cost-breakdown.ts'
import { drift } from './drift.ts'
import { heat } from './heat.ts'
import type { PlotKind } from './kind.ts'
import { learning } from './learning.ts'
import { raster } from './raster.ts'
import { response } from './response.ts'
import { tradeOff } from './trade-off.ts'
import { wear } from './wear.ts'

const kinds: readonly PlotKind[] = [learning, box, response, heat, tradeOff, confusion, cost, costBreakdown, wear, raster, drift]

export const plotKinds: Readonly<Record<string, PlotKind>> = Object.fromEntries(kinds.map((kind) => [kind.name, kind]))
