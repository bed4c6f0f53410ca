/** Fields added after the first release: at their defaults they do not change the identity of a spec. */
import type { z } from 'zod'

interface Described {
  readonly def: { readonly innerType?: Described; readonly shape?: Readonly<Record<string, Described>> }
  meta?(): { readonly neutral?: boolean } | undefined
  parse(value: unknown): unknown
}

/**
 * A copy of `value` without the fields that `schema` marks with `.meta({ neutral: true })` and that equal their default. Mappings
 * that the schema does not describe are kept whole.
 */
export function withoutNeutral(schema: z.ZodType, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return pruned(schema as unknown as Described, value) as Record<string, unknown>
}

function pruned(schema: Described | undefined, value: unknown): unknown {
  const shape = schema && shapeOf(schema)
  if (!shape || typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const kept = Object.entries(value).filter(([key, inner]) => !isNeutral(field(shape, key), inner))
  return Object.fromEntries(kept.map(([key, inner]) => [key, pruned(field(shape, key), inner)]))
}

function field(shape: Readonly<Record<string, Described>>, key: string): Described | undefined {
  return Object.hasOwn(shape, key) ? shape[key] : undefined
}

function isNeutral(schema: Described | undefined, value: unknown): boolean {
  const neutral = schema && neutralOf(schema)
  return neutral !== undefined && JSON.stringify(value) === neutral
}

/** JSON of the default of a marked field, '' for an unmarked one. Cached, because a sweep asks for the same few repeatedly. */
const defaults = new WeakMap<Described, string>()

function neutralOf(schema: Described): string | undefined {
  const known = defaults.get(schema) ?? (schema.meta?.()?.neutral ? (JSON.stringify(schema.parse(undefined)) ?? '') : '')
  defaults.set(schema, known)
  return known === '' ? undefined : known
}

function shapeOf({ def }: Described): Readonly<Record<string, Described>> | undefined {
  return def.shape ?? (def.innerType && shapeOf(def.innerType))
}
