/** Compares e-prop online, with an eligibility per synapse, with its adjoint form: same gradient, different cost and memory. */
import { measureApart } from './measure.ts'
import { STEADY } from './steady.ts'
import type { Row, Table } from './table.ts'

const SIZES = [100, 300]
const EPOCHS = 4
const SCHEMES = ['mixed-precision', 'fp32'] as const

export async function modeTables(): Promise<Table[]> {
  const rows: Row[] = []
  for (const scheme of SCHEMES) {
    for (const neurons of SIZES) {
      let adjoint: number | undefined
      for (const mode of ['adjoint', 'online']) {
        const assignments = [...STEADY, `update.kind=${scheme}`, `network.neurons=${neurons}`, `learning.mode=${mode}`]
        const { cpu_ms, arena_mib, rss_mib, rate_hz } = await measureApart({ assignments, epochs: EPOCHS })
        adjoint ??= cpu_ms
        rows.push({ scheme, neurons, mode, cpu_ms, to_adjoint: cpu_ms / adjoint, arena_mib, rss_mib, rate_hz })
      }
    }
  }
  return [
    {
      name: 'modes',
      title: 'e-prop in adjoint form and online, a trial of 1,000 steps',
      columns: ['scheme', 'neurons', 'mode', 'cpu_ms', 'to_adjoint', 'arena_mib', 'rss_mib', 'rate_hz'],
      key: ['scheme', 'neurons', 'mode'],
      compared: ['cpu_ms', 'arena_mib', 'rss_mib'],
      rows,
    },
  ]
}
