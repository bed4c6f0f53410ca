/** Makes a folder that of a sweep, on request in the place of another: what `sweep` and `sweep submit` begin with. */
import { join } from 'node:path'
import { claimSweep } from '../experiments/sweep/execute.ts'
import { extendSweep } from '../experiments/sweep/extend.ts'
import type { Manifest } from '../experiments/sweep/manifest.ts'

/** The record that the folder then holds. */
export function claim(dir: string, plan: Manifest, { extend, quiet }: { extend?: boolean; quiet?: boolean }): Manifest {
  const extension = extend ? extendSweep(dir, plan) : undefined
  if (!extension) {
    claimSweep(dir, plan)
    return plan
  }
  const { manifest, taken, replaced } = extension
  const aside =
    replaced > 0 ? `; ${replaced} files with runs that failed or are no longer part of it lie in ${join(dir, 'replaced')}` : ''
  if (!quiet) process.stderr.write(`taken over: ${taken} finished runs${aside}\n`)
  return manifest
}
