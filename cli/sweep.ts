/** `memxbar sweep`: plans all runs of a spec, runs those that are missing, and collects their tables. */
import { basename, extname, join, resolve } from 'node:path'
import { scaleNotes } from '../experiments/config/scale-note.ts'
import { loadDevice } from '../experiments/disk/device-kind.ts'
import { type Collected, collect } from '../experiments/sweep/collect.ts'
import { runSweep, type SweepProgress } from '../experiments/sweep/execute.ts'
import { idleColumns } from '../experiments/sweep/idle.ts'
import { existingManifest, type Manifest } from '../experiments/sweep/manifest.ts'
import { planSweep } from '../experiments/sweep/plan.ts'
import type { Survey } from '../experiments/sweep/survey.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { onStop } from './stop.ts'
import { claimSweepFolder } from './sweep-claim.ts'
import { dryRun } from './sweep-dry-run.ts'
import { holes, parquetGone, RETRY } from './sweep-holes.ts'
import { createProgress, type Progress } from './terminal.ts'

interface SweepFlags {
  readonly out?: string
  readonly threads?: number
  readonly dryRun?: boolean
  readonly retryFailed?: boolean
  readonly extend?: boolean
  readonly allowCode?: boolean
  readonly set: readonly string[]
  readonly json?: boolean
  readonly quiet?: boolean
}

export async function sweepCommand(file: string, flags: SweepFlags, further: readonly string[]): Promise<void> {
  const known = suggest(file, ['status', 'collect', 'submit', 'wait'])
  if (further.length > 0)
    throw new InputError(`sweep takes one spec file, or a command before a folder: unknown command "${file}"; ${known}`)
  const dir = flags.out ?? join('results', basename(file, extname(file)))
  // A sweep that was begun on a cluster can be finished here.
  if (!flags.quiet) process.stderr.write(`planning the runs of ${file}\n`)
  const plan = await planSweep(file, { begun: existingManifest(dir), set: flags.set })
  if (!flags.quiet) for (const note of idleColumns(plan)) process.stderr.write(`${note}\n`)
  if (!flags.quiet) for (const note of await scaleNotes(plan.specs, loadDevice)) process.stderr.write(`${note}\n`)
  if (flags.dryRun) return dryRun(plan, dir, flags)
  const manifest = claimSweepFolder(dir, plan, flags)
  const stopped = await execute(dir, manifest, flags)
  if (stopped) {
    const { done, failed } = stopped.progress
    process.stderr.write(
      `\nstopped with ${done} of ${manifest.runs.length} runs done${failed > 0 ? `, ${failed} of them failed` : ''}; the same command continues with the others\n`,
    )
    process.exitCode = stopped.exitCode
    return
  }
  report(dir, await collect(dir, { partial: true, command: ['memxbar', ...process.argv.slice(2)].join(' ') }), flags)
}

interface Stopped {
  readonly progress: SweepProgress
  readonly exitCode: number
}

/** Undefined if all runs are done. */
async function execute(dir: string, manifest: Manifest, flags: SweepFlags): Promise<Stopped | undefined> {
  const abort = new AbortController()
  let exitCode = 0
  const ignore = onStop((code) => {
    exitCode = code
    abort.abort()
  })
  let now: SweepProgress = { done: 0, failed: 0 }
  const shown = showing(manifest.runs.length, flags.quiet ?? false)
  try {
    await runSweep(dir, {
      signal: abort.signal,
      retryFailed: flags.retryFailed ?? false,
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      onProgress(progress) {
        now = { ...progress }
        shown.update(now)
      },
      onRefused: (path, reason) => process.stderr.write(`${path} ${reason}; moved to ${join(dir, 'refused')}\n`),
    })
  } finally {
    await shown.stop()
    ignore()
  }
  return abort.signal.aborted ? { progress: now, exitCode } : undefined
}

/** Progress that starts from the finished runs. */
function showing(total: number, quiet: boolean): { update(progress: SweepProgress): void; stop(): Promise<void> } {
  let bar: Promise<Progress> | undefined
  let first = 0
  let started = 0
  return {
    update({ done, failed }) {
      if (!bar) {
        ;[first, started] = [done, Date.now()]
        bar = createProgress(total, 'sweep', quiet, done)
        if (done > 0 && !quiet)
          process.stderr.write(`${done} of ${total} runs are done already${failed > 0 ? `, ${failed} of them failed` : ''}\n`)
        return
      }
      const rate = ((done - first) / Math.max(1, Date.now() - started)) * 1000
      const note = `${failed} failed, ${rate >= 1 ? `${rate.toFixed(1)} runs/s` : `${(60 * rate).toFixed(1)} runs/min`}`
      void bar.then((progress) => progress.update(done, note))
    },
    async stop() {
      ;(await bar)?.stop()
    },
  }
}

function report(dir: string, { status, files, dropped, survey }: Collected, { json }: SweepFlags): void {
  if (json) process.stdout.write(`${JSON.stringify({ status, ...counts(survey), out: dir })}\n`)
  else process.stdout.write(`${resolve(dir)}: ${files.join(', ')}\n`)
  process.stderr.write(parquetGone(dropped))
  if (status === 'complete') return
  process.stderr.write(`${holes(survey)}\n${RETRY}\n`)
  process.exitCode = 1
}

function counts({ manifest, done, failed }: Survey): { runs: number; done: number; failed: number } {
  return { runs: manifest.runs.length, done, failed: failed.length }
}
