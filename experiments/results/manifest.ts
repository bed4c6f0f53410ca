/** Provenance of a result: the resolved spec, the versions, the machine, and the BibTeX of everything used. */
import { createRequire } from 'node:module'
import { bibliographyOf, bibtexOf } from '../config/bibliography.ts'
import type { Spec } from '../config/schema.ts'

export const { version } = createRequire(import.meta.url)('memxbar/package.json') as { version: string }

export interface Timing {
  readonly started: string
  readonly wall_seconds: number
  readonly cpu_seconds: number
}

export interface Provenance {
  readonly run_id: string
  readonly spec_hash: string
  /** `writing`: some tables are still missing; the same command writes them again. */
  readonly status: 'complete' | 'interrupted' | 'writing'
  readonly command: string
  /** State from which the run started. */
  readonly from?: { readonly file: string; readonly sha256: string; readonly age_s: number }
  /** Map of stuck devices. */
  readonly faults_map?: { readonly file: string; readonly sha256: string }
  /** Prices of the user's own. */
  readonly cost_table?: { readonly file: string; readonly sha256: string }
}

/** The software and platform that made the numbers, for manifests. */
export function versions(): Readonly<Record<string, string>> {
  return { memxbar: version, node: process.version, platform: `${process.platform} ${process.arch}` }
}

/** JSON text. Timing is here and not in the tables, so that equal runs have equal tables. */
export function manifest(spec: Spec, provenance: Provenance, timing: Timing): string {
  return `${JSON.stringify({ ...provenance, versions: versions(), timing, spec, bibtex: bibliographyOf(spec) }, null, 2)}\n`
}

/**
 * The record of a comparison of many runs, as JSON text; without times, so that equal comparisons have equal records.
 * @param cite keys of publications other than those the runs use
 */
export function comparisonManifest(name: string, command: string, specs: readonly Spec[], cite: readonly string[]): string {
  const bibtex = [...new Set([...cite.map(bibtexOf), ...specs.flatMap(bibliographyOf)])]
  return `${JSON.stringify({ run_id: name, command, versions: versions(), bibtex, specs }, null, 2)}\n`
}
