/** Named arrays and texts in one .npz file, a ZIP of .npy files, through fflate, which is installed only by those who want it. */
import { InputError } from '../../input/input-error.ts'
import { decodeNpy, encodeNpy, type ShapedArray } from './npy.ts'

/** Arrays by name, and texts such as `meta.json` by theirs. */
export interface Archive {
  readonly arrays: Readonly<Record<string, ShapedArray>>
  readonly texts: Readonly<Record<string, string>>
}

/** The part of fflate that is used. */
interface Fflate {
  zipSync(files: Readonly<Record<string, Uint8Array>>, options: { level: number; mtime: Date }): Uint8Array
  unzipSync(bytes: Uint8Array, options: { filter(file: { originalSize: number }): boolean }): Record<string, Uint8Array>
}

// Not the import's own text: a compiler or bundler must not ask for a package that is not there.
const PACKAGE: string = 'fflate'

/** @throws InputError where fflate is not installed */
export async function loadFflate(): Promise<Fflate> {
  try {
    return (await import(PACKAGE)) as Fflate
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0]
    throw new InputError(`.npz files need fflate, which does not load (${reason}); install it: npm install fflate@0.8.3`)
  }
}

/** The same bytes for the same content. @param level of compression, 0 for none */
export function packArchive({ arrays, texts }: Archive, { zipSync }: Fflate, level: number): Uint8Array {
  const files = Object.entries(texts).map(([name, text]) => [name, new TextEncoder().encode(text)] as const)
  const all = [...files, ...Object.entries(arrays).map(([name, array]) => [`${name}.npy`, encodeNpy(array)] as const)]
  // The first moment that a ZIP can tell.
  return zipSync(Object.fromEntries(all), { level, mtime: new Date(1980, 0, 1) })
}

/** Bytes that an archive may come to: what a run's own memory comes to and more. */
const LARGEST = 2 ** 33

/** @param file for messages. @throws InputError where the bytes are no .npz file */
export function unpackArchive(bytes: Uint8Array, { unzipSync }: Fflate, file: string): Archive {
  let files: Record<string, Uint8Array>
  let total = 0
  try {
    const filter = ({ originalSize }: { originalSize: number }) => {
      total += originalSize
      if (total > LARGEST) throw new Error('it holds more than 8 GiB')
      return true
    }
    files = unzipSync(bytes, { filter })
  } catch (error) {
    throw new InputError(`${file}: is no whole .npz file (${(error as Error).message}); write it anew`)
  }
  const arrays: Record<string, ShapedArray> = {}
  const texts: Record<string, string> = {}
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('.npy')) arrays[name.slice(0, -4)] = decodeNpy(content, `${file}: ${name}`)
    else texts[name] = new TextDecoder().decode(content)
  }
  return { arrays, texts }
}
