/** Many runs at once: wall time of the same runs without a pool, with one worker and with two. */
import { runAll } from '../experiments/pool.ts'
import { loadSpec } from '../experiments/spec/load.ts'
import { work } from '../experiments/worker.ts'
import type { Table } from './table.ts'

const RUNS = 8
const EPOCHS = 30

export async function throughputTables(): Promise<Table[]> {
  const assignments = ['update.kind=mixed-precision', `training.epochs=${EPOCHS}`]
  const specs = await Promise.all(Array.from({ length: RUNS }, (_, seed) => loadSpec(undefined, assignments, seed)))
  const alone = await seconds(async () => {
    for (const spec of specs) await work({ spec })
  })
  const one = await seconds(() => runAll(specs, { threads: 1 }))
  const two = await seconds(() => runAll(specs, { threads: 2 }))
  const row = (how: string, wall_s: number) => ({
    how,
    wall_s,
    runs_per_s: RUNS / wall_s,
    to_no_pool: alone / wall_s,
    to_one_worker: one / wall_s,
  })
  return [
    {
      name: 'throughput',
      title: `${RUNS} runs of ${EPOCHS} epochs, 100-100-1, mixed precision: wall time and throughput`,
      columns: ['how', 'wall_s', 'runs_per_s', 'to_no_pool', 'to_one_worker'],
      key: ['how'],
      compared: ['wall_s'],
      rows: [row('one process, no pool', alone), row('pool of 1 worker', one), row('pool of 2 workers', two)],
    },
  ]
}

async function seconds(job: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await job()
  return (performance.now() - before) / 1000
}
