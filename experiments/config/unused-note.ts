/** Notes for fields of other schemes and rules that a spec sets. They are accepted for sweeps over schemes, and have no effect. */
import type { Fields } from '../../input/fields.ts'
import { rules } from '../../learning/rules/registry.ts'
import { schemes } from '../../learning/update/registry.ts'
import { canonicalJson } from './identity.ts'
import { type Spec, sections } from './schema.ts'

type Kinds = Readonly<Record<string, { readonly fields?: Fields }>>

/** One line for each such field whose value is not its default. */
export function unusedNotes({ update, learning }: Pick<Spec, 'update' | 'learning'>): string[] {
  const usual = sections.parse({})
  return [
    ...notes('update', update, usual.update, schemes as Kinds, update.kind),
    ...notes('learning', learning, usual.learning, rules as Kinds, learning.rule),
  ]
}

function notes(section: string, values: object, usual: object, kinds: Kinds, chosen: string): string[] {
  const has = (kind: string, field: string) => Object.hasOwn(kinds[kind]?.fields ?? {}, field)
  const usualOf = new Map(Object.entries(usual))
  return Object.entries(values).flatMap(([field, value]) => {
    const users = Object.keys(kinds).filter((kind) => has(kind, field))
    const isOwn = users.length === 0 || users.includes(chosen)
    if (isOwn || value === undefined || canonicalJson(value) === canonicalJson(usualOf.get(field) ?? null)) return []
    return [`note: ${section}.${field} belongs to ${users.join(', ')}; ${chosen} does not use it`]
  })
}
