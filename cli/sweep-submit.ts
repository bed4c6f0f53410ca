/** `memxbar sweep submit`: submits the missing runs of a sweep to a cluster. */
import { basename, extname, join } from 'node:path'
import { formatIndices } from '../experiments/sweep/slurm/arrays.ts'
import { planShards } from '../experiments/sweep/slurm/shards.ts'
import { submitMissing } from '../experiments/sweep/slurm/submit.ts'
import { InputError } from '../input/input-error.ts'
import { claimSweepFolder } from './sweep-claim.ts'
import { program, tellExhausted } from './sweep-slurm.ts'

interface SubmitFlags {
  readonly out?: string
  readonly engine: string
  readonly partition?: string
  readonly time?: string
  readonly concurrency?: number
  readonly sbatch: readonly string[]
  readonly shardMinutes: number
  readonly shardRuns?: number
  readonly attempts: number
  readonly retryFailed?: boolean
  readonly extend?: boolean
  readonly allowCode?: boolean
  readonly set: readonly string[]
  readonly quiet?: boolean
  readonly json?: boolean
}

export async function sweepSubmit(file: string, flags: SubmitFlags): Promise<void> {
  if (flags.engine !== 'slurm') throw new InputError(`--engine: unknown engine "${flags.engine}"; known: slurm`)
  const dir = flags.out ?? join('results', basename(file, extname(file)))
  const size = { minutes: flags.shardMinutes, ...(flags.shardRuns === undefined ? {} : { runs: flags.shardRuns }) }
  const manifest = claimSweepFolder(dir, await planShards(file, dir, size, flags.set), flags)
  const { partition, time, concurrency, attempts, retryFailed = false } = flags
  const { arrays, queued, exhausted } = submitMissing(dir, {
    program: program(),
    attempts,
    retryFailed,
    sbatch: [...(partition ? [`--partition=${partition}`] : []), ...(time ? [`--time=${time}`] : []), ...flags.sbatch],
    ...(concurrency === undefined ? {} : { concurrency }),
  })
  if (flags.json) process.stdout.write(`${JSON.stringify({ out: dir, arrays, queued, exhausted })}\n`)
  else {
    const { runs, shards } = manifest
    process.stdout.write(`${dir}: ${runs.length} runs in ${shards.length} shards\n`)
    for (const array of arrays) process.stdout.write(`job ${array.job}: shards ${formatIndices(array.shards)}\n`)
    if (queued > 0) process.stdout.write(`queued or running already: ${queued}\n`)
    if (arrays.length + queued + exhausted.length === 0)
      process.stdout.write(`all shards are done: memxbar sweep collect ${dir}\n`)
  }
  if (exhausted.length > 0) tellExhausted(dir, exhausted, attempts)
}
