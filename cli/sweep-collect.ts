/** `memxbar sweep collect`: writes the tables of the finished runs. */
import { resolve } from 'node:path'
import { collect } from '../experiments/sweep/collect.ts'
import { holes, parquetGone, RETRY } from './sweep-holes.ts'

interface CollectFlags {
  readonly partial?: boolean
  readonly parquet?: boolean
  readonly json?: boolean
}

export async function sweepCollect(dir: string, { partial = false, parquet = false, json }: CollectFlags): Promise<void> {
  const command = ['memxbar', ...process.argv.slice(2)].join(' ')
  const { status, files, dropped, survey } = await collect(dir, { partial, parquet, command })
  if (json) process.stdout.write(`${JSON.stringify({ status, files, out: dir })}\n`)
  else if (status !== 'refused') process.stdout.write(`${resolve(dir)}: ${files.join(', ')}\n`)
  process.stderr.write(parquetGone(dropped))
  if (status === 'complete') return
  process.stderr.write(`${holes(survey)}\n`)
  if (status === 'refused') {
    process.stderr.write(
      'the sweep is not complete and nothing was written: give its memxbar sweep command again, or collect the finished runs with --partial\n',
    )
  }
  if (survey.failed.length > 0) process.stderr.write(`${RETRY}\n`)
  if (!partial) process.exitCode = 1
}
