/** HDF5 files through h5wasm, an optional package. The types describe only the parts that are used. */
import { InputError } from '../../../input/input-error.ts'

interface H5Wasm {
  readonly ready: Promise<{ readonly FS: { writeFile(name: string, bytes: Uint8Array): void; unlink(name: string): void } }>
  readonly File: new (name: string, mode: 'r') => H5File & { close(): void; readonly file_id: bigint }
}

export interface H5File {
  get(path: string): H5Dataset | null
}

/** A list of numbers for each sample, or one number for each. */
export interface H5Dataset {
  readonly shape: readonly number[] | null
  /** `type` is HDF5's class: 0 integer, 1 float. It is used when values are read. */
  readonly metadata: { readonly vlen_type?: { type: number; size: number; signed: boolean } }
  readonly value: unknown
  slice(ranges: readonly (readonly [from: number, to: number])[]): readonly ArrayLike<number | bigint>[]
}

// Not a literal in the import: a compiler or bundler must not require the optional package.
const PACKAGE: string = 'h5wasm'

/** @throws InputError where h5wasm is not installed */
export async function loadH5wasm(): Promise<H5Wasm> {
  try {
    return (await import(PACKAGE)) as H5Wasm
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0]
    throw new InputError(`HDF5 files need h5wasm, which does not load (${reason}); install it: npm install h5wasm@0.10.3`)
  }
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

/** @throws InputError where the bytes are not an HDF5 file */
export async function openH5(h5: H5Wasm, bytes: Uint8Array, file: string): Promise<{ file: H5File; close(): void }> {
  const begin = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) {
    throw new InputError(`${file}: begins with ${begin || 'nothing'}; expected an HDF5 file, 89 48 44 46 0d 0a 1a 0a`)
  }
  const { FS } = await h5.ready
  const name = 'recording.h5'
  FS.writeFile(name, bytes)
  try {
    const opened = new h5.File(name, 'r')
    if (opened.file_id < 0n) throw new Error('it cannot be opened')
    return {
      file: opened,
      close() {
        opened.close()
        FS.unlink(name)
      },
    }
  } catch (error) {
    FS.unlink(name)
    throw new InputError(`${file}: HDF5 cannot read it (${(error as Error).message}); it may be cut short: download it again`)
  }
}
