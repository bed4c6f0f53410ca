/** A saved array as the circuits that it is read through: one for each polarity of each tile, its devices as one read finds them. */
import { deviceArray } from '../../crossbar/periphery/devices.ts'
import type { Site } from '../../crossbar/periphery/effect.ts'
import { openLines } from '../../crossbar/periphery/faults.ts'
import { createRowBuffer } from '../../crossbar/periphery/row-buffer.ts'
import { withStuckMap } from '../../crossbar/periphery/stuck-map.ts'
import { type Tile, tilesOf } from '../../crossbar/periphery/tiles.ts'
import { type Bank, bytesPerDevice, createBank } from '../../devices/bank.ts'
import type { DeviceModel, Layout } from '../../devices/model.ts'
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'
import { Arena, padded } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import type { StuckArrays } from '../config/stuck.ts'
import type { RunState } from './state.ts'

export interface SavedCircuit {
  /** `plus`, or `plus-0` of several tiles. */
  readonly name: string
  readonly polarity: 'plus' | 'minus'
  readonly tile: Tile
  /** Word lines (N for each row of weights) and bit lines. */
  readonly rows: number
  readonly cols: number
  /** [rows][cols], uS. */
  readonly g: Float64Array
  readonly broken: Site['broken']
}

export interface SavedArray {
  readonly circuits: readonly SavedCircuit[]
  /** Devices of a group, each on a word line of its own. */
  readonly replicas: number
  /** Rows of weights, and the population that drives them. */
  readonly rows: number
  readonly from: string
}

/**
 * @param array such as `rec`
 * @param age s since the state
 * @param stuck devices of the run's map
 * @throws InputError where there is no such array, or it is no crossbar of pairs
 */
export function savedCircuits(
  state: RunState,
  array: string,
  age: number,
  model: DeviceModel,
  stuck: StuckArrays = {},
): SavedArray {
  const { spec, network, t_device_s } = state.meta
  const owner = ownerOf(state, array)
  const [connection, part] = array.replace(/^feedback\//, '').split('/') as [string, string | undefined]
  const { shape, from, to, autapses } = network.connections[connection]!
  if (shape === 'diagonal')
    throw new InputError(`--array ${array}: a diagonal connection has devices on lines of their own, and is no crossbar`)
  if (!state.arrays[`${owner}/g_minus`])
    throw new InputError(`--array ${array}: reference cells are read without wires; choose an array of differential cells`)
  const [rows, cols, replicas] = state.arrays[`${owner}/g_plus`]!.shape as [number, number, number]
  const layout: Layout = { rows, cols, stride: padded(cols), replicas }
  const size = 2 * replicas * rows * layout.stride
  const arena = new Arena(4e6 + size * (bytesPerDevice(model) + 80) + 64 * (rows * replicas + cols))
  const own = part === 'crossbar1' ? `${connection}/fast` : array.replace(/\/crossbar0$/, '')
  const { seed, seeds, crossbar } = spec
  const [rng, chip] = [createRng(seeds.noise ?? seed).fork(own), createRng(seeds.chip ?? seed).fork(own)]
  const held = stuck[own] ? withStuckMap(model, stuck[own], layout).model : model
  const bank = createBank(arena, held, size, rng, chip)
  putDevices(bank, layout, state, owner)
  const lastPulse = state.arrays[`${owner}/last_pulse`]?.data[0] ?? 0
  const buffer = createRowBuffer(bank, layout)
  buffer.programmed(lastPulse)
  const { faults, read, tile: size_ } = crossbar
  const tiles = tilesOf(rows, cols, replicas, size_)
  const when = { t: t_device_s + age, draw: EXPORT, event: 2 * EXPORT }
  const ownWay = !array.startsWith('feedback/') && from === to && !autapses
  const circuits = (['plus', 'minus'] as const).flatMap((polarity) =>
    tiles.map((tile, n): SavedCircuit => {
      const broken = openLines(faults, tile, replicas, arena, chip.fork(`periphery/${polarity}/${n}`))
      const placed = { bank, layout, autapses: !ownWay, negative: polarity === 'minus', tile, buffer }
      const devices = deviceArray(placed, { broken, read })
      const g = new Float64Array(devices.rows * devices.cols)
      for (let i = 0; i < devices.rows; i++) {
        devices.conductances('forward', i, when, g.subarray(i * devices.cols, (i + 1) * devices.cols))
      }
      const name = tiles.length > 1 ? `${polarity}-${n}` : polarity
      return { name, polarity, tile, rows: devices.rows, cols: devices.cols, g, broken }
    }),
  )
  return { circuits, replicas, rows, from }
}

/** Draws of exports are numbered from here: no run has as many reads. */
const EXPORT = 2 ** 49

/** @throws InputError */
function ownerOf({ arrays }: RunState, array: string): string {
  const owners = Object.keys(arrays).flatMap((name) => /^(.*)\/g_plus$/.exec(name)?.[1] ?? [])
  const short = (name: string) => name.replace(/^connections\//, '')
  const owner = owners.find((name) => short(name) === array)
  if (owner !== undefined) return owner
  if (owners.length === 0) throw new InputError('--array: the state has no devices: its weights are digital')
  throw new InputError(`--array: unknown array "${array}"; ${suggest(array, owners.map(short))}`)
}

/** Takes over conductances, ages and what else the model keeps. */
function putDevices(
  { columns, model }: Bank,
  { rows, cols, stride, replicas }: Layout,
  { arrays }: RunState,
  owner: string,
): void {
  const own = Object.keys(model.columns).map((name) => [name, columns.own[name]!] as const)
  const { g, t_programmed, set_count, reset_count } = columns
  const all = [...Object.entries({ g, t_programmed, set_count, reset_count }), ...own]
  for (const [polarity, name] of ['plus', 'minus'].entries()) {
    for (const [key, column] of all) {
      const { data } = arrays[`${owner}/${key}_${name}`]!
      for (let i = 0; i < data.length; i++) {
        const [cell, k] = [Math.floor(i / replicas), i % replicas]
        const place = ((polarity * replicas + k) * rows + Math.floor(cell / cols)) * stride + (cell % cols)
        column[place] = data[i]!
      }
    }
  }
}
