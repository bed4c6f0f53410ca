/** CPU time of trials by update scheme, on one network: all schemes have the hyper-parameters of mixed precision. */
import { schemeDefaults } from '../experiments/config/presets.ts'
import { mean, median } from '../statistics/describe.ts'
import { trialCpu } from './cpu.ts'
import type { Table } from './table.ts'

const BASE = 'mixed-precision'
const CASES: readonly (readonly [name: string, assignments: readonly string[]])[] = [
  ['mixed precision', [`update.kind=${BASE}`]],
  ['fp32', ['update.kind=fp32']],
  ['sign', ['update.kind=sign']],
  ['stochastic', ['update.kind=stochastic']],
  ['stochastic, N = 8', ['update.kind=stochastic', 'crossbar.replicas=8']],
  ['stochastic pulse trains', ['update.kind=stochastic-pulse-trains']],
  ['error-triggered', ['update.kind=error-triggered']],
  ['multi-memristor, N = 4', ['update.kind=multi-memristor', 'crossbar.replicas=4']],
  ['metaplastic', ['update.kind=metaplastic']],
  ...['v1', 'v2', 'v3', 'v4'].map((version) => {
    return [`tiki-taka ${version}`, ['update.kind=tiki-taka', `update.version=${version}`]] as const
  }),
  ['tiki-taka v2, a line at a time', ['update.kind=tiki-taka', 'update.version=v2', 'update.transfer_lines=1']],
]
const EPOCHS = 10
const REPETITIONS = 5

export async function schemeTables(): Promise<Table[]> {
  const shared = Object.entries(schemeDefaults(BASE)).flatMap(([section, fields]) =>
    Object.entries(fields).map(([field, value]) => `${section}.${field}=${value}`),
  )
  const measured = CASES.map(([scheme, assignments]) => ({ scheme, assignments, ms: [] as number[], rate_hz: 0 }))
  // In turns, so that a disturbance of the machine meets all schemes. The first turn is a warm-up and is not counted.
  for (let turn = 0; turn <= REPETITIONS; turn++) {
    for (const one of measured) {
      const { ms, rate_hz } = await trialCpu([...shared, ...one.assignments], EPOCHS)
      if (turn > 0) one.ms.push(mean(ms))
      one.rate_hz = rate_hz
    }
  }
  const base = measured[0]!.ms
  const rows = measured.map(({ scheme, ms, rate_hz }) => ({
    ...{ scheme, cpu_ms_min: Math.min(...ms), cpu_ms_median: median(ms) },
    ...{
      ratio_min: Math.min(...ms) / Math.min(...base),
      ratio_median: median(ms.map((own, turn) => own / base[turn]!)),
      rate_hz,
    },
  }))
  return [
    {
      name: 'schemes',
      title: `Trials of 1,000 steps, 100-100-1 on PCM by update scheme, CPU ms per trial; ratio to ${BASE}, of the minima and the median of turns`,
      columns: ['scheme', 'cpu_ms_min', 'cpu_ms_median', 'ratio_min', 'ratio_median', 'rate_hz'],
      key: ['scheme'],
      compared: ['cpu_ms_min', 'ratio_min'],
      rows,
    },
  ]
}
