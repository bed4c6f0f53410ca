/** A point of a sweep: what it sets on top of the spec, and what it is called in the tables. */
import { canonical } from '../config/identity.ts'
import { merge } from '../config/resolve.ts'
import type { Cell } from './manifest.ts'

export interface Assignment {
  /** Dotted, such as `device.nu_std`. */
  readonly path: string
  readonly value: unknown
  /** Where in the spec file it stands. */
  readonly from: readonly PropertyKey[]
}

export interface Point {
  readonly assignments: readonly Assignment[]
  /** Columns that are no paths of the spec: `candidate`, `ablation`. */
  readonly labels: Readonly<Record<string, Cell>>
}

/** The spec as written with a point's assignments over it. */
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

/** What stands in the column of `path`: the value in the resolved spec, in inside units; null where the spec has no such field. */
export function cellOf(spec: unknown, path: string): Cell {
  const value = path
    .split('.')
    .reduce<unknown>(
      (tree, key) =>
        typeof tree === 'object' && tree !== null && Object.hasOwn(tree, key)
          ? (tree as Record<string, unknown>)[key]
          : undefined,
      spec,
    )
  if (value === undefined) return null
  return typeof value === 'object' && value !== null ? canonical(value) : (value as Cell)
}
