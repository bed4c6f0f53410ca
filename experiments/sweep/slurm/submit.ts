/** Submits the shards of a sweep that are neither done nor queued to Slurm, as job arrays. */
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../../input/input-error.ts'
import { makeFolder } from '../../results/atomic.ts'
import { codeFiles } from '../code.ts'
import { type Manifest, manifestFile, readManifest } from '../manifest.ts'
import { surveySweep } from '../survey.ts'
import { formatIndices, jobName, maxArraySize, offsetsOf } from './arrays.ts'
import { countAttempts } from './attempts.ts'
import { callSlurm } from './call.ts'
import { type SlurmOptions, writeOptions } from './options.ts'
import { queryQueue } from './queue.ts'
import { batchScript } from './script.ts'

export interface SubmitOptions extends SlurmOptions {
  /** The program that runs a shard: node and the path of memxbar. */
  readonly program: readonly string[]
  readonly retryFailed?: boolean
}

export interface Submission {
  /** Arrays submitted by this call. */
  readonly arrays: readonly { readonly job: string; readonly shards: readonly number[] }[]
  /** Number of shards not submitted because Slurm has them. */
  readonly queued: number
  /** Shards without attempts left. */
  readonly exhausted: readonly number[]
}

/** @throws InputError where Slurm is missing or refuses, with its message */
export function submitMissing(dir: string, options: SubmitOptions): Submission {
  // The queue is read before the files: a shard that ends in between is then done, not lost.
  const queue = queryQueue(dir, readManifest(manifestFile(dir)))
  if (typeof queue === 'string') throw new InputError(`cannot tell which shards are queued already: ${queue}; ${ELSEWHERE}`)
  const { manifest, missing, withFailures } = surveySweep(dir)
  const wanted = options.retryFailed ? [...missing, ...withFailures].sort((a, b) => a - b) : missing
  const idle = wanted.filter((shard) => !queue.has(shard))
  writeOptions(dir, options)
  const exhausted = idle.filter((shard) => countAttempts(dir, shard) >= options.attempts)
  const shards = idle.filter((shard) => !exhausted.includes(shard))
  return { arrays: submitShards(dir, manifest, shards, options), queued: wanted.length - idle.length, exhausted }
}

const ELSEWHERE = "submit on a login node of the cluster, or run the sweep on this machine with 'memxbar sweep'"

/** Submits arrays in the order of their shards; with a limit of tasks at once, each array starts after the previous one. */
export function submitShards(dir: string, manifest: Manifest, shards: readonly number[], options: SubmitOptions) {
  const size = maxArraySize()
  const arrays: { job: string; shards: number[] }[] = []
  for (const offset of offsetsOf(manifest, size)) {
    const block = shards.filter((shard) => shard >= offset && shard < offset + size)
    if (block.length === 0) continue
    const before = options.concurrency === undefined ? undefined : arrays.at(-1)?.job
    try {
      arrays.push({ job: submitArray(dir, manifest, offset, block, options, before), shards: block })
    } catch (error) {
      const accepted = arrays.map(({ job }) => job).join(', ')
      if (error instanceof InputError && accepted) {
        throw new InputError(`${error.message}; accepted before: ${accepted}. The same command continues from there`)
      }
      throw error
    }
  }
  return arrays
}

function submitArray(
  dir: string,
  manifest: Manifest,
  offset: number,
  shards: readonly number[],
  { program, attempts, concurrency, sbatch }: SubmitOptions,
  after: string | undefined,
): string {
  const folder = realpathSync(dir)
  const logs = outputPattern(join(folder, 'slurm', 'logs'))
  for (const name of ['slurm/logs', 'shards']) makeFolder(join(folder, name))
  const script = batchScript({
    program,
    manifest: manifestFile(folder),
    dir: folder,
    offset,
    attempts,
    allowCode: codeFiles(manifest).length > 0,
  })
  const indices = formatIndices(shards.map((shard) => shard - offset))
  const answer = callSlurm(
    'sbatch',
    [
      '--parsable',
      `--job-name=${jobName(manifest, dir, offset)}`,
      `--array=${indices}${concurrency === undefined ? '' : `%${concurrency}`}`,
      '--ntasks=1',
      '--cpus-per-task=1',
      '--requeue',
      `--chdir=${folder}`,
      `--output=${logs}`,
      '--open-mode=append',
      ...(after === undefined ? [] : [`--dependency=afterany:${after}`]),
      ...sbatch,
    ],
    script,
  )
  if ('missing' in answer) throw new InputError(`sbatch is not on this machine; ${ELSEWHERE}`)
  if ('refusal' in answer) {
    throw new InputError(
      `sbatch refused: ${answer.refusal}; correct it with --partition, --time or any option of sbatch, e.g. --sbatch=--account=NAME`,
    )
  }
  // `123` or `123;cluster`; some sites' sbatch prints more, on separate lines.
  const [, job] = /^(?:Submitted batch job )?(\d+)(?:;.*)?\s*$/m.exec(answer.text) ?? []
  if (job === undefined)
    throw new InputError(`sbatch gave no job number but "${answer.text.trim()}"; check squeue before trying again`)
  return job
}

/** Slurm replaces % patterns in the path, and a backslash anywhere in it turns that off. */
function outputPattern(folder: string): string {
  if (folder.includes('\\')) {
    throw new InputError(`--out: Slurm cannot write to "${folder}", because its name has a backslash; choose another folder`)
  }
  return join(folder.replaceAll('%', '%%'), '%A_%a.log')
}
