/**
 * Events in HDF5 in the layout of the Spiking Heidelberg Digits: `spikes/times` (s) and `spikes/units`, a list of numbers for each sample,
 * and `labels`; optional names of classes in `extra/keys`. Cramer et al., IEEE Trans. Neural Netw. Learn. Syst. 33,
 * 2744-2757 (2022), doi 10.1109/TNNLS.2020.3044364. Needs h5wasm, which is loaded only here.
 */
import { InputError } from '../../../input/input-error.ts'
import { sampleLimit } from '../classification.ts'
import { createBinner, MOST_ROWS } from './binned.ts'
import { float16 } from './float16.ts'
import { type H5Dataset, type H5File, loadH5wasm, openH5 } from './h5wasm.ts'
import type { Grid, Recording } from './recording.ts'

/** Number of samples read at once: the file's lists are long. */
const BATCH = 128
const LAYOUT = 'expected spikes/times, spikes/units and labels'

/** @throws InputError where the file is not HDF5, has another layout, or h5wasm is not installed */
export async function readShd(bytes: Uint8Array, file: string, grid: Grid): Promise<Recording> {
  const h5 = await openH5(await loadH5wasm(), bytes, file)
  try {
    return readAll(h5.file, file, grid)
  } finally {
    h5.close()
  }
}

function readAll(h5: H5File, file: string, { steps, dt, group, limit, limitField, classes }: Grid): Recording {
  const times = datasetOf(h5, 'spikes/times', file)
  const units = datasetOf(h5, 'spikes/units', file)
  const marks = datasetOf(h5, 'labels', file)
  const sizes = [times, units, marks].map(({ shape }) => shape?.join(' x ') ?? 'nothing')
  if (sizes.some((size) => size !== sizes[0]) || times.shape?.length !== 1) {
    throw new InputError(
      `${file}: spikes/times, spikes/units and labels have ${sizes.join(', ')} samples; the numbers must be equal`,
    )
  }
  for (const [path, { metadata }] of [['spikes/times', times] as const, ['spikes/units', units] as const]) {
    if (!metadata.vlen_type) throw new InputError(`${file}: "${path}" is not a list of numbers for each sample; ${LAYOUT}`)
  }
  const names = namesOf(h5)
  const all = Array.from(marks.value as ArrayLike<number | bigint>, (label) => {
    return classes.numberOf(names?.[Number(label)] ?? String(label))
  })
  const samples = sampleLimit(limit, all.length, limitField, `"${file}"`)
  const secondsOf = numbers(times)
  const binner = createBinner(steps, dt)
  let largest = 0
  for (let from = 0; from < samples; from += BATCH) {
    const range = [[from, Math.min(samples, from + BATCH)]] as const
    const someUnits = units.slice(range)
    for (const [i, someTimes] of times.slice(range).entries()) {
      const rows = someUnits[i]!
      const where = `${file}: sample ${from + i}`
      if (rows.length !== someTimes.length) {
        throw new InputError(`${where} has ${someTimes.length} times and ${rows.length} units; each event has one of each`)
      }
      for (let e = 0; e < rows.length; e++) {
        const t = secondsOf(someTimes[e]!)
        const unit = Number(rows[e])
        if (!(t >= 0)) throw new InputError(`${where}, event ${e}: the time is ${t} s; times count from the sample's start`)
        if (!(unit >= 0 && unit / group < MOST_ROWS))
          throw new InputError(`${where}, event ${e}: the unit is ${unit}; 0 to 65535`)
        largest = Math.max(largest, unit)
        binner.add(t, Math.floor(unit / group))
      }
      binner.end()
    }
  }
  return { events: binner.whole(), labels: Uint16Array.from(all.slice(0, samples)), units: largest + 1 }
}

function datasetOf(h5: H5File, path: string, file: string): H5Dataset {
  const found = h5.get(path)
  if (!found || !('slice' in found)) throw new InputError(`${file}: there is no "${path}"; ${LAYOUT}`)
  return found
}

/** Names of the classes, if the file has them. */
function namesOf(h5: H5File): readonly string[] | undefined {
  const found = h5.get('extra/keys')?.value
  return Array.isArray(found) && found.every((name) => typeof name === 'string') ? found : undefined
}

/** Converts the numbers of a dataset of lists: 16-bit floats, such as SHD's times, are read as the integers of their bits. */
function numbers({ metadata: { vlen_type: type } }: H5Dataset): (value: number | bigint) => number {
  if (type?.type !== 1 || type.size !== 2) return Number
  // h5wasm does not support 16-bit floats and follows this type description.
  type.type = 0
  type.signed = false
  return (bits) => float16(Number(bits))
}
