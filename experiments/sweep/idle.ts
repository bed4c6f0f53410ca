/** Swept fields that a scheme does not use: every value is run again, with the same result. */
import { schemes } from '../../learning/update/registry.ts'
import type { Spec } from '../config/schema.ts'
import type { Manifest } from './manifest.ts'

/** One sentence for each such field and scheme. */
export function idleColumns({ columns, rows, runs, specs }: Manifest): string[] {
  const kinds = rows.map(({ run }) => (specs[runs[run]!.spec] as Spec).update.kind)
  return columns.flatMap((column, c) =>
    [...new Set(kinds)].flatMap((kind) => {
      const { name, fields } = schemes[kind]!
      const [section, field] = column.split('.')
      const idle =
        (section === 'device' && name === 'fp32') ||
        (section === 'update' && field !== 'kind' && field !== 'every' && !Object.hasOwn(fields, field!))
      const levels = new Set(rows.filter((_, r) => kinds[r] === kind).map(({ values }) => values[c]))
      if (!idle || levels.size < 2) return []
      return [`${column} has no effect on ${kind}: its ${levels.size} values give equal runs there; leave it out for ${kind}`]
    }),
  )
}
