/** What counting costs takes of a run: CPU time of trials with and without the meter, in turns. */
import { median, sortedQuantile } from '../statistics/describe.ts'
import { trialCpu } from './cpu.ts'
import type { Table } from './table.ts'

const CASES: readonly (readonly [name: string, epochs: number, assignments: readonly string[]])[] = [
  ['100-100-1, mixed precision', 30, ['update.kind=mixed-precision']],
  ['100-100-1, sign', 20, ['update.kind=sign']],
  ['100-100-1, fp32', 100, ['update.kind=fp32']],
  ['100-100-1, mixed precision, ADC', 12, ['update.kind=mixed-precision', 'crossbar.periphery.adc.bits=8']],
  [
    'digits, 64-100-10, mixed precision',
    1,
    ['task.kind=digits', 'task.train=300', 'task.test=60', 'update.kind=mixed-precision'],
  ],
]
/** Pairs of runs, which take turns at being first; the first two pairs are a warm-up. */
const [PAIRS, WARM_UP] = [30, 2]

export async function meterTables(): Promise<Table[]> {
  const rows = []
  for (const [trial, epochs, assignments] of CASES) {
    const plain: number[] = []
    const ratios: number[] = []
    const least = { metered: Infinity, without: Infinity }
    const cpu = async (metered: boolean) => {
      const { ms } = await trialCpu([...assignments, ...(metered ? ['cost.table=pcm-90nm'] : [])], epochs)
      const key = metered ? 'metered' : 'without'
      least[key] = Math.min(least[key], ...ms)
      return median(ms)
    }
    for (let pair = -WARM_UP; pair < PAIRS; pair++) {
      const first = await cpu(pair % 2 === 0)
      const second = await cpu(pair % 2 !== 0)
      const [metered, without] = pair % 2 === 0 ? [first, second] : [second, first]
      if (pair < 0) continue
      plain.push(without)
      ratios.push(metered / without)
    }
    ratios.sort((a, b) => a - b)
    plain.sort((a, b) => a - b)
    const quantile = (p: number) => sortedQuantile(ratios, p)
    const ratio = { ratio_min: least.metered / least.without, ratio: median(ratios) }
    rows.push({ trial, cpu_ms: median(plain), ...ratio, ratio_q25: quantile(0.25), ratio_q75: quantile(0.75) })
  }
  return [
    {
      name: 'meter',
      title: `Trials with costs and without, in turns: CPU ms without, the ratio of the least epochs, and the median and quartiles of ${PAIRS} ratios`,
      columns: ['trial', 'cpu_ms', 'ratio_min', 'ratio', 'ratio_q25', 'ratio_q75'],
      key: ['trial'],
      compared: ['ratio_min'],
      rows,
    },
  ]
}
