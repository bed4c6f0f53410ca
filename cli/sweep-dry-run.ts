/** `memxbar sweep --dry-run`: number of runs, number of finished runs, and estimated time and disk space of the others. */
import { availableParallelism } from 'node:os'
import { estimateSweep } from '../experiments/sweep/estimate.ts'
import { existingManifest, type Manifest } from '../experiments/sweep/manifest.ts'
import { finishedRuns } from '../experiments/sweep/survey.ts'
import { duration, table } from './terminal.ts'

export async function dryRun(plan: Manifest, dir: string, flags: { threads?: number; json?: boolean }): Promise<void> {
  const there = existingManifest(dir)
  const finished = there ? finishedRuns(dir, there) : new Set<string>()
  const left = plan.runs.filter(({ run_id }) => !finished.has(run_id))
  const estimates = await estimateSweep({ ...plan, runs: left })
  const workers = Math.max(1, Math.min(flags.threads ?? availableParallelism(), left.length))
  const cpu_s = estimates.reduce((sum, estimate) => sum + estimate.cpu_s, 0)
  const bytes = estimates.reduce((sum, estimate) => sum + estimate.bytes, 0)
  const [runs, rows] = [plan.runs.length, plan.rows.length]
  const done = runs - left.length
  if (flags.json) {
    const totals = { runs, done, rows, workers, cpu_s, wall_s: cpu_s / workers, bytes }
    process.stdout.write(`${JSON.stringify({ ...totals, schemes: estimates })}\n`)
    return
  }
  const shown = estimates.map((estimate) => ({
    ...estimate,
    cpu_s: Number(estimate.cpu_s.toPrecision(2)),
    mb: megabytes(estimate.bytes),
  }))
  const doubles = rows > runs ? ` for ${rows} rows of the tables` : ''
  const other = there && there.content !== plan.content ? ' in another sweep (--extend keeps them)' : ''
  const before = done > 0 ? `, ${done} of them done already${other}, ${left.length} left` : ''
  const cores = `${workers} worker${workers > 1 ? 's' : ''}`
  if (left.length > 0) process.stdout.write(`${table(shown, ['scheme', 'runs', 'cpu_s', 'mb'])}\n`)
  process.stdout.write(
    `${runs} runs${doubles}${before}: about ${duration(cpu_s / workers)} with ${cores} on free cores, about ${megabytes(bytes)} MB of disk; nothing was written\n`,
  )
}

const megabytes = (bytes: number) => Number((bytes / 1e6).toPrecision(2))
