/** Makes a folder the folder of a sweep; on request it replaces another sweep. First step of `sweep` and `sweep submit`. */
import { join } from 'node:path'
import { codeFiles, requireCodePermission } from '../experiments/sweep/code.ts'
import { claimSweep } from '../experiments/sweep/execute.ts'
import { extendSweep } from '../experiments/sweep/extend.ts'
import { type Manifest, manifestFile, readManifest } from '../experiments/sweep/manifest.ts'

/** Returns the record that the folder then holds. */
export function claimSweepFolder(
  dir: string,
  plan: Manifest,
  { extend, quiet, allowCode }: { extend?: boolean; quiet?: boolean; allowCode?: boolean },
): Manifest {
  const extension = extend ? extendSweep(dir, plan) : undefined
  if (!extension) {
    claimSweep(dir, plan)
    // The folder's record may describe the same sweep but name a file elsewhere.
    if (codeFiles(plan).length > 0) requireCodePermission(dir, readManifest(manifestFile(dir)), allowCode, plan)
    return plan
  }
  const { manifest, taken, replaced } = extension
  const aside =
    replaced > 0 ? `; ${replaced} files with runs that failed or are no longer part of it are in ${join(dir, 'replaced')}` : ''
  if (!quiet) process.stderr.write(`kept: ${taken} finished runs${aside}\n`)
  return manifest
}
