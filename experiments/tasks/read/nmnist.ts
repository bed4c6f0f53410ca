/**
 * Events of N-MNIST: one folder per class with one file per sample; an event has 5 bytes: x, y, and a polarity bit with a time in
 * 23 bits (us), big-endian. Units are (34 polarity + y) 34 + x. Orchard et al., Front. Neurosci. 9, 437 (2015), doi 10.3389/fnins.2015.00437.
 */
import { InputError } from '../../../input/input-error.ts'
import { sampleLimit } from '../classification.ts'
import type { Files } from '../task.ts'
import { createBinner } from './binned.ts'
import type { Grid, Recording } from './recording.ts'

const SIDE = 34
const MEND = 'give a folder with a folder of .bin files for each class, or an HDF5 (.h5) or CSV (.csv) file'

/** @throws InputError naming the folder or the file that is not an N-MNIST recording */
export async function readNmnist(files: Files, folder: string, field: string, grid: Grid): Promise<Recording> {
  const base = folder.replace(/\/+$/, '')
  const samples = (await filesOf(files, base, field)).flatMap((path) => {
    const [, label, name] = /(?:^|\/)([^/]+)\/([^/]+\.bin)$/.exec(path) ?? []
    return label === undefined || name === undefined ? [] : [{ path: `${base}/${path}`, label, name }]
  })
  if (samples.length === 0) {
    throw new InputError(`${field}: no files such as "3/00002.bin" in "${folder}"; ${MEND}`)
  }
  // Sorted by file name, which numbers the samples of all classes: the first samples then cover many classes.
  samples.sort((a, b) => compare(a.name, b.name) || compare(a.label, b.label))
  const labels = samples.map(({ label }) => grid.classes.numberOf(label))
  const n = sampleLimit(grid.limit, samples.length, grid.limitField, `"${folder}"`)
  const binner = createBinner(grid.steps, grid.dt)
  for (const { path } of samples.slice(0, n)) {
    const bytes = await files.read(path, field)
    if (bytes.length % 5 !== 0) {
      throw new InputError(
        `${path}: ${bytes.length} bytes are not a multiple of 5, the size of an event; download the file again`,
      )
    }
    for (let i = 0; i < bytes.length; i += 5) {
      const [x, y, high] = [bytes[i]!, bytes[i + 1]!, bytes[i + 2]!]
      if (x >= SIDE || y >= SIDE) {
        throw new InputError(`${path}: event ${i / 5} is at (${x}, ${y}), outside the 34 x 34 pixels of N-MNIST`)
      }
      const us = ((high & 0x7f) << 16) | (bytes[i + 3]! << 8) | bytes[i + 4]!
      binner.add(us * 1e-6, Math.floor((((high >>> 7) * SIDE + y) * SIDE + x) / grid.group))
    }
    binner.end()
  }
  return { events: binner.whole(), labels: Uint16Array.from(labels.slice(0, n)), units: 2 * SIDE * SIDE }
}

/** An unknown format is also tried as a folder; the error then lists the known formats. */
async function filesOf(files: Files, folder: string, field: string): Promise<readonly string[]> {
  try {
    return await files.list(folder, field)
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${error.message}; ${MEND}`) : error
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
