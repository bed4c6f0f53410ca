/** `memxbar run`: one experiment, its tables, figures and manifest. */
import { resolve } from 'node:path'
import { scaleNotes } from '../experiments/config/scale-note.ts'
import { loadDevice } from '../experiments/disk/device-kind.ts'
import { loadRun } from '../experiments/disk/run-spec.ts'
import { loadSpec } from '../experiments/disk/spec.ts'
import { claimFolder } from '../experiments/results/folder.ts'
import { summarize } from '../experiments/run/summary.ts'
import { metricsOf } from '../experiments/tasks/metric.ts'
import { onStop } from './stop.ts'
import { createProgress, shown, table } from './terminal.ts'

interface RunFlags {
  readonly set: string[]
  readonly device?: string
  readonly seed?: number
  readonly out?: string
  readonly force?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
  readonly record?: boolean
}

export async function run(file: string | undefined, flags: RunFlags): Promise<void> {
  const started = new Date()
  const device = flags.device === undefined ? [] : [`device.model=${JSON.stringify(flags.device)}`]
  const spec = await loadSpec(file, [...device, ...flags.set], flags.seed)
  const { id, dataset, run: start } = await loadRun(spec, file)
  const folder = flags.out ?? `results/${id.run_id}`
  claimFolder(folder, id.run_id, flags.force ?? false)
  if (!flags.quiet) for (const note of await scaleNotes([spec], loadDevice)) process.stderr.write(`${note}\n`)

  const abort = new AbortController()
  let exitCode = 0
  const ignore = onStop((code) => {
    exitCode = code
    process.stderr.write('\nstopping after this epoch; once more stops at once, without results\n')
    abort.abort()
  })
  const progress = await createProgress(spec.training.epochs, spec.update.kind, flags.quiet ?? false)
  const [metric] = metricsOf(dataset.loss, dataset.size.test > 0)
  const result = await start({
    signal: abort.signal,
    ...(flags.record ? { record: true } : {}),
    // Signals come through only where the event loop has its turn.
    pause: () => new Promise((resume) => setImmediate(resume)),
    onEpoch({ epoch, results }) {
      progress.update(epoch, `${metric!.label} ${shown(results[metric!.name])}`)
    },
    onTrial: (done, of) => progress.within(done, of),
  }).finally(() => progress.stop())
  ignore()

  const summary = summarize(spec, id, result)
  const { user, system } = process.cpuUsage()
  const cpu_seconds = (user + system) / 1e6
  const timing = { started: started.toISOString(), wall_seconds: (Date.now() - started.getTime()) / 1000, cpu_seconds }
  const command = ['memxbar', ...process.argv.slice(2)].join(' ')
  const { writeRun } = await import('../experiments/results/write.ts')
  const files = await writeRun(folder, spec, summary, result, timing, command)

  if (flags.json) process.stdout.write(`${JSON.stringify({ ...summary, cpu_seconds, out: folder })}\n`)
  else {
    const pulses = result.epochs[0]!.pulses.map(({ array }, i) => {
      const sum = (kind: 'set' | 'reset') => result.epochs.reduce((total, epoch) => total + epoch.pulses[i]![kind], 0)
      return { array, set_pulses: sum('set'), reset_pulses: sum('reset') }
    })
    const facts = Object.entries({ ...summary, spec_hash: summary.spec_hash.slice(0, 12), cpu_seconds })
    process.stdout.write(`\n${facts.map(([name, value]) => `${name.padEnd(16)} ${shown(value)}`).join('\n')}\n\n`)
    process.stdout.write(`${table(pulses, ['array', 'set_pulses', 'reset_pulses'])}\n`)
    process.stdout.write(`${resolve(folder)}: ${files.join(', ')}\n`)
  }
  if (!result.completed) {
    const done = `${result.epochs.length} of ${spec.training.epochs} epochs`
    process.stderr.write(
      `interrupted after ${done}; they are in ${folder}. The same command repeats the run from its start, with the same numbers.\n`,
    )
    process.exitCode = exitCode
  }
}
