/** A run as tidy tables: one row an observation, the run's id in each, nothing in them that differs between two equal runs. */
import { stringify } from 'csv-stringify/sync'
import type { Spec } from '../config/schema.ts'
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

export function epochsTable({ run_id, seed, update }: Summary, { epochs }: RunResult): string {
  const rows = epochs.map(({ epoch, t, mse, rate_hz, pulses }) => {
    const total = (kind: 'set' | 'reset' | 'refreshed') => pulses.reduce((sum, layer) => sum + layer[kind], 0)
    const counts = { set_pulses: total('set'), reset_pulses: total('reset'), refreshed_pairs: total('refreshed') }
    return { run_id, seed, update, epoch, t_device_s: t, mse, rate_hz, ...counts }
  })
  const columns = [
    'run_id',
    'seed',
    'update',
    'epoch',
    't_device_s',
    'mse',
    'rate_hz',
    'set_pulses',
    'reset_pulses',
    'refreshed_pairs',
  ]
  return csv(rows, columns)
}

/** Error of every pattern in every epoch. */
export function patternsTable({ run_id, seed, update }: Summary, { epochs }: RunResult): string {
  const rows = epochs.flatMap(({ epoch, pattern_mse }) =>
    pattern_mse.map((mse, pattern) => ({ run_id, seed, update, epoch, pattern, mse })),
  )
  return csv(rows, ['run_id', 'seed', 'update', 'epoch', 'pattern', 'mse'])
}

/** Pulses by epoch and array. */
export function pulsesTable({ run_id, seed, update }: Summary, { epochs }: RunResult): string {
  const rows = epochs.flatMap(({ epoch, pulses }) =>
    pulses.map(({ layer, set, reset, refreshed }) => {
      return { run_id, seed, update, epoch, array: layer, set_pulses: set, reset_pulses: reset, refreshed_pairs: refreshed }
    }),
  )
  return csv(rows, ['run_id', 'seed', 'update', 'epoch', 'array', 'set_pulses', 'reset_pulses', 'refreshed_pairs'])
}

/** How many devices of each array had how many pulses in their life. */
export function wearTable({ run_id, seed, update }: Summary, { experiment }: RunResult): string {
  const rows: Row[] = []
  for (const [array, weights] of Object.entries(experiment.arrays)) {
    if (weights.kind !== 'crossbar') continue
    const { rows: height, cols, stride, replicas } = weights.layout
    const { set_count, reset_count } = weights.bank.columns
    for (const [pulse, counts] of [
      ['set', set_count],
      ['reset', reset_count],
    ] as const) {
      const devices = new Map<number, number>()
      for (let group = 0; group < 2 * replicas * height; group++) {
        for (let c = 0; c < cols; c++) {
          if (!weights.autapses && c === group % height) continue
          const n = counts[group * stride + c]!
          devices.set(n, (devices.get(n) ?? 0) + 1)
        }
      }
      const sorted = [...devices].sort(([a], [b]) => a - b)
      for (const [count, n] of sorted) rows.push({ run_id, seed, update, array, pulse, count, devices: n })
    }
  }
  return csv(rows, ['run_id', 'seed', 'update', 'array', 'pulse', 'count', 'devices'])
}

/** Spikes of the recurrent neurons in each pattern's last trial. */
export function spikesTable({ run_id, seed, update }: Summary, { experiment, activity = [] }: RunResult): string {
  const rows = activity.flatMap(({ spikes }, pattern) =>
    spikes.map(([step, neuron]) => ({ run_id, seed, update, pattern, t_s: timeOf(step, experiment.spec), neuron })),
  )
  return csv(rows, ['run_id', 'seed', 'update', 'pattern', 't_s', 'neuron'])
}

/** Membrane of a few recurrent neurons in the same trials; it falls by `threshold` in the step after a spike. */
export function membraneTable({ run_id, seed, update }: Summary, { experiment, activity = [] }: RunResult): string {
  const { spec } = experiment
  const rows = activity.flatMap(({ membranes }, pattern) =>
    membranes.flatMap(({ neuron, v }) =>
      Array.from(v, (value, step) => {
        return { run_id, seed, update, pattern, neuron, t_s: timeOf(step, spec), v: value, threshold: spec.network.threshold }
      }),
    ),
  )
  return csv(rows, ['run_id', 'seed', 'update', 'pattern', 'neuron', 't_s', 'v', 'threshold'])
}

/** s, without the digits that rounding adds. */
function timeOf(step: number, { task }: Spec): number {
  return Number((step * task.dt).toPrecision(12))
}

/** The readout in each pattern's last trial beside its target. */
export function outputsTable({ run_id, seed, update }: Summary, { experiment, outputs }: RunResult): string {
  const { net, patterns, spec } = experiment
  const rows = outputs.flatMap((y, pattern) =>
    Array.from(y, (value, i) => {
      const t_s = timeOf(Math.floor(i / net.outputs), spec)
      return { run_id, seed, update, pattern, t_s, output: i % net.outputs, y: value, target: patterns[pattern]!.target[i]! }
    }),
  )
  return csv(rows, ['run_id', 'seed', 'update', 'pattern', 't_s', 'output', 'y', 'target'])
}
