/** What the arrays spend, by component: a stacked bar for each group. */
import { TIMES_ONLY } from '../../crossbar/cost/price.ts'
import type { Figure } from '../../figures/frame/render.ts'
import { stackedBarsFigure } from '../../figures/stacked-bars.ts'
import { mean, range } from '../../statistics/describe.ts'
import { studentInterval } from '../../statistics/student.ts'
import { groupRows, keyOf, labelOf, levels } from '../factors.ts'
import { type Results, readPart, withRuns } from '../results.ts'
import { bySeed } from '../runs.ts'
import type { Row } from '../table.ts'
import { estimateNote, grouping, type PlotKind, type PlotOptions, titled } from './kind.ts'

export const costBreakdown: PlotKind = { name: 'cost-breakdown', title: 'energy by component', draw }

async function draw(results: Results, options: PlotOptions): Promise<Figure | string> {
  const table = await readPart(results, 'costs')
  if (!table) return `no costs.csv in "${results.folder}"; a spec with \`cost: {}\` leaves one`
  const priced = table.rows.filter(({ energy_j }) => Number(energy_j) > 0)
  if (priced.length === 0) return 'nothing that happened has an energy: the cost table prices none of it'
  const missing = table.rows.filter(({ events, energy_j }) => Number(events) > 0 && energy_j === null)
  const unpriced = levels(missing, 'component')
    .map(String)
    .filter((component) => !(TIMES_ONLY as ReadonlySet<string>).has(component))
  const { columns, pooled } = grouping(results, options.by)
  const components = levels(priced, 'component').map(String)
  const groups = groupRows(withRuns(table, results.runs, columns), columns).map(({ key, rows }) => {
    const runs = energiesOfRuns(rows)
    const totals = bySeed(runs, (run) => run.total as number)
    const parts = components.map((component) => mean(runs.map((run) => Number(run[`component ${component}`] ?? 0))))
    return { label: labelOf(key), parts, total: studentInterval(totals, 0.95), n: totals.length }
  })
  const { factor, unit } = unitOf(range(groups.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0)))[1])
  return stackedBarsFigure({
    components: components.map(worded),
    groups: groups.map(({ label, parts, total }) => ({
      label,
      parts: parts.map((part) => factor * part),
      total: { low: factor * total.low, high: factor * total.high },
    })),
    label: `energy of the arrays in a run (${unit})`,
    note: [
      ...estimateNote(
        groups.map(({ n }) => n),
        'mean; line: 95 % interval of the sum',
      ),
      ...pooled,
      ...(unpriced.length > 0 ? [`without a price: ${unpriced.map(worded).join(', ')}`] : []),
    ].join('; '),
    ...titled(options),
  })
}

/** `adc_conversions` as a reader has it. */
const worded = (component: string) =>
  component.replaceAll('_', ' ').replace(/^(adc|dac|set|reset)\b/, (word) => word.toUpperCase())

/** A row a run: energy of each component over all arrays, J, and their sum. A row that a run has twice, as another point of a sweep, counts once. */
function energiesOfRuns(rows: readonly Row[]): Row[] {
  return groupRows(rows, ['run_id', 'seed']).map(({ key, rows: own }) => {
    const once = new Map(own.map((row) => [keyOf(row, ['array', 'component']), row]))
    const run: Record<string, Row[string]> = { ...key, total: 0 }
    for (const { component, energy_j } of once.values()) {
      run[`component ${component}`] = Number(run[`component ${component}`] ?? 0) + Number(energy_j)
      run.total = Number(run.total) + Number(energy_j)
    }
    return run
  })
}

const UNITS = ['J', 'mJ', 'µJ', 'nJ', 'pJ', 'fJ']

/** The unit in which the largest is 1 to 1000. */
function unitOf(joules: number): { readonly factor: number; readonly unit: string } {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.ceil(-Math.log10(joules) / 3)))
  return { factor: 1000 ** step, unit: UNITS[step]! }
}
