/** Shared by the commands for a sweep on Slurm. */
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { formatIndices } from '../experiments/sweep/slurm/arrays.ts'
import type { SlurmStatus } from '../experiments/sweep/slurm/status.ts'

/** The command line of this program, for a task on another machine that shares the file system. */
export const program = () => [process.execPath, realpathSync(process.argv[1]!)]

export function tellExhausted(dir: string, shards: readonly number[], attempts: number): void {
  process.stderr.write(
    `shards ${formatIndices(shards)} used up their ${attempts} attempts and never finished: see ${join(dir, 'slurm', 'logs')}, then submit again with --attempts ${attempts + 3}\n`,
  )
  process.exitCode = 1
}

/** Describes the state of the missing shards. */
export function slurmLines({ unknown, running, waiting, reasons, idle, exhausted, logs }: SlurmStatus): string {
  const why = Object.entries(reasons).map(([reason, count]) => `${reason} ${count}`)
  const lines = [
    unknown ?? `missing shards on Slurm: ${running} running, ${waiting} waiting${why.length > 0 ? ` (${why.join(', ')})` : ''}`,
    ...(unknown === null && idle.length > 0
      ? [`not queued: shards ${formatIndices(idle)}; memxbar sweep submit submits them`]
      : []),
    ...(exhausted.length > 0 ? [`attempts used up: shards ${formatIndices(exhausted)}; see ${logs}`] : []),
  ]
  return `${lines.join('\n')}\n`
}
