/** SHA-256 in any JavaScript engine. */
import { sha256 as digest } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Hashes of contents that every run hashes again. */
const known = new WeakMap<Uint8Array, string>()

/** The hash in hexadecimal; text is hashed as UTF-8. The caller must not change `content` of bytes, whose hash is cached. */
export function sha256(content: string | Uint8Array): string {
  if (typeof content === 'string') return bytesToHex(digest(utf8ToBytes(content)))
  const hash = known.get(content) ?? bytesToHex(digest(content))
  known.set(content, hash)
  return hash
}
