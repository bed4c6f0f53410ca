/** `memxbar run`: one experiment, its tables, figures and manifest. */
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { scaleNotes } from '../experiments/config/scale-note.ts'
import { unusedNotes } from '../experiments/config/unused-note.ts'
import { loadDevice } from '../experiments/disk/device-kind.ts'
import { CHECKPOINT, STATE } from '../experiments/disk/state.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { claimFolder } from '../experiments/results/folder.ts'
import { manifest, type Timing, version } from '../experiments/results/manifest.ts'
import type { RunResult } from '../experiments/run/run.ts'
import { type Summary, summarize } from '../experiments/run/summary.ts'
import { metricsOf } from '../experiments/tasks/metric.ts'
import { planRun, type RunFlags, type RunPlan } from './run-plan.ts'
import { onStop } from './stop.ts'
import { createProgress, formatValue, table } from './terminal.ts'

export async function run(file: string | undefined, flags: RunFlags): Promise<void> {
  const began = Date.now()
  const plan = await planRun(file, flags)
  if (plan === 'complete') {
    if (!flags.quiet) process.stderr.write(`the run in ${flags.resume} is complete: nothing is left to do\n`)
    return
  }
  const { spec, id, dataset, folder, every } = plan
  claimFolder(folder, id.run_id, flags.force ?? false)
  const notes = plan.before ? [] : [...plan.notes, ...unusedNotes(spec), ...(await scaleNotes([spec], loadDevice))]
  if (!flags.quiet) for (const note of notes) process.stderr.write(`${note}\n`)
  const timing = clockFrom(began, plan)
  const keep = every === undefined ? undefined : await checkpoints(plan, every, timing)
  const saved = plan.saveState ? await stateSaver(id.run_id) : undefined

  const abort = new AbortController()
  let exitCode = 0
  const ignore = onStop((code) => {
    exitCode = code
    process.stderr.write('\nstopping after this epoch; a second signal stops at once, without results\n')
    abort.abort()
  })
  const done = plan.before?.progress.epochs.length ?? 0
  const progress = await createProgress(spec.training.epochs, spec.update.kind, flags.quiet ?? false, done)
  const metrics = metricsOf(dataset.loss, dataset.size.test > 0)
  const [metric] = metrics
  const result = await plan
    .run({
      ...plan.options,
      signal: abort.signal,
      ...(plan.record ? { record: true } : {}),
      // Signals arrive only while the event loop runs.
      pause: () => new Promise((resume) => setImmediate(resume)),
      onEpoch({ epoch, results }, soFar) {
        // For an epoch without an evaluation, the metric that is known.
        const told =
          typeof results[metric!.name] === 'number'
            ? metric!
            : (metrics.find(({ name }) => typeof results[name] === 'number') ?? metric!)
        progress.update(epoch, `${told.label} ${formatValue(results[told.name])}`)
        if (every !== undefined && epoch % every === 0) keep?.(soFar())
      },
      onTrial: (trials, of) => progress.within(trials, of),
    })
    .finally(() => progress.stop())
  ignore()
  if (!result.completed) keep?.(result)

  const summary = summarize(spec, id, result)
  const { cpu_seconds, ...times } = timing()
  const { writeRun } = await import('../experiments/results/write.ts')
  const { from, map, prices } = plan
  const named = { ...(map ? { map } : {}), ...(prices ? { prices } : {}) }
  const further = { files: saved?.(result) ?? [], ...(from ? { from } : {}), ...named }
  const files = await writeRun(folder, spec, summary, result, { ...times, cpu_seconds }, plan.command, further)
  if (result.completed) rmSync(join(folder, CHECKPOINT), { force: true })

  if (flags.json) process.stdout.write(`${JSON.stringify({ ...summary, cpu_seconds, out: folder })}\n`)
  else tell(summary, result, cpu_seconds, `${resolve(folder)}: ${files.join(', ')}`)
  if (!result.completed) {
    const epochs = `${result.epochs.length} of ${spec.training.epochs} epochs`
    const next = keep
      ? `memxbar run --resume ${folder} continues from there.`
      : 'The same command repeats the run from its start, with the same numbers.'
    process.stderr.write(`interrupted after ${epochs}; they are in ${folder}. ${next}\n`)
    process.exitCode = exitCode
  }
}

function tell(summary: Summary, result: RunResult, cpu_seconds: number, where: string): void {
  const pulses = result.epochs[0]!.pulses.map(({ array }, i) => {
    const sum = (kind: 'set' | 'depress' | 'reset') => result.epochs.reduce((total, epoch) => total + epoch.pulses[i]![kind], 0)
    return { array, set_pulses: sum('set'), depress_pulses: sum('depress'), reset_pulses: sum('reset') }
  })
  const facts = Object.entries({ ...summary, spec_hash: summary.spec_hash.slice(0, 12), cpu_seconds })
  process.stdout.write(`\n${facts.map(([name, value]) => `${name.padEnd(16)} ${formatValue(value)}`).join('\n')}\n\n`)
  process.stdout.write(`${table(pulses, ['array', 'set_pulses', 'depress_pulses', 'reset_pulses'])}\n`)
  process.stdout.write(`${where}\n`)
}

/** Total time of all processes of the run. */
function clockFrom(began: number, { before }: RunPlan): () => Timing {
  const earlier = before?.timing ?? { started: new Date(began).toISOString(), wall_seconds: 0, cpu_seconds: 0 }
  return () => {
    const { user, system } = process.cpuUsage()
    return {
      started: earlier.started,
      wall_seconds: earlier.wall_seconds + (Date.now() - began) / 1000,
      cpu_seconds: earlier.cpu_seconds + (user + system) / 1e6,
    }
  }
}

async function checkpoints(plan: RunPlan, every: number, timing: () => Timing): Promise<(result: RunResult) => void> {
  const { checkpointWriter } = await import('../experiments/state/checkpoint.ts')
  const write = await checkpointWriter()
  const { spec, id, folder, command, base, from, record, saveState } = plan
  let claimed = false
  return (result) => {
    // From here on, the folder belongs to this run; `writing` tells readers that it is incomplete.
    if (!claimed) writeWhole(join(folder, 'manifest.json'), manifest(spec, { ...id, status: 'writing', command }, timing()))
    claimed = true
    const origin = {
      version,
      command,
      every,
      record,
      saveState,
      ...(base ? { base } : {}),
      ...(from ? { from } : {}),
      ...timing(),
    }
    writeWhole(join(folder, CHECKPOINT), write(result, id.run_id, origin))
  }
}

async function stateSaver(run_id: string): Promise<(result: RunResult) => (readonly [string, Uint8Array])[]> {
  const { stateOf } = await import('../experiments/state/state.ts')
  const { statePacker } = await import('../experiments/state/file.ts')
  const pack = await statePacker()
  return ({ experiment, epochs }) => [[STATE, pack(stateOf(experiment, run_id, epochs.length))]]
}
