/** A state as tidy tables: one row a synapse, a device and a neuron. */
import { csv, type Row } from '../results/tables.ts'
import { isAbsent } from './absent.ts'
import type { ShapedArray } from './npy.ts'
import type { RunState } from './state.ts'

/** Tables by name. */
export function stateTables(state: RunState): Record<string, string> {
  const tables = { weights: synapseRows(state), devices: deviceRows(state), neurons: neuronRows(state) }
  const filled = Object.entries(tables).filter(([, rows]) => rows.length > 0)
  return Object.fromEntries(filled.map(([name, rows]) => [`${name}.csv`, csv(rows, columnsOf(rows))]))
}

function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))]
}

/** Arrays whose names begin so, by the rest of the name. */
function arraysUnder({ arrays }: RunState, prefix: string): [rest: string, array: ShapedArray][] {
  return Object.entries(arrays).flatMap(([name, array]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : []))
}

/** `connections/in` and the like: what has weights or devices. */
function ownersOf({ arrays }: RunState): string[] {
  const names = Object.keys(arrays).filter((name) => /^(connections|feedback)\//.test(name))
  return [...new Set(names.map((name) => name.slice(0, name.lastIndexOf('/'))))]
}

/** Weights, and what a scheme keeps for each synapse, such as `chi`. */
function synapseRows(state: RunState): Row[] {
  return ownersOf(state).flatMap((owner) => {
    const matrices = arraysUnder(state, `${owner}/`).filter(([, { shape }]) => shape.length === 2)
    if (matrices.length === 0) return []
    const [rows, cols] = matrices[0]![1].shape as [number, number]
    return cells(rows, cols)
      .filter(({ row, col }) => !isAbsent(state, owner, row, col))
      .map(({ row, col }) => {
        const values = matrices.map(([key, { data }]) => [key === 'weights' ? 'weight' : key, data[row * cols + col]!])
        return { run_id: state.meta.run_id, array: owner, row, col, ...Object.fromEntries(values) }
      })
  })
}

function cells(rows: number, cols: number): { row: number; col: number }[] {
  return Array.from({ length: rows * cols }, (_, i) => ({ row: Math.floor(i / cols), col: i % cols }))
}

function deviceRows(state: RunState): Row[] {
  return ownersOf(state).flatMap((owner) => {
    const columns = arraysUnder(state, `${owner}/`).filter(([key, { shape }]) => shape.length === 3 && /_(plus|minus)$/.test(key))
    return (['plus', 'minus'] as const).flatMap((polarity) => {
      const own = columns.filter(([key]) => key.endsWith(`_${polarity}`))
      if (own.length === 0) return []
      const [rows, cols, replicas] = own[0]![1].shape as [number, number, number]
      return cells(rows, cols * replicas).flatMap(({ row, col: place }, i): Row[] => {
        const [col, replica] = [Math.floor(place / replicas), place % replicas]
        if (isAbsent(state, owner, row, col)) return []
        const values = own.map(([key, { data }]) => [heading(state, owner, key, polarity), data[i]!])
        return [{ run_id: state.meta.run_id, array: owner, polarity, row, col, replica, ...Object.fromEntries(values) }]
      })
    })
  })
}

/** `g_plus` in uS becomes `g_us`. */
function heading({ meta }: RunState, owner: string, key: string, polarity: string): string {
  const unit = meta.units[`${owner}/${key}`]
  const name = key.slice(0, -polarity.length - 1)
  return unit === undefined
    ? name
    : `${name}_${unit
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_per_')
        .replace(/^1?_per_/, 'per_')}`
}

function neuronRows(state: RunState): Row[] {
  return Object.keys(state.meta.network.populations).flatMap((population) => {
    const fields = arraysUnder(state, `populations/${population}/`)
    const size = fields[0]?.[1].data.length ?? 0
    return Array.from({ length: size }, (_, neuron) => {
      const values = fields.map(([field, { data }]) => [field, data[neuron]!])
      return { run_id: state.meta.run_id, population, neuron, ...Object.fromEntries(values) }
    })
  })
}
