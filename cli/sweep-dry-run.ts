/** `memxbar sweep --dry-run`: how many runs, how long, how much disk. */
import { availableParallelism } from 'node:os'
import { estimateSweep } from '../experiments/sweep/estimate.ts'
import type { Manifest } from '../experiments/sweep/manifest.ts'
import { duration, table } from './terminal.ts'

export async function dryRun(manifest: Manifest, flags: { threads?: number; json?: boolean }): Promise<void> {
  const estimates = await estimateSweep(manifest)
  const workers = Math.max(1, Math.min(flags.threads ?? availableParallelism(), manifest.runs.length))
  const cpu_s = estimates.reduce((sum, estimate) => sum + estimate.cpu_s, 0)
  const bytes = estimates.reduce((sum, estimate) => sum + estimate.bytes, 0)
  const rows = manifest.rows.length
  if (flags.json) {
    const totals = { runs: manifest.runs.length, rows, workers, cpu_s, wall_s: cpu_s / workers, bytes }
    process.stdout.write(`${JSON.stringify({ ...totals, schemes: estimates })}\n`)
    return
  }
  const shown = estimates.map((estimate) => ({
    ...estimate,
    cpu_s: Number(estimate.cpu_s.toPrecision(2)),
    mb: megabytes(estimate.bytes),
  }))
  const doubles = rows > manifest.runs.length ? ` for ${rows} rows of the tables` : ''
  const cores = `${workers} worker${workers > 1 ? 's' : ''}`
  process.stdout.write(table(shown, ['scheme', 'runs', 'cpu_s', 'mb']))
  process.stdout.write(
    `\n${manifest.runs.length} runs${doubles}: about ${duration(cpu_s / workers)} with ${cores} on free cores, about ${megabytes(bytes)} MB of disk; nothing was written\n`,
  )
}

const megabytes = (bytes: number) => Number((bytes / 1e6).toPrecision(2))
