/** The state of a run between two epochs, and how a network that was built from the same spec is brought to it. */
import { InputError } from '../../input/input-error.ts'
import type { NetworkGraph } from '../../network/graph.ts'
import type { Spec } from '../config/schema.ts'
import type { Experiment } from '../run/build.ts'
import { deviceTime } from '../run/clock.ts'
import type { ShapedArray } from './npy.ts'
import { partsOf } from './parts.ts'

const FORMAT = 'memxbar-state 1'

/** What the arrays are of. */
export interface StateMeta {
  readonly format: string
  readonly run_id: string
  /** Device time of the state, s: when the next trial would begin. */
  readonly t_device_s: number
  readonly epochs: number
  readonly trials: number
  /** Resolved. */
  readonly spec: Spec
  /** Populations and connections, the step and the readout's constants. */
  readonly network: NetworkGraph & { readonly dt: number; readonly readout: { readonly kappa: number; readonly zeta: number } }
  /** Units of arrays, by name; those of pure numbers are left out. */
  readonly units: Readonly<Record<string, string>>
}

export interface RunState {
  readonly meta: StateMeta
  readonly arrays: Readonly<Record<string, ShapedArray>>
}

/** A copy of all that has changed since the run began. Changes nothing. */
export function stateOf(experiment: Experiment, run_id: string, epochs: number): RunState {
  const { spec, dataset, net } = experiment
  const trials = epochs * dataset.size.train
  const t_device_s = deviceTime(spec, dataset).startOf(trials)
  const parts = partsOf(experiment, t_device_s)
  const units = Object.fromEntries(parts.filter(({ unit }) => unit !== '').map(({ name, unit }) => [name, unit]))
  const network = { ...net.graph, dt: dataset.dt, readout: net.readout.constants }
  return {
    meta: { format: FORMAT, run_id, t_device_s, epochs, trials, spec, network, units },
    arrays: Object.fromEntries(parts.map((part) => [part.name, part.take()])),
  }
}

/** Brings the network to the state, to the bit. @throws InputError where the state is not of this network */
export function restore(experiment: Experiment, { arrays }: RunState): void {
  for (const { name, put } of partsOf(experiment, 0)) {
    if (!put) continue
    const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined
    if (!array) throw new InputError(`the state has no array "${name}", which this network needs; it is of another one`)
    put(array)
  }
}

/** @param file for messages. @throws InputError where the text is not that of a state */
export function parseMeta(text: string | undefined, file: string): StateMeta {
  let meta: Partial<StateMeta> | undefined
  try {
    meta = text === undefined ? undefined : (JSON.parse(text) as Partial<StateMeta>)
  } catch {
    meta = undefined
  }
  const whole =
    meta?.format === FORMAT &&
    typeof meta.run_id === 'string' &&
    [meta.t_device_s, meta.epochs, meta.trials].every((value) => typeof value === 'number' && value >= 0) &&
    [meta.spec, meta.network, meta.network?.populations, meta.network?.connections].every((value) => typeof value === 'object')
  if (whole) return meta as StateMeta
  throw new InputError(`${file}: is no state of a run: its meta.json is not of "${FORMAT}"; memxbar run --save-state writes one`)
}
