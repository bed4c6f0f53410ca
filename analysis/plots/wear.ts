/** Lifetime pulses of devices: one panel for each array, or for each group if there are several. */
import type { Figure } from '../../figures/frame/render.ts'
import { wearFigure } from '../../figures/wear.ts'
import { groupRows, labelOf } from '../factors.ts'
import { type Results, readPart, withRuns } from '../results.ts'
import { grouping, type PlotKind, type PlotOptions, titled } from './kind.ts'

export const wear: PlotKind = { name: 'wear', title: 'pulses in the life of a device', draw }

async function draw(results: Results, options: PlotOptions): Promise<Figure | string> {
  const table = await readPart(results, 'wear')
  if (!table)
    return `no wear.csv in "${results.folder}"; \`memxbar run\` writes one; pulses a run: --kind box --metric set_pulses`
  if (table.rows.length === 0) return 'no weights on devices: nothing was written'
  const { columns } = grouping(results, options.by)
  const groups = groupRows(withRuns(table, results.runs, columns), columns)
  const rows = groups.flatMap(({ key, rows: own }) =>
    own.map(({ array, pulse, count, devices }) => ({
      panel: groups.length > 1 ? labelOf(key) : `array ${array}`,
      pulse: pulse === 'reset' ? ('reset' as const) : ('set' as const),
      ...{ count: Number(count), devices: Number(devices) },
    })),
  )
  return wearFigure({ rows, ...titled(options) })
}
