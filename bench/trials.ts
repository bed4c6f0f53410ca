/** CPU time of whole trials: the forward pass, the gradient and the update, in one process. */
import { mean, median } from '../statistics/describe.ts'
import { trialCpu } from './cpu.ts'
import type { Table } from './table.ts'

const CASES: readonly (readonly [name: string, epochs: number, assignments: readonly string[]])[] = [
  ['100-100-1, mixed precision on PCM', 10, ['update.kind=mixed-precision']],
  ['100-100-1, mixed precision on PCM, online', 4, ['update.kind=mixed-precision', 'learning.mode=online']],
  // A hundred trials end before the engine has optimised them.
  ['100-100-1, fp32', 400, ['update.kind=fp32']],
  ['100-1000-1, mixed precision on PCM', 1, ['update.kind=mixed-precision', 'network.neurons=1000']],
  ['100-1000-1, fp32', 2, ['update.kind=fp32', 'network.neurons=1000']],
]
const REPETITIONS = 5

export async function trialTables(): Promise<Table[]> {
  const rows = []
  for (const [trial, epochs, assignments] of CASES) {
    const means: number[] = []
    let rate_hz = 0
    // The first repetition is a warm-up and is not counted.
    for (let i = 0; i <= REPETITIONS; i++) {
      const { ms, rate_hz: rate } = await trialCpu(assignments, epochs)
      if (i > 0) means.push(mean(ms))
      rate_hz = rate
    }
    means.sort((a, b) => a - b)
    rows.push({ trial, cpu_ms_min: means[0]!, cpu_ms_median: median(means), rate_hz })
  }
  return [
    {
      name: 'trials',
      title: 'Trials of 1,000 steps, CPU ms of the process per trial',
      columns: ['trial', 'cpu_ms_min', 'cpu_ms_median', 'rate_hz'],
      key: ['trial'],
      compared: ['cpu_ms_min'],
      rows,
    },
  ]
}
