/** `memxbar export spice`: a trained array as netlists, and what memxbar itself makes of the same circuits. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { parseStuckMap } from '../crossbar/periphery/stuck-csv.ts'
import { netlist } from '../crossbar/periphery/wires/netlist.ts'
import { readForward } from '../crossbar/periphery/wires/read.ts'
import { createWires, loadConductances, type WireResistances } from '../crossbar/periphery/wires/wires.ts'
import type { Spec } from '../experiments/config/schema.ts'
import { type StuckArrays, stuckArrays } from '../experiments/config/stuck.ts'
import { loadDevice } from '../experiments/disk/device-kind.ts'
import type { StateFile } from '../experiments/disk/state.ts'
import { version } from '../experiments/results/manifest.ts'
import { csv, type Row } from '../experiments/results/tables.ts'
import { type SavedArray, type SavedCircuit, savedCircuits } from '../experiments/state/circuits.ts'
import { InputError } from '../input/input-error.ts'
import { parseQuantity } from '../input/units.ts'
import { readMatrix } from './matrix.ts'

export interface SpiceFlags {
  readonly array?: string
  readonly at?: string
  readonly input?: string
  readonly spikes?: number
  readonly sample?: number
}

/**
 * Netlists `ARRAY-plus.cir` and the like, one for each circuit and input, and `ARRAY-currents.csv`.
 * @throws InputError
 */
export async function spiceFiles({ file, state }: StateFile, flags: SpiceFlags): Promise<Record<string, string>> {
  const { spec, run_id } = state.meta
  if (flags.array === undefined) throw new InputError('--array: name the array to write, such as --array rec')
  const age = flags.at === undefined ? 0 : await parseQuantity(flags.at, 's', '--at')
  if (!(age >= 0 && Number.isFinite(age))) throw new InputError(`--at: is a time of 0 s or more, not "${flags.at}"`)
  const resistances = resistancesOf(spec)
  const { model } = await loadDevice(spec.device)
  const saved = savedCircuits(state, flags.array, age, model, stuckOf(state.meta, dirname(file)))
  const drives = drivesOf(saved, flags, spec, dirname(file))
  const short = flags.array.replaceAll('/', '-')
  const files: Record<string, string> = {}
  const rows: Row[] = []
  for (const circuit of saved.circuits) {
    const { name, g, broken, tile } = circuit
    const options = { ...resistances, rows: circuit.rows, cols: circuit.cols }
    const breaks = { brokenWordLines: broken.wordLines, brokenBitLines: broken.bitLines }
    const wires = createWires({ ...options, ...breaks })
    loadConductances(wires, g)
    const currents = new Float64Array(circuit.cols)
    for (const [input, drive] of drives.entries()) {
      const V = linesOf(circuit, drive, saved.replicas)
      const about = `array ${flags.array} of run ${run_id}, ${name}, input ${input}, ${age} s after the state`
      const title = `memxbar ${version}: ${about}; rows ${tile.row}-${tile.rowEnd - 1}, columns ${tile.col}-${tile.colEnd - 1}`
      files[`${short}-${name}${drives.length > 1 ? `-input${input}` : ''}.cir`] = netlist({ ...options, ...breaks, title, g, V })
      readForward(wires, V, currents)
      currents.forEach((current_ua, j) => void rows.push({ circuit: name, input, column: tile.col + j, current_ua }))
    }
  }
  return { ...files, [`${short}-currents.csv`]: csv(rows, ['circuit', 'input', 'column', 'current_ua']) }
}

/** Those of the run's own wires; none where it has none. */
function resistancesOf({ crossbar }: Spec): WireResistances {
  const wires = crossbar.periphery.find((item) => item.wires !== undefined)?.wires as
    | (WireResistances & { readonly cells: string })
    | undefined
  if (wires?.cells === 'law')
    throw new InputError(
      "export: cells of the device's own law are not written as SPICE; only ohmic ones are (wires: cells: ohmic)",
    )
  const { row, column, driver, sense } = wires ?? { row: 0, column: 0, driver: 0, sense: 0 }
  return { row, column, driver, sense }
}

/** The map that the run has left beside its state. */
function stuckOf({ spec, network }: StateFile['state']['meta'], folder: string): StuckArrays {
  if (spec.crossbar.faults.map === undefined) return {}
  const copy = join(folder, 'faults-map.csv')
  if (!existsSync(copy))
    throw new InputError(`export: the run has a map of stuck devices, and "${copy}" is not there; put the copy beside the state`)
  return stuckArrays(parseStuckMap(readFileSync(copy, 'utf8'), copy), spec, network)
}

/** Voltages of the rows of weights, [rows] for each input. */
function drivesOf({ rows, from }: SavedArray, flags: SpiceFlags, spec: Spec, folder: string): Float64Array[] {
  const { voltage } = spec.crossbar.read
  if (flags.input !== undefined) {
    const given = readMatrix(flags.input, 'voltages, one row an input')
    if (given.cols !== rows)
      throw new InputError(`${flags.input} has ${given.cols} columns; give one voltage for each of the ${rows} rows of the array`)
    return Array.from({ length: given.rows }, (_, n) => given.values.subarray(n * rows, (n + 1) * rows))
  }
  if (flags.spikes === undefined) return [new Float64Array(rows).fill(voltage)]
  const drive = new Float64Array(rows)
  for (const neuron of spikesAt(flags.spikes, flags.sample ?? 0, from, spec, folder)) drive[neuron] = voltage
  return [drive]
}

/** Neurons that spike at a step, as spikes.csv says. @throws InputError where it is not there or says nothing of them */
function spikesAt(step: number, sample: number, population: string, spec: Spec, folder: string): number[] {
  const file = join(folder, 'spikes.csv')
  if (!existsSync(file)) throw new InputError(`--spikes: "${file}" is not there; memxbar run --record leaves it, or give --input`)
  const records = parse(readFileSync(file, 'utf8'), { columns: true }) as Record<string, string>[]
  const own = records.filter((record) => record.population === population && Number(record.pattern) === sample)
  if (own.length === 0)
    throw new InputError(`--spikes: ${file} has no spikes of ${population} in sample ${sample}; give their voltages with --input`)
  const dt = Number(spec.task.dt)
  return own.filter(({ t_s }) => Math.round(Number(t_s) / dt) === step).map(({ neuron }) => Number(neuron))
}

/** Voltage of each word line: N neighbours have that of their row. */
function linesOf({ tile, rows }: SavedCircuit, drive: Float64Array, replicas: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => drive[tile.row + Math.floor(i / replicas)]!)
}
