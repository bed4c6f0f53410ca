/**
 * Code that a sweep's folder names. A device in TypeScript or JavaScript runs with all rights of the user who runs the sweep, so a
 * folder from elsewhere cannot start code without permission: see docs/security.md.
 */
import { InputError } from '../../input/input-error.ts'
import { isCode } from '../disk/device-kind.ts'
import type { Manifest } from './manifest.ts'

/** Files of the devices that are code, without duplicates. */
export function codeFiles({ specs }: Pick<Manifest, 'specs'>): string[] {
  const files = new Set<string>()
  for (const { device } of specs) if (device.file !== undefined && isCode(device.file)) files.add(device.file)
  return [...files]
}

/**
 * @param allowed whether the user gave `--allow-code`
 * @param planned the sweep as planned from the user's own spec; its code is allowed
 * @throws InputError where the folder's record names other code and the user has not allowed it
 */
export function requireCodePermission(
  dir: string,
  manifest: Pick<Manifest, 'specs'>,
  allowed = false,
  planned?: Pick<Manifest, 'specs'>,
): void {
  if (allowed) return
  const known = new Set(planned ? codeFiles(planned) : [])
  const foreign = codeFiles(manifest).filter((file) => !known.has(file))
  if (foreign.length === 0) return
  const named = foreign.slice(0, 3).join(', ')
  throw new InputError(
    `"${dir}" names a device that is code, ${named}, which would run with all your rights; read it, and add --allow-code if you trust it`,
  )
}
