/** `memxbar sweep wait`: waits until a submitted sweep is done, or its attempts or the time limit are used up. */

import { requireCodePermission } from '../experiments/sweep/code.ts'
import { manifestFile, readManifest } from '../experiments/sweep/manifest.ts'
import { formatIndices } from '../experiments/sweep/slurm/arrays.ts'
import { readOptions } from '../experiments/sweep/slurm/options.ts'
import { waitForSweep } from '../experiments/sweep/slurm/wait.ts'
import { InputError } from '../input/input-error.ts'
import { parseQuantity } from '../input/units.ts'
import { program, tellExhausted } from './sweep-slurm.ts'

export async function sweepWait(
  dir: string,
  flags: { timeout: string; interval: string; quiet?: boolean; allowCode?: boolean },
): Promise<void> {
  const [timeoutMs, intervalMs] = await Promise.all([
    milliseconds(flags.timeout, '--timeout'),
    milliseconds(flags.interval, '--interval'),
  ])
  if (intervalMs > 3_600_000) throw new InputError(`--interval: "${flags.interval}" is above an hour; give a shorter time`)
  const options = readOptions(dir)
  requireCodePermission(dir, readManifest(manifestFile(dir)), flags.allowCode)
  let told = ''
  const { outcome, missing } = await waitForSweep(dir, {
    ...options,
    program: program(),
    timeoutMs,
    intervalMs,
    onPoll(left, queued) {
      const text = `missing shards: ${left}, ${typeof queued === 'string' ? queued : `${queued} of them queued or running`}\n`
      if (text !== told && !flags.quiet) process.stderr.write(text)
      told = text
    },
    onSubmit: (shards) => process.stderr.write(`submitted again: shards ${formatIndices(shards)}\n`),
  })
  if (outcome === 'complete') return
  if (outcome === 'exhausted') return tellExhausted(dir, missing, options.attempts)
  process.stderr.write(
    `shards ${formatIndices(missing)} are missing after ${flags.timeout}; the same command continues to wait\n`,
  )
  process.exitCode = 1
}

async function milliseconds(text: string, flag: string): Promise<number> {
  const seconds = await parseQuantity(text, 's', flag)
  if (!(seconds > 0)) throw new InputError(`${flag}: "${text}" is not above 0; give for example "30 s" or "12 hours"`)
  return 1000 * seconds
}
