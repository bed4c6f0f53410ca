/** Makes a folder that of a sweep, on request in the place of another: what `sweep` and `sweep submit` begin with. */
import { join } from 'node:path'
import { codeFiles, holdCode } from '../experiments/sweep/code.ts'
import { claimSweep } from '../experiments/sweep/execute.ts'
import { extendSweep } from '../experiments/sweep/extend.ts'
import { type Manifest, manifestFile, readManifest } from '../experiments/sweep/manifest.ts'

/** The record that the folder then holds. */
export function claim(
  dir: string,
  plan: Manifest,
  { extend, quiet, allowCode }: { extend?: boolean; quiet?: boolean; allowCode?: boolean },
): Manifest {
  const extension = extend ? extendSweep(dir, plan) : undefined
  if (!extension) {
    claimSweep(dir, plan)
    // The folder's record may be of the same sweep and name a file elsewhere.
    if (codeFiles(plan).length > 0) holdCode(dir, readManifest(manifestFile(dir)), allowCode, plan)
    return plan
  }
  const { manifest, taken, replaced } = extension
  const aside =
    replaced > 0 ? `; ${replaced} files with runs that failed or are no longer part of it lie in ${join(dir, 'replaced')}` : ''
  if (!quiet) process.stderr.write(`taken over: ${taken} finished runs${aside}\n`)
  return manifest
}
