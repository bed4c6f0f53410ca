/** SHA-256 in any JavaScript engine. */
import { sha256 as digest } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Of contents that are hashed for run after run. */
const known = new WeakMap<Uint8Array, string>()

/** In hexadecimal; text is hashed as UTF-8. Bytes are taken not to change. */
export function sha256(content: string | Uint8Array): string {
  if (typeof content === 'string') return bytesToHex(digest(utf8ToBytes(content)))
  const hash = known.get(content) ?? bytesToHex(digest(content))
  known.set(content, hash)
  return hash
}
