/** What a run is called: hashes of its resolved spec in canonical form. */
import { sha256 } from '../../input/sha256.ts'
import { withoutNeutral } from './neutral.ts'
import { type Spec, sections } from './schema.ts'

/** JSON with sorted keys and no spaces: equal specs give equal text. A key without a value is left out. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const inner = (value as Record<string, unknown>)[key]
    if (inner !== undefined) text += `${text && ','}${JSON.stringify(key)}:${canonical(inner)}`
  }
  return `{${text}}`
}

export interface Identity {
  readonly spec_hash: string
  readonly run_id: string
}

/**
 * `spec_hash` leaves the seed out, so that repetitions share it; `run_id` includes it. Fields that are marked as neutral in the schema
 * and stand at their default are left out of both: a new capability that is off does not rename old runs.
 * `inputs`: contents of files the spec names.
 */
export function identity(spec: Spec, inputs: readonly (string | Uint8Array)[] = []): Identity {
  const { seed, device: whole, ...rest } = spec
  // A user's device counts by its content, wherever it lies.
  const { file: _file, ...device } = whole
  const files = inputs.map(sha256)
  const spec_hash = sha256(canonical({ ...withoutNeutral(sections, rest), device, files }))
  return { spec_hash, run_id: sha256(canonical({ spec_hash, seed })).slice(0, 12) }
}
