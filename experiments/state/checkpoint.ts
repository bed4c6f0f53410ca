/**
 * What `--checkpoint` keeps: the state, and the tables' numbers so far. The format is private: it is read by the version that wrote it.
 */
import { InputError } from '../../input/input-error.ts'
import { sha256 } from '../../input/sha256.ts'
import type { Provenance } from '../results/manifest.ts'
import type { Activity } from '../run/activity.ts'
import type { Progress, RunResult } from '../run/run.ts'
import { encodeNpy, type ShapedArray } from './npy.ts'
import { type Archive, loadFflate, packArchive, unpackArchive } from './npz.ts'
import { parseMeta, type RunState, stateOf } from './state.ts'

/** What the command that began the run knows, for the one that goes on with it. */
export interface Origin {
  /** Version that writes. */
  readonly version: string
  readonly command: string
  readonly started: string
  readonly wall_seconds: number
  readonly cpu_seconds: number
  /** Absolute path of the spec's file, if there was one. */
  readonly base?: string
  readonly from?: NonNullable<Provenance['from']>
  readonly every: number
  readonly record: boolean
  readonly saveState: boolean
}

export interface Checkpoint {
  readonly origin: Origin
  readonly state: RunState
  readonly progress: Progress
}

/** @throws InputError where fflate is not installed */
export async function checkpointWriter(): Promise<(result: RunResult, run_id: string, origin: Origin) => Uint8Array> {
  const fflate = await loadFflate()
  return ({ experiment, ...progress }, run_id, origin) => {
    const { meta, arrays } = stateOf(experiment, run_id, progress.epochs.length)
    const { outputs, ...rest } = progress
    const shown = Object.fromEntries(outputs.map((y, i) => [`outputs/${i}`, { shape: [y.length], data: y }]))
    const all = { ...arrays, ...shown }
    const texts = { 'meta.json': JSON.stringify(meta), 'run.json': JSON.stringify({ origin, progress: written(rest) }) }
    const checksum = checksumOf({ arrays: all, texts })
    return packArchive({ arrays: all, texts: { ...texts, checksum } }, fflate, 0)
  }
}

/**
 * @param version that reads
 * @throws InputError where the bytes are damaged, or were written by another version
 */
export async function readCheckpoint(bytes: Uint8Array, file: string, version: string): Promise<Checkpoint> {
  const { arrays, texts } = unpackArchive(bytes, await loadFflate(), file)
  const { checksum, ...rest } = texts
  if (checksum !== checksumOf({ arrays, texts: rest }))
    throw new InputError(`${file}: is damaged: its checksum is wrong; start the run again`)
  const meta = parseMeta(rest['meta.json'], file)
  const { origin, progress } = JSON.parse(rest['run.json']!) as { origin: Origin; progress: Written }
  if (origin.version !== version)
    throw new InputError(
      `${file}: was written by memxbar ${origin.version}, and this is ${version}; go on with that one, or start the run again`,
    )
  const outputs: Float32Array[] = []
  const own: Record<string, ShapedArray> = {}
  for (const [name, array] of Object.entries(arrays)) {
    const [, number] = /^outputs\/(\d+)$/.exec(name) ?? []
    if (number === undefined) own[name] = array
    else outputs[Number(number)] = Float32Array.from(array.data)
  }
  return { origin, state: { meta, arrays: own }, progress: { ...read(progress), outputs } }
}

function checksumOf({ arrays, texts }: Archive): string {
  const names = Object.keys(arrays).sort()
  return sha256(
    JSON.stringify([texts['meta.json'], texts['run.json'], names.map((name) => [name, sha256(encodeNpy(arrays[name]!))])]),
  )
}

type Rest = Omit<Progress, 'outputs'>
type Written = Omit<Rest, 'activity'> & { activity?: ActivityText[][] }
type ActivityText = Omit<Activity, 'membranes'> & { membranes: { neuron: number; v: number[] }[] }

/** Numbers as JSON: each is read as the one that was written. */
function written({ activity, ...rest }: Rest): Written {
  if (!activity) return rest
  const texts = activity.map((populations) =>
    populations.map(({ membranes, ...one }) => ({
      ...one,
      membranes: membranes.map(({ neuron, v }) => ({ neuron, v: Array.from(v) })),
    })),
  )
  return { ...rest, activity: texts }
}

function read({ activity, ...rest }: Written): Rest {
  if (!activity) return rest
  const arrays = activity.map((populations) =>
    populations.map(({ membranes, ...one }) => ({
      ...one,
      membranes: membranes.map(({ neuron, v }) => ({ neuron, v: Float32Array.from(v) })),
    })),
  )
  return { ...rest, activity: arrays }
}
