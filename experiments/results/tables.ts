/** A run as tidy tables: one row for each observation, with the run's id. Equal runs give equal tables. */
import { stringify } from 'csv-stringify/sync'
import type { Crossbar } from '../../crossbar/crossbar.ts'
import { costsOf, perUse } from '../run/cost.ts'
import type { RunResult } from '../run/run.ts'
import type { Summary } from '../run/summary.ts'

export type Row = Readonly<Record<string, string | number | boolean | null>>

/** RFC 4180 quoting, a header, line feeds; null is an empty field. */
export function csv(rows: readonly Row[], columns: readonly string[]): string {
  const cast = { boolean: (value: boolean) => String(value) }
  return stringify(rows as Row[], { header: true, columns: [...columns], cast })
}

export function runsTable(summaries: readonly Summary[]): string {
  const columns = summaries[0] ? Object.keys(summaries[0]) : []
  return csv(
    summaries.map((summary) => ({ ...summary })),
    columns,
  )
}

const COUNTS = ['set_pulses', 'reset_pulses', 'refreshed_pairs', 'depress_pulses']
const COSTS = [
  ...['energy_j', 'latency_s', 'energy_per_trial_j', 'latency_per_trial_s', 'energy_per_update_j', 'latency_per_update_s'],
]

/** Device time, then the task's metrics, then the rates and pulses of all arrays. */
export function epochsTable({ run_id, seed, update }: Summary, { epochs, experiment }: RunResult): string {
  const metrics = Object.keys(epochs[0]?.results ?? {})
  const own = epochs[0]?.spent ? COSTS : []
  const { spec, dataset } = experiment
  const rows = epochs.map(({ epoch, t, results, rate_hz, pulses, spent }) => {
    const total = (kind: 'set' | 'reset' | 'refreshed' | 'depress') => pulses.reduce((sum, array) => sum + array[kind], 0)
    const counts = {
      ...{ set_pulses: total('set'), reset_pulses: total('reset'), refreshed_pairs: total('refreshed') },
      depress_pulses: total('depress'),
    }
    const costs = spent && { energy_j: spent.energy_j, latency_s: spent.latency_s, ...perUse(spec, dataset, [spent]) }
    return { run_id, seed, update, epoch, t_device_s: t, ...results, rate_hz, ...counts, ...costs }
  })
  return csv(rows, ['run_id', 'seed', 'update', 'epoch', 't_device_s', ...metrics, 'rate_hz', ...COUNTS, ...own])
}

/** Error of every pattern in every epoch. */
export function patternsTable({ run_id, seed, update }: Summary, { epochs }: RunResult): string {
  const rows = epochs.flatMap(({ epoch, losses = [] }) =>
    losses.map((mse, pattern) => ({ run_id, seed, update, epoch, pattern, mse })),
  )
  return csv(rows, ['run_id', 'seed', 'update', 'epoch', 'pattern', 'mse'])
}

/** Mean firing rate of every population in every epoch. */
export function ratesTable({ run_id, seed, update }: Summary, { epochs }: RunResult): string {
  const rows = epochs.flatMap(({ epoch, rates }) =>
    Object.entries(rates).map(([population, rate_hz]) => ({ run_id, seed, update, epoch, population, rate_hz })),
  )
  return csv(rows, ['run_id', 'seed', 'update', 'epoch', 'population', 'rate_hz'])
}

/** Predicted class of every test sample in the last evaluation. */
export function predictionsTable({ run_id, seed, update }: Summary, { experiment, predictions = [] }: RunResult): string {
  const { classes } = experiment.dataset
  const named = (label: number) => classes?.[label] ?? label
  const rows = predictions.map(({ sample, label, predicted }) => {
    return { run_id, seed, update, sample, label: named(label), predicted: named(predicted) }
  })
  return csv(rows, ['run_id', 'seed', 'update', 'sample', 'label', 'predicted'])
}

/** Pulses by epoch and array. */
export function pulsesTable({ run_id, seed, update }: Summary, { epochs }: RunResult): string {
  const rows = epochs.flatMap(({ epoch, pulses }) =>
    pulses.map(({ array, set, depress, reset, refreshed }) => {
      const counts = { set_pulses: set, reset_pulses: reset, refreshed_pairs: refreshed, depress_pulses: depress }
      return { run_id, seed, update, epoch, array, ...counts }
    }),
  )
  return csv(rows, ['run_id', 'seed', 'update', 'epoch', 'array', ...COUNTS])
}

const PULSES = ['set', 'reset', 'depress'] as const

/** Operations of each array, priced; null: unknown. Empty if the spec asks for no costs. */
export function costsTable({ run_id, seed, update }: Summary, { experiment }: RunResult): string {
  const rows = Object.entries(costsOf(experiment)).flatMap(([array, cost]) =>
    cost.rows.map((row) => ({ run_id, seed, update, array, ...row })),
  )
  const own = ['component', 'events', 'energy_j', 'latency_s', 'area_um2']
  return csv(rows, ['run_id', 'seed', 'update', 'array', ...own])
}

/** Energy and time of each array and population in each epoch, evaluations included. Empty if the spec asks for no costs. */
export function epochCostsTable({ run_id, seed, update }: Summary, { epochs }: RunResult): string {
  const rows = epochs.flatMap(({ epoch, spent }) =>
    Object.entries(spent?.arrays ?? {}).map(([array, { energy_j, latency_s }]) => {
      return { run_id, seed, update, epoch, array, energy_j, latency_s }
    }),
  )
  return csv(rows, ['run_id', 'seed', 'update', 'epoch', 'array', 'energy_j', 'latency_s'])
}

/** Number of devices of each array by lifetime pulse count; depression pulses only for arrays that use them. */
export function wearTable({ run_id, seed, update }: Summary, { experiment }: RunResult): string {
  const rows: Row[] = []
  for (const [array, { crossbars }] of Object.entries({ ...experiment.arrays, ...experiment.feedback.arrays })) {
    for (const pulse of PULSES) {
      const counted = crossbars.filter(({ direction }) => pulse !== 'depress' || direction === 'bidirectional')
      const devices = new Map<number, number>()
      for (const crossbar of counted) countPulses(crossbar, pulse, devices)
      const sorted = [...devices].sort(([a], [b]) => a - b)
      for (const [count, n] of sorted) rows.push({ run_id, seed, update, array, pulse, count, devices: n })
    }
  }
  return csv(rows, ['run_id', 'seed', 'update', 'array', 'pulse', 'count', 'devices'])
}

/** Adds the devices of a crossbar to a histogram of their lifetime counts. */
function countPulses(
  { layout, bank, autapses, polarities }: Crossbar,
  pulse: (typeof PULSES)[number],
  devices: Map<number, number>,
): void {
  const { rows, cols, stride, replicas } = layout
  const counts = bank.columns[`${pulse}_count`]
  for (let group = 0; group < polarities * replicas * rows; group++) {
    for (let c = 0; c < cols; c++) {
      if (!autapses && c === group % rows) continue
      const n = counts[group * stride + c]!
      devices.set(n, (devices.get(n) ?? 0) + 1)
    }
  }
}

/** Spikes in the last trial of each pattern; for tasks without patterns, in that of the first test sample. */
export function spikesTable({ run_id, seed, update }: Summary, { experiment, activity = [] }: RunResult): string {
  const { dt } = experiment.dataset
  const rows = activity.flatMap((populations, pattern) =>
    populations.flatMap(({ population, spikes }) =>
      spikes.map(([step, neuron]) => ({ run_id, seed, update, pattern, population, t_s: timeOf(step, dt), neuron })),
    ),
  )
  return csv(rows, ['run_id', 'seed', 'update', 'pattern', 'population', 't_s', 'neuron'])
}

/** Membranes of a few neurons of each population in the same trials; a membrane drops by `threshold` in the step after a spike. */
export function membraneTable({ run_id, seed, update }: Summary, { experiment, activity = [] }: RunResult): string {
  const { dataset, net } = experiment
  const thresholds = new Map(net.populations.map(({ name, neurons }) => [name, neurons.theta]))
  const rows = activity.flatMap((populations, pattern) =>
    populations.flatMap(({ population, membranes }) =>
      membranes.flatMap(({ neuron, v }) =>
        Array.from(v, (value, step) => {
          const threshold = Number(thresholds.get(population)![neuron]!.toPrecision(7))
          return { run_id, seed, update, pattern, population, neuron, t_s: timeOf(step, dataset.dt), v: value, threshold }
        }),
      ),
    ),
  )
  return csv(rows, ['run_id', 'seed', 'update', 'pattern', 'population', 'neuron', 't_s', 'v', 'threshold'])
}

/** s, rounded to remove floating-point digits. */
function timeOf(step: number, dt: number): number {
  return Number((step * dt).toPrecision(12))
}

/** The readout in the last trial of each pattern, beside its target. */
export function outputsTable({ run_id, seed, update }: Summary, { experiment, outputs }: RunResult): string {
  const { dataset, sampler } = experiment
  const rows = outputs.flatMap((y, pattern) => {
    const target = sampler.show('train', pattern, 0).target!
    return Array.from(y, (value, i) => {
      const t_s = timeOf(Math.floor(i / dataset.outputs), dataset.dt)
      return { run_id, seed, update, pattern, t_s, output: i % dataset.outputs, y: value, target: target[i]! }
    })
  })
  return csv(rows, ['run_id', 'seed', 'update', 'pattern', 't_s', 'output', 'y', 'target'])
}
