/** What a run is called: hashes of its resolved spec in canonical form. */
import { createHash } from 'node:crypto'
import type { Spec } from './schema.ts'

/** JSON with sorted keys and no spaces: equal specs give equal text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, v]) => `${JSON.stringify(key)}:${canonical(v)}`).join(',')}}`
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** `spec_hash` leaves the seed out, so that repetitions share it; `run_id` includes it. `inputs`: contents of files the spec names. */
export function identity(spec: Spec, inputs: readonly string[] = []): { spec_hash: string; run_id: string } {
  const { seed, ...rest } = spec
  // A user's device counts by its content, wherever it lies.
  const { file: _file, ...device } = spec.device
  const files = inputs.map(sha256)
  const spec_hash = sha256(canonical({ ...rest, device, files }))
  return { spec_hash, run_id: sha256(canonical({ spec_hash, seed })).slice(0, 12) }
}
