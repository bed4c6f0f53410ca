/** Plans a run command: a new run, one from the state of another, or the continuation of an interrupted one. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Spec } from '../experiments/config/schema.ts'
import { type LoadedRun, loadRun } from '../experiments/disk/run-spec.ts'
import { loadSpec, loadSpecOver } from '../experiments/disk/spec.ts'
import type { Provenance, Timing } from '../experiments/results/manifest.ts'
import type { Progress, RunOptions } from '../experiments/run/run.ts'
import type { Start } from '../experiments/state/from.ts'
import { InputError } from '../input/input-error.ts'
import { parseQuantity } from '../input/units.ts'

export interface RunFlags {
  readonly set: string[]
  readonly device?: string
  readonly seed?: number
  readonly out?: string
  readonly force?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
  readonly record?: boolean
  readonly checkpoint?: number
  readonly resume?: string
  readonly saveState?: boolean
  readonly from?: string
  readonly age?: string
}

export interface RunPlan extends Pick<LoadedRun, 'id' | 'dataset' | 'run' | 'map' | 'prices'> {
  readonly spec: Spec
  readonly folder: string
  readonly command: string
  /** File of the spec. */
  readonly base?: string
  readonly options: Pick<RunOptions, 'begin' | 'weights'>
  readonly record: boolean
  readonly saveState: boolean
  /** Epochs between two checkpoints. */
  readonly every?: number
  readonly from?: NonNullable<Provenance['from']>
  /** Notes for the user, printed before the run starts. */
  readonly notes: readonly string[]
  /** The earlier progress of a resumed run. */
  readonly before?: { readonly progress: Progress; readonly timing: Timing }
}

/** @throws InputError where the flags cannot be combined, or a file has the wrong content */
export async function planRun(file: string | undefined, flags: RunFlags): Promise<RunPlan | 'complete'> {
  if (flags.resume !== undefined) return planResumed(file, flags, flags.resume)
  if (flags.age !== undefined && flags.from === undefined) throw new InputError('--age: needs --from, which is missing')
  const device = flags.device === undefined ? [] : [`device.model=${JSON.stringify(flags.device)}`]
  const assignments = [...device, ...flags.set]
  const command = ['memxbar', ...process.argv.slice(2)].join(' ')
  const { record = false, saveState = false, checkpoint: every } = flags
  const common = { command, record, saveState, ...(every === undefined ? {} : { every }) }
  const place = file === undefined ? {} : { base: resolve(file) }
  const started = flags.from === undefined ? undefined : await startingState(flags.from, flags.age)
  // A state contains its own spec.
  const own = file === undefined ? (started?.state as Start | undefined)?.meta?.spec : undefined
  const spec = await (own ? loadSpecOver(own, assignments, flags.seed) : loadSpec(file, assignments, flags.seed))
  const loaded = await loadRun(spec, file, started?.inputs)
  const folder = flags.out ?? `results/${loaded.id.run_id}`
  if (!started) return { ...loaded, spec, folder, ...common, ...place, options: {}, notes: [] }
  const { departFrom } = await import('../experiments/state/from.ts')
  const { describeNetwork } = await import('../experiments/config/graph.ts')
  const { taken, options } = departFrom(
    started.state,
    spec,
    describeNetwork(spec.network, loaded.dataset).graph,
    started.from.age_s,
  )
  const notes = Object.entries(taken).map(([name, what]) => `${name}: ${TAKEN[what]}`)
  return { ...loaded, spec, folder, ...common, ...place, options, from: started.from, notes }
}

const TAKEN = {
  devices: 'the devices of the state, as they are',
  weights: 'the weights of the state, on new devices or in digital memory',
  nothing: 'not in the state: initial weights are random',
}

async function startingState(path: string, age: string | undefined) {
  const { readNir, readState } = await import('../experiments/disk/state.ts')
  const { sha256 } = await import('../input/sha256.ts')
  const { file, bytes, state } = await (path.endsWith('.nir') ? readNir : readState)(path, '--from')
  const age_s = age === undefined ? 0 : await parseQuantity(age, 's', '--age')
  if (!(age_s >= 0 && Number.isFinite(age_s))) throw new InputError(`--age: must be a time of 0 s or more, not "${age}"`)
  const hash = sha256(bytes)
  return { state, from: { file: resolve(file), sha256: hash, age_s }, inputs: [`state ${hash} after ${age_s} s`] }
}

async function planResumed(file: string | undefined, flags: RunFlags, folder: string): Promise<RunPlan | 'complete'> {
  const others = Object.entries({ ...flags, set: flags.set.length > 0 ? flags.set : undefined })
  const [other] = others.filter(([name, value]) => value !== undefined && !['resume', 'json', 'quiet'].includes(name))
  if (file !== undefined || other) {
    const named = file === undefined ? `--${other![0].replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}` : `the spec "${file}"`
    throw new InputError(
      `--resume: continues the run in "${folder}" with its original settings, without ${named}; leave that out`,
    )
  }
  const { CHECKPOINT, readBytes } = await import('../experiments/disk/state.ts')
  const path = join(folder, CHECKPOINT)
  if (!existsSync(path)) {
    if (statusOf(folder) === 'complete') return 'complete'
    throw new InputError(
      `--resume: "${folder}" holds no ${CHECKPOINT}; a run that is started with --checkpoint N writes one every N epochs`,
    )
  }
  const { readCheckpoint } = await import('../experiments/state/checkpoint.ts')
  const { restore } = await import('../experiments/state/state.ts')
  const { version } = await import('../experiments/results/manifest.ts')
  const { origin, state, progress } = await readCheckpoint(readBytes(path, '--resume'), path, version)
  const { spec, run_id } = state.meta
  const { base, from, command, every, record, saveState, ...timing } = origin
  const inputs = from ? [`state ${from.sha256} after ${from.age_s} s`] : []
  const loaded = await loadRun(spec, base, inputs)
  if (loaded.id.run_id !== run_id) {
    throw new InputError(
      `--resume: a file that the spec names has changed since the run in "${folder}" was started; restore the old file`,
    )
  }
  const begin: RunOptions['begin'] = (experiment) => {
    restore(experiment, state)
    return progress
  }
  return {
    ...loaded,
    ...{ spec, folder, command, every, record, saveState, options: { begin }, notes: [], before: { progress, timing } },
    ...(base === undefined ? {} : { base }),
    ...(from ? { from } : {}),
  }
}

function statusOf(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { status?: string }).status
  } catch {
    return undefined
  }
}
