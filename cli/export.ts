/** `memxbar export`: the state of a run in formats that other tools read. */
import { dirname, join, resolve } from 'node:path'
import { readState, type StateFile } from '../experiments/disk/state.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { version } from '../experiments/results/manifest.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import type { SpiceFlags } from './export-spice.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

/** What each format consists of, by the names of its files. */
const FORMATS: Readonly<Record<string, (file: StateFile, flags: SpiceFlags) => Promise<Files>>> = {
  spice: async (file, flags) => (await import('./export-spice.ts')).spiceFiles(file, flags),
  csv: async ({ state }) => (await import('../experiments/state/tables.ts')).stateTables(state),
  npz: async ({ state }) => ({ 'state.npz': (await (await import('../experiments/state/file.ts')).statePacker())(state) }),
  hdf5: async ({ state }) => {
    const { writeH5 } = await import('../experiments/state/h5.ts')
    return { 'state.h5': await writeH5((await import('../experiments/state/hdf5.ts')).stateTree(state)) }
  },
  nir: async ({ state }) => {
    const { nirOf, nirTree } = await import('../experiments/state/nir.ts')
    const { writeH5 } = await import('../experiments/state/h5.ts')
    const { run_id, network } = state.meta
    const metadata = { source: `memxbar ${version}`, run_id, dt: network.dt, reset: 'subtract v_threshold' }
    return { 'network.nir': await writeH5(nirTree(nirOf(state), metadata)) }
  },
}

interface ExportFlags extends SpiceFlags {
  readonly format?: string
  readonly out?: string
}

/** @param words the folder of a run or a state, after the format unless `--format` names it */
export async function exportCommand(words: readonly string[], { out, ...flags }: ExportFlags): Promise<void> {
  const [format, path] = words.length === 2 ? words : [flags.format, words[0]]
  const known = Object.keys(FORMATS).join(', ')
  if (words.length === 2 && flags.format !== undefined && flags.format !== format)
    throw new InputError(`--format: ${flags.format} and ${format} are both asked for; name one of ${known}`)
  if (format === undefined || path === undefined)
    throw new InputError(`export: name the format: memxbar export RUN --format F, with F one of ${known}`)
  const make = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined
  if (!make) throw new InputError(`--format: unknown "${format}"; ${suggest(format, Object.keys(FORMATS))}`)
  const given = ['array', 'at', 'input', 'spikes', 'sample'].find((name) => flags[name as keyof SpiceFlags] !== undefined)
  if (format !== 'spice' && given !== undefined) throw new InputError(`--${given}: is of --format spice; leave it out`)
  const read = await readState(path, 'export')
  const files = await make(read, flags)
  const folder = out ?? join(dirname(read.file), 'export')
  for (const [name, content] of Object.entries(files)) writeWhole(join(folder, name), content)
  process.stdout.write(`${resolve(folder)}: ${Object.keys(files).join(', ')}\n`)
}
