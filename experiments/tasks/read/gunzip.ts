/** Contents of a file that may be compressed with gzip, through the web API DecompressionStream. */
import { InputError } from '../../../input/input-error.ts'

/** `bytes` decompressed if they begin with the gzip header, else unchanged. @throws InputError where the file is damaged */
export async function gunzipped(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) return bytes
  try {
    const unpacked = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'))
    return new Uint8Array(await new Response(unpacked).arrayBuffer())
  } catch {
    throw new InputError(`${file}: the gzip file of ${bytes.length} bytes is damaged or cut short; download it again`)
  }
}
