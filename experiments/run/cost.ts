/** Costs of what a run does, from the spec's price table: by array and population, by epoch, for a trial, an update and an evaluation. */
import { DIGITAL, type EventName } from '../../crossbar/cost/events.ts'
import { addMeter, count, createMeter, divert, type Meter, since } from '../../crossbar/cost/meter.ts'
import { type Cost, price } from '../../crossbar/cost/price.ts'
import type { EventTrain } from '../../network/events.ts'
import type { Spec } from '../config/schema.ts'
import type { Dataset } from '../tasks/task.ts'
import type { Experiment } from './build.ts'
import { updatesIn } from './worn.ts'

/** Energy and time; arrays of one step work one after another. */
export interface Spent {
  readonly energy_j: number
  readonly latency_s: number
}

/** What was spent, and the component that took most of the time; null if nothing took time. */
interface Bounded extends Spent {
  readonly bound: EventName | null
}

/** Costs of an epoch: all of it, and the parts that its trials, its updates and its evaluation had. */
export interface EpochSpent extends Spent {
  /** By array, feedback arrays included, and by `populations/NAME`. */
  readonly arrays: Readonly<Record<string, Spent>>
  readonly trials: Bounded
  readonly updates: Bounded
  readonly evaluation: Spent
}

type Meters = Readonly<Record<string, Meter>>

/** Costs since the network was built, and before that in the run that is continued; undefined if the spec asks for no costs. */
export function spent(
  experiment: Experiment,
): (Spent & { readonly energy_arrays_j: number; readonly energy_digital_j: number }) | undefined {
  if (!experiment.spec.cost) return undefined
  const costs = Object.values(costsOf(experiment))
  const energyOf = (digital: boolean) =>
    costs
      .flatMap(({ rows }) => rows.filter(({ component }) => DIGITAL.has(component) === digital))
      .reduce((all, { energy_j }) => all + (energy_j ?? 0), 0)
  return { ...total(costs), energy_arrays_j: energyOf(false), energy_digital_j: energyOf(true) }
}

/** By array and population; empty if the spec asks for no costs. */
export function costsOf(experiment: Experiment): Readonly<Record<string, Cost>> {
  return priced(experiment, experiment.meters)
}

function priced({ spec: { crossbar }, prices }: Experiment, meters: Meters): Readonly<Record<string, Cost>> {
  if (!prices) return {}
  return Object.fromEntries(
    Object.entries(meters).map(([name, meter]) => {
      return [name, price(meter, prices, { latency_s: { reads: crossbar.read.pulse }, components: meter.components })]
    }),
  )
}

function total(costs: readonly Cost[]): Spent {
  const sum = (of: (cost: Cost) => number) => costs.reduce((all, cost) => all + of(cost), 0)
  return { energy_j: sum(({ energy_j }) => energy_j), latency_s: sum(({ latency_s }) => latency_s) }
}

/** Of the component that takes the most time over all arrays. */
function bounded(costs: readonly Cost[]): Bounded {
  const times = new Map<EventName, number>()
  for (const { rows } of costs) {
    for (const { component, latency_s } of rows) times.set(component, (times.get(component) ?? 0) + (latency_s ?? 0))
  }
  const [bound, time] = [...times].reduce<[EventName | null, number]>(
    (most, each) => (each[1] > most[1] ? each : most),
    [null, 0],
  )
  return { ...total(costs), bound: time > 0 ? bound : null }
}

/** What use costs: of a trial of training without its update, and of an update, over the given epochs; with what bounds their time in the last. */
export function perUse(spec: Spec, dataset: Pick<Dataset, 'size'>, epochs: readonly EpochSpent[]) {
  const mean = (of: (epoch: EpochSpent) => number, n: number) => epochs.reduce((all, epoch) => all + of(epoch), 0) / n
  const trials = epochs.length * dataset.size.train
  const updates = updatesIn(spec, dataset, epochs.length)
  return {
    energy_per_trial_j: mean((epoch) => epoch.trials.energy_j, trials),
    latency_per_trial_s: mean((epoch) => epoch.trials.latency_s, trials),
    trial_bound: epochs.at(-1)?.trials.bound ?? null,
    energy_per_update_j: mean((epoch) => epoch.updates.energy_j, updates),
    latency_per_update_s: mean((epoch) => epoch.updates.latency_s, updates),
    update_bound: epochs.at(-1)?.updates.bound ?? null,
  }
}

/** Counts the digital work of a trial outside of the learning rule: steps of neurons, and reads of digital weights. */
export function countTrial({ net, arrays, meters }: Experiment, input: EventTrain): void {
  const { steps, populations, readout, source, connections } = net
  if (!meters[`populations/${readout.name}`]) return
  for (const { name, size } of [...populations, readout]) count(meters[`populations/${name}`]!, 'membrane_updates', steps * size)
  const trains = new Map([[source.name, input], ...populations.map(({ name, record }) => [name, record.spikes] as const)])
  for (const { array, from, to, shape, delay } of connections) {
    if (arrays[array]!.crossbars.length > 0) continue
    const { offsets, held } = trains.get(from)!
    const events = offsets[held ? 1 : steps - delay]!
    count(meters[array]!, 'synaptic_operations', events * (shape === 'diagonal' ? 1 : net.graph.populations[to]!.size))
  }
}

/** Tells the costs of an epoch apart. Until it is closed, the meters have those of its trials only. */
export interface Account {
  /** Runs something that belongs to a part of the epoch; everything else belongs to its trials. */
  in<T>(part: 'updates' | 'evaluation', run: () => T): T
  /** Costs since the account was opened; undefined if the spec asks for no costs. */
  close(): EpochSpent | undefined
}

export function openAccount(experiment: Experiment): Account {
  const { spec, meters } = experiment
  if (!spec.cost) return { in: (_part, run) => run(), close: () => undefined }
  const each = (of: (name: string, meter: Meter) => Meter): Meters =>
    Object.fromEntries(Object.entries(meters).map(([name, meter]) => [name, of(name, meter)]))
  const start = each((_, meter) => copyOf(meter))
  const parts = { updates: each(createMeter), evaluation: each(createMeter) }
  const into = (part: Meters) => Object.entries(meters).map(([name, meter]) => [meter, part[name]!] as const)
  const ways = { updates: into(parts.updates), evaluation: into(parts.evaluation) }
  return {
    in: (part, run) => divert(ways[part], run),
    close() {
      const trials = each((name, meter) => since(meter, start[name]!))
      const costs = [trials, parts.updates, parts.evaluation].map((part) => priced(experiment, part))
      for (const part of Object.values(parts)) for (const [name, meter] of Object.entries(meters)) addMeter(meter, part[name]!)
      const [inTrials, inUpdates, inEvaluation] = costs.map((part) => Object.values(part))
      return {
        ...total(costs.flatMap((part) => Object.values(part))),
        arrays: Object.fromEntries(Object.keys(meters).map((name) => [name, total(costs.map((part) => part[name]!))])),
        ...{ trials: bounded(inTrials!), updates: bounded(inUpdates!), evaluation: total(inEvaluation!) },
      }
    },
  }
}

function copyOf(meter: Meter): Meter {
  const copy = createMeter()
  addMeter(copy, meter)
  return copy
}
