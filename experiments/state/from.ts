/**
 * A run that starts from the state of another. Where devices are of the same model they are taken over as they are, with their drift
 * exponents, counters and ages; else their weights are, which the new array is programmed to as it is to initial weights.
 */
import { InputError } from '../../input/input-error.ts'
import { schemes } from '../../learning/update/registry.ts'
import type { NetworkGraph } from '../../network/graph.ts'
import type { Spec } from '../config/schema.ts'
import type { Experiment } from '../run/build.ts'
import { deviceTime } from '../run/clock.ts'
import type { RunOptions } from '../run/run.ts'
import type { Part } from './part.ts'
import { partsOf } from './parts.ts'
import type { RunState } from './state.ts'

/** Arrays of a crossbar, not of what changes it. */
const OF_DEVICES = /_(plus|minus)$|\/(arbiter|refreshes|last_pulse)$/

type Taken = 'devices' | 'weights' | 'nothing'

/** A state, or the weights of another tool, which have no `meta`. */
export type Start = Pick<RunState, 'arrays'> & Partial<Pick<RunState, 'meta'>>

export interface Departure {
  /** What is taken over for each connection with an array; `nothing`: the state has none of that name. */
  readonly taken: Readonly<Record<string, Taken>>
  /** For the run. */
  readonly options: Pick<RunOptions, 'begin' | 'weights'>
}

/**
 * @param graph of the new run
 * @param age s that pass between the state and the new run's first trial, beside its first settling
 * @throws InputError where no connection of the network is in the state, or one has another shape
 */
export function departFrom(state: Start, spec: Spec, { populations, connections }: NetworkGraph, age: number): Departure {
  const own = Object.entries(connections).filter(([, { array }]) => array === undefined)
  const taken: Record<string, Taken> = {}
  const weights: Record<string, ArrayLike<number>> = {}
  for (const [name, { from, to, shape }] of own) {
    const saved = entryOf(state, `connections/${name}/weights`)
    if (saved) {
      const size = [shape === 'diagonal' ? 1 : populations[from]!.size, populations[to]!.size]
      if (saved.shape.join() !== size.join()) {
        const shapes = `${saved.shape.join(' x ')} in the state and ${size.join(' x ')} in the network`
        throw new InputError(`--from: connection "${name}" is ${shapes}; make the sizes equal`)
      }
      weights[name] = saved.data
    }
    taken[name] = saved ? (hasDevices(state, spec, name) ? 'devices' : 'weights') : 'nothing'
  }
  if (Object.values(taken).every((what) => what === 'nothing')) {
    const known = Object.keys(state.arrays).flatMap((name) => /^connections\/(.*)\/weights$/.exec(name)?.[1] ?? [])
    const has = known.length > 0 ? known.join(', ') : 'nothing'
    throw new InputError(
      `--from: it has weights of ${has}, and the network has none of these connections; give one the same name`,
    )
  }
  const { meta, arrays } = state
  if (!meta) return { taken, options: { weights } }
  return { taken, options: { weights, begin: (experiment) => takeOver(experiment, { meta, arrays }, taken, age) } }
}

function entryOf({ arrays }: Start, name: string) {
  return Object.hasOwn(arrays, name) ? arrays[name] : undefined
}

/** Whether the devices of the state are such as the new array is made of. */
function hasDevices(state: Start, spec: Spec, name: string): boolean {
  if (!state.meta) return false
  const sameScheme = state.meta.spec.update.kind === spec.update.kind
  // Of a scheme with several arrays only the same one knows what each of them is.
  const first =
    entryOf(state, `connections/${name}/g_plus`) ??
    (sameScheme ? entryOf(state, `connections/${name}/crossbar0/g_plus`) : undefined)
  const replicas = first?.shape[2]
  const onDevices = schemes[spec.update.kind]!.weights === 'crossbar' && replicas === spec.crossbar.replicas
  return onDevices && JSON.stringify(structureOf(state.meta.spec)) === JSON.stringify(structureOf(spec))
}

/** What the columns of a device depend on; the reference of a reference cell is part of the chip. */
function structureOf({ device, crossbar, seeds, seed }: Spec) {
  const wrappers = Object.entries(device).filter(([, value]) => typeof value === 'object')
  const chip = crossbar.cell === 'reference' ? [seeds.chip ?? seed, crossbar.origin] : []
  return [device.model, device.sha256, wrappers.map(([name]) => name).sort(), crossbar.cell, chip]
}

function takeOver(experiment: Experiment, state: RunState, taken: Readonly<Record<string, Taken>>, age: number): undefined {
  const { spec, dataset } = experiment
  const before = state.meta.spec
  const earlier = state.meta.t_device_s - deviceTime(spec, dataset).startOf(0) + age
  const sameScheme = before.update.kind === spec.update.kind
  const sameFeedback = (['feedback', 'feedback_store', 'rule'] as const).every(
    (key) => before.learning[key] === spec.learning[key],
  )
  const connectionOf = (name: string) => Object.keys(taken).find((known) => name.startsWith(`connections/${known}/`))
  const wanted = (name: string): boolean => {
    // Another circuit: its converters are calibrated and its wires solved anew.
    if (name.includes('/periphery/')) return false
    if (name.startsWith('populations/')) return before.learning.train_neurons.length > 0 && !/\/(rho|beta)$/.test(name)
    if (name.startsWith('feedback/')) return sameFeedback && (sameScheme || spec.learning.feedback_store === 'digital')
    const connection = connectionOf(name)
    if (connection === undefined || taken[connection] === 'nothing') return false
    return OF_DEVICES.test(name) ? taken[connection] === 'devices' : sameScheme
  }
  for (const part of partsOf(experiment, 0)) if (part.put && wanted(part.name)) put(part, state, earlier)
  // What the new run's map of stuck devices says holds for those of the state.
  for (const { crossbars } of Object.values({ ...experiment.arrays, ...experiment.feedback.arrays }))
    for (const xbar of crossbars) xbar.holdStuck()
  return undefined
}

/** Times of devices count back from where the new run begins. */
function put(part: Part, state: RunState, earlier: number): void {
  const array = entryOf(state, part.name)
  if (!array || array.shape.join() !== part.shape.join()) {
    if (!part.name.startsWith('connections/') || !OF_DEVICES.test(part.name)) return
    throw new InputError(`--from: the state has no ${part.name} of shape [${part.shape.join(', ')}], which these devices have`)
  }
  const isTime = /\/(t_programmed_(plus|minus)|last_pulse)$/.test(part.name)
  part.put!(isTime ? { ...array, data: Float64Array.from(array.data, (t) => t - earlier) } : array)
}
