/** `memxbar reproduce`: published results and our own as tables and figures. The same command continues an interrupted one. */
import { join, resolve } from 'node:path'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import type { Paper } from '../studies/paper.ts'
import { papers } from '../studies/registry.ts'
import { reproducePaper } from '../studies/reproduce.ts'
import { parseSeeds } from './seeds.ts'
import { onStop } from './stop.ts'
import { createProgress, formatValue, type Progress } from './terminal.ts'

interface ReproduceFlags {
  readonly all?: boolean
  readonly quick?: boolean
  readonly seeds?: string
  readonly set: string[]
  readonly threads?: number
  readonly out?: string
  readonly force?: boolean
  readonly quiet?: boolean
}

export async function reproduce(name: string | undefined, flags: ReproduceFlags): Promise<void> {
  const chosen = choose(name, flags)
  const seeds = flags.seeds === undefined ? undefined : parseSeeds(flags.seeds)
  const abort = new AbortController()
  let exitCode = 0
  const ignore = onStop((code) => {
    exitCode = code
    abort.abort()
  })
  try {
    for (const paper of chosen) {
      await reproduceOne(paper, seeds, flags, abort.signal)
      if (abort.signal.aborted) break
    }
  } finally {
    ignore()
    if (exitCode !== 0) process.exitCode = exitCode
  }
}

/** @throws InputError where the flags cannot be combined */
function choose(name: string | undefined, { all, seeds }: ReproduceFlags): Paper[] {
  const known = Object.keys(papers)
  if (all) {
    if (name !== undefined) throw new InputError(`reproduce: give either "${name}" or --all`)
    if (seeds !== undefined)
      throw new InputError('reproduce: --seeds works with one result only; with --all each result has its own seeds')
    return Object.values(papers)
  }
  if (name === undefined) throw new InputError(`reproduce: which result? known: ${known.join(', ')}; or --all`)
  if (!Object.hasOwn(papers, name)) throw new InputError(`reproduce: unknown "${name}"; ${suggest(name, known)}`)
  return [papers[name]!]
}

async function reproduceOne(
  paper: Paper,
  given: readonly number[] | undefined,
  flags: ReproduceFlags,
  signal: AbortSignal,
): Promise<void> {
  const quick = flags.quick ?? false
  const seeds = given ?? (quick ? paper.seeds.slice(0, 2) : paper.seeds)
  if (seeds.length > 1 && !paper.trainings)
    throw new InputError(`--seeds: ${paper.name} uses one population of devices; give one seed`)
  const name = quick ? `${paper.name}-quick` : paper.name
  const folder = flags.all && flags.out !== undefined ? join(flags.out, name) : (flags.out ?? join('results', name))
  let [finished, total] = [0, 0]
  let progress: Progress | undefined
  try {
    const { markdown, files } = await reproducePaper(paper, {
      ...{ seeds, quick, folder, signal, set: flags.set, force: flags.force ?? false },
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      command: `memxbar ${process.argv.slice(2).join(' ')}`,
      async onStart(done, of) {
        ;[finished, total] = [done, of]
        progress = await createProgress(of, paper.name, flags.quiet ?? false)
      },
      onDone(done, { label, summary }) {
        finished = done
        const condition = Object.values(label).map(formatValue).join(' ')
        const result =
          'mse_last50_mean' in summary
            ? `MSE ${formatValue(summary.mse_last50_mean)}`
            : `accuracy ${formatValue(summary.accuracy_test)}`
        progress!.update(done, `${condition} seed ${summary.seed}: ${result}`)
      },
    })
    progress?.stop()
    process.stdout.write(`${paper.title}\n\n${markdown}\n${resolve(folder)}: ${files.join(', ')}\n\n`)
  } catch (error) {
    progress?.stop()
    if (!signal.aborted) throw error
    process.stderr.write(
      `\n${paper.name}: interrupted with ${finished} of ${total} runs done; the same command continues with the others\n`,
    )
  }
}
