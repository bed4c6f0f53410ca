/** Many runs in parallel: wall and CPU time of the same runs without a pool, through the pool, and as a sweep, with one worker and with two. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSpec } from '../experiments/disk/spec.ts'
import { claimSweep, runSweep } from '../experiments/sweep/execute.ts'
import { planSweep } from '../experiments/sweep/plan.ts'
import { runAll } from '../experiments/sweep/pool.ts'
import { summarizeJob } from '../experiments/sweep/worker.ts'
import type { Table } from './table.ts'

const RUNS = 16
const EPOCHS = 60
/** Repetitions of the whole; the minimum time of each way counts. */
const REPETITIONS = 2

interface Times {
  wall_s: number
  cpu_s: number
}

export async function throughputTables(): Promise<Table[]> {
  const assignments = ['update.kind=mixed-precision', `training.epochs=${EPOCHS}`]
  const specs = await Promise.all(Array.from({ length: RUNS }, (_, seed) => loadSpec(undefined, assignments, seed)))
  const ways: readonly (readonly [how: string, job: () => Promise<unknown>])[] = [
    [
      'one process, no pool',
      async () => {
        for (const spec of specs) await summarizeJob({ spec })
      },
    ],
    ['pool of 1 worker', () => runAll(specs, { threads: 1 })],
    ['pool of 2 workers', () => runAll(specs, { threads: 2 })],
    ['sweep with 1 worker', () => sweep(1)],
    ['sweep with 2 workers', () => sweep(2)],
  ]
  const least = ways.map((): Times => ({ wall_s: Number.POSITIVE_INFINITY, cpu_s: Number.POSITIVE_INFINITY }))
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    for (const [i, [, job]] of ways.entries()) {
      const times = await timed(job)
      const best = least[i]!
      best.wall_s = Math.min(best.wall_s, times.wall_s)
      best.cpu_s = Math.min(best.cpu_s, times.cpu_s)
    }
  }
  const [alone] = least
  const rows = ways.map(([how], i) => {
    const { wall_s, cpu_s } = least[i]!
    const oneWorker = how.startsWith('sweep') ? least[3]! : least[1]!
    return {
      how,
      wall_s,
      cpu_s,
      runs_per_s: RUNS / wall_s,
      cpu_overhead_percent: 100 * (cpu_s / alone!.cpu_s - 1),
      to_one_worker: oneWorker.wall_s / wall_s,
    }
  })
  return [
    {
      name: 'throughput',
      title: `${RUNS} runs of ${EPOCHS} epochs, 100-100-1, mixed precision: least of ${REPETITIONS} times each`,
      columns: ['how', 'wall_s', 'cpu_s', 'runs_per_s', 'cpu_overhead_percent', 'to_one_worker'],
      key: ['how'],
      compared: ['wall_s', 'cpu_s'],
      rows,
    },
  ]
}

/** The same runs as a sweep, from plan to shards. */
async function sweep(threads: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'memxbar-bench-'))
  try {
    const file = join(folder, 'sweep.yaml')
    writeFileSync(file, `update: { kind: mixed-precision }\ntraining: { epochs: ${EPOCHS} }\nsweep: { seeds: 0..${RUNS - 1} }\n`)
    const dir = join(folder, 'out')
    claimSweep(dir, await planSweep(file))
    await runSweep(dir, { threads })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function timed(job: () => Promise<unknown>): Promise<Times> {
  const before = performance.now()
  const cpu = process.cpuUsage()
  await job()
  const { user, system } = process.cpuUsage(cpu)
  return { wall_s: (performance.now() - before) / 1000, cpu_s: (user + system) / 1e6 }
}
