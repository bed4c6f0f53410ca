/** Names of a run: hashes of its resolved spec in canonical form. */
import { sha256 } from '../../input/sha256.ts'
import { withoutNeutral } from './neutral.ts'
import { underOldNames } from './renamed.ts'
import { type Spec, sections } from './schema.ts'

/** JSON with sorted keys and no spaces: equal specs give equal text. Keys without a value are left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const inner = (value as Record<string, unknown>)[key]
    if (inner !== undefined) text += `${text && ','}${JSON.stringify(key)}:${canonicalJson(inner)}`
  }
  return `{${text}}`
}

export interface Identity {
  readonly spec_hash: string
  readonly run_id: string
}

/**
 * `spec_hash` leaves `seed` and `seeds` out, so that repetitions share it; `run_id` includes them. Both leave out fields that the schema
 * marks as neutral and that have their default: a new capability that is off does not rename old runs.
 * `inputs`: contents of files that the spec names.
 */
export function runIdentity(spec: Spec, inputs: readonly (string | Uint8Array)[] = []): Identity {
  const { seed, seeds, device: whole, ...rest } = spec
  // A user-defined device counts by its content, not by its path.
  const { file: _file, ...device } = whole
  const files = inputs.map(sha256)
  const spec_hash = sha256(canonicalJson({ ...underOldNames(withoutNeutral(sections, rest)), device, files }))
  return { spec_hash, run_id: sha256(canonicalJson({ spec_hash, seed, ...withoutNeutral(sections, { seeds }) })).slice(0, 12) }
}
