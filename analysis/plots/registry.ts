/** The kinds of figures of results. A new kind is one file here, its name in names.ts and one line below. */
import { box } from './box.ts'
import { confusion } from './confusion.ts'
import { cost } from './cost.ts'
import { costBreakdown } from './cost-breakdown.ts'
import { drift } from './drift.ts'
import { heat } from './heat.ts'
import type { PlotKind } from './kind.ts'
import { learning } from './learning.ts'
import { RESULT_KINDS } from './names.ts'
import { raster } from './raster.ts'
import { response } from './response.ts'
import { tradeOff } from './trade-off.ts'
import { wear } from './wear.ts'

const kinds: Readonly<Record<(typeof RESULT_KINDS)[number], PlotKind>> = {
  ...{
    learning,
    box,
    response,
    heat,
    'trade-off': tradeOff,
    confusion,
    cost,
    'cost-breakdown': costBreakdown,
    wear,
    raster,
    drift,
  },
}

/** In the order of the report. */
export const plotKinds: Readonly<Record<string, PlotKind>> = Object.fromEntries(RESULT_KINDS.map((name) => [name, kinds[name]]))
