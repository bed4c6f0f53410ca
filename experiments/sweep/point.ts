/** A point of a sweep: the values that it sets in the spec, and its labels in the tables. */
import { canonicalJson } from '../config/identity.ts'
import { merge, valueAt } from '../config/tree.ts'
import type { Cell } from './manifest.ts'

export interface Assignment {
  /** Dotted path, such as `device.nu_std`. */
  readonly path: string
  readonly value: unknown
  /** Its place in the spec file. */
  readonly from: readonly PropertyKey[]
}

export interface Point {
  readonly assignments: readonly Assignment[]
  /** Columns that are not paths of the spec: `candidate`, `ablation`. */
  readonly labels: Readonly<Record<string, Cell>>
}

/** The written spec with a point's assignments applied. */
export function specAt(raw: Record<string, unknown>, { assignments }: Point): Record<string, unknown> {
  return assignments.reduce((tree, { path, value }) => {
    const over = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
    return merge(tree, over as Record<string, unknown>)
  }, raw)
}

/** `device.nu=0.1, update.kind=sign`, for messages. */
export function combination({ assignments }: Point): string {
  return assignments.map(({ path, value }) => `${path}=${short(value)}`).join(', ')
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 40 ? `${text.slice(0, 37)}...` : text
}

/** The table value for `path`: the value in the resolved spec, in internal units; null if the spec has no such field. */
export function cellOf(spec: unknown, path: string): Cell {
  const value = valueAt(spec, path.split('.'))
  if (value === undefined) return null
  return typeof value === 'object' && value !== null ? canonicalJson(value) : (value as Cell)
}
