/** A state as a file: `state.npz`, with `meta.json` in it. docs/state.md says what its arrays are. */
import { loadFflate, packArchive, unpackArchive } from './npz.ts'
import { parseMeta, type RunState } from './state.ts'

/** @throws InputError where fflate is not installed */
export async function statePacker(): Promise<(state: RunState) => Uint8Array> {
  const fflate = await loadFflate()
  return ({ meta, arrays }) => packArchive({ arrays, texts: { 'meta.json': `${JSON.stringify(meta, null, 1)}\n` } }, fflate, 6)
}

/** Also of a checkpoint, which has more in it. @throws InputError where the bytes are no state */
export async function unpackState(bytes: Uint8Array, file: string): Promise<RunState> {
  const { arrays, texts } = unpackArchive(bytes, await loadFflate(), file)
  const meta = parseMeta(texts['meta.json'], file)
  return { meta, arrays: Object.fromEntries(Object.entries(arrays).filter(([name]) => !name.startsWith('outputs/'))) }
}
