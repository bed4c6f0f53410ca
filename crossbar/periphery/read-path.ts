/**
 * Reads of an array with a periphery. Its devices stand in physical arrays, one for each polarity of each tile; every effect is laid around
 * each of them, in the order listed. A read drives the tiles whose rows act, and what comes out is added digitally, G+ less G-.
 *
 * Without a periphery none of this is needed: reads are fused (crossbar/read.ts).
 */
import type { Bank } from '../../devices/bank.ts'
import type { Layout } from '../../devices/model.ts'
import { InputError } from '../../input/input-error.ts'
import type { Rng } from '../../kernels/rng.ts'
import type { Events, ReadTime } from '../array.ts'
import { count, type Meter } from '../cost/meter.ts'
import { meteredReader } from '../cost/metered-reader.ts'
import { createReader, type Reader } from '../read.ts'
import { type AnalogArray, createDrive, type Moment, type Way } from './analog.ts'
import { deviceArray } from './devices.ts'
import { type EffectKind, PARTS, type ReadPulse, type Site } from './effect.ts'
import { type Faults, openLines } from './faults.ts'
import { createRowBuffer, type RowBuffer } from './row-buffer.ts'
import { type Tile, tilesOf } from './tiles.ts'

/** An effect with its values, as a spec lists it. */
export interface Effect {
  readonly kind: EffectKind
  readonly values: Readonly<Record<string, unknown>>
}

export interface Periphery {
  /** From the array outwards. */
  readonly effects: readonly Effect[]
  /** Word lines and bit lines of a physical array; absent: one for all. */
  readonly tile?: readonly [rows: number, cols: number]
  readonly faults?: Faults
  readonly read: ReadPulse
  readonly meter?: Meter
}

export interface ReadPathOptions extends Periphery {
  readonly autapses: boolean
  /** Weight per uS of one device. */
  readonly weight: number
  /** Stream of what differs from line to line; `bank.rng` is that of what differs from read to read. */
  readonly chip: Rng
}

/** A physical array within its effects, and where its weights stand. */
interface PolarityTile {
  /** Such as `plus/0`: polarity and tile. */
  readonly name: string
  readonly tile: Tile
  readonly sign: 1 | -1
  readonly array: AnalogArray
}

/** @throws InputError where effects do not follow one another */
export function createReadPath(bank: Bank, layout: Layout, options: ReadPathOptions): Reader {
  const { autapses, weight, read, meter } = options
  const { rows, cols, replicas } = layout
  holdOrder(options.effects)
  const buffer = createRowBuffer(bank, layout)
  const parts = createPolarityTiles(bank, layout, buffer, options)
  const plain = createReader(bank, layout, { autapses, weight })
  const diagonal = meter ? meteredReader(plain, bank, layout, meter, read) : plain
  const drive = createDrive(Math.max(rows * replicas, cols))
  const at: Moment = { t: 0, draw: 0, event: 0 }
  const longest = Math.max(...parts.map(({ array }) => Math.max(array.rows, array.cols)))
  const currents = new Float64Array(longest)
  /** Of an output line over tiles and polarities. */
  const sums = new Float64Array(Math.max(rows, cols))
  let lastPulse = 0

  function readAll(way: Way, events: Events, { t, drawIndex, gain }: ReadTime, out: { [i: number]: number }): void {
    if (events.n === 0) return
    if (!(t >= lastPulse)) throw new RangeError(`a read at ${t} s comes before the array's last pulse at ${lastPulse} s`)
    at.t = t
    at.draw = drawIndex
    if (way === 'forward') buffer.load(events.ids, events.first, events.n, at)
    for (const sign of SIGNS) {
      at.event = 2 * drawIndex + (sign > 0 ? 0 : 1)
      if (readOnce(way, events, sign)) addOutputs(way, (sign * gain * weight) / read.voltage, out)
    }
  }

  /** @returns whether there was anything of this sign to read */
  function readOnce(way: Way, events: Events, sign: 1 | -1): boolean {
    let [results, cycles] = [0, 0]
    const across = way === 'forward' ? cols : rows
    sums.fill(0, 0, across)
    for (let p = 0; p < parts.length; p++) {
      const part = parts[p]!
      const { tile, array } = part
      // Tiles stand polarity by polarity, row by row: the drive of a neighbour serves again.
      if (p === 0 || !sameLines(way, tile, parts[p - 1]!.tile)) fillDrive(way, events, sign, tile)
      if (drive.n === 0) continue
      const power = array.sense(way, drive, at, currents)
      addCurrents(way, part)
      const lines = way === 'forward' ? array.cols : array.rows
      results += lines
      if (meter) {
        count(meter, 'line_drives', drive.n)
        // uW for a pulse.
        count(meter, 'device_reads', drive.n * lines, 1e-6 * power * read.pulse)
        if (array.cycles) cycles = Math.max(cycles, array.cycles[way])
      }
    }
    if (results > 0 && meter) {
      count(meter, 'reads', 1)
      count(meter, 'adc_cycles', cycles)
      // A driven tile is read with all that stand beside it, so that every output line has a first result.
      count(meter, 'partial_sums', results - across)
    }
    return results > 0
  }

  /** The events of this sign on the tile's lines. */
  function fillDrive(way: Way, { ids, values, first, n }: Events, sign: 1 | -1, tile: Tile): void {
    const [start, end, copies] = way === 'forward' ? [tile.row, tile.rowEnd, replicas] : [tile.col, tile.colEnd, 1]
    drive.n = 0
    drive.graded = values !== undefined
    for (let e = first; e < first + n; e++) {
      const id = ids[e]!
      const value = sign * (values ? values[e]! : 1)
      if (id < start || id >= end || !(value > 0)) continue
      for (let k = 0; k < copies; k++) {
        drive.lines[drive.n] = (id - start) * copies + k
        drive.volts[drive.n++] = value * read.voltage
      }
    }
  }

  function addCurrents(way: Way, { tile, sign, array }: PolarityTile): void {
    if (way === 'forward') {
      for (let j = 0; j < array.cols; j++) {
        sums[tile.col + j] = sums[tile.col + j]! + sign * currents[j]!
      }
      return
    }
    for (let i = 0; i < array.rows; i++) {
      const row = tile.row + Math.floor(i / replicas)
      sums[row] = sums[row]! + sign * currents[i]!
    }
  }

  function addOutputs(way: Way, factor: number, out: { [i: number]: number }): void {
    for (let k = 0; k < (way === 'forward' ? cols : rows); k++) out[k] = out[k]! + factor * sums[k]!
  }

  return {
    read: (events, time, out) => readAll('forward', events, time, out),
    readBack: (events, time, out) => readAll('back', events, time, out),
    state: stateOf(parts),
    // One device a neuron on lines of its own: nothing is shared, and no effect acts.
    readDiagonal: diagonal.readDiagonal,
    programmed(t) {
      lastPulse = t
      buffer.programmed(t)
      diagonal.programmed(t)
      for (const { array } of parts) array.programmed(t)
    },
  }
}

function stateOf(parts: readonly PolarityTile[]): NonNullable<Reader['state']> {
  const entries = parts.flatMap(({ name, array }) =>
    Object.entries(array.state ?? {}).map(([key, column]) => [`${name}/${key}`, column]),
  )
  return Object.fromEntries(entries)
}

/** Bytes of arena that a read path takes at most, whatever its effects. */
export function bytesOfReadPath({ rows, cols, stride, replicas }: Layout, tile?: Periphery['tile']): number {
  const parts = 2 * tilesOf(rows, cols, replicas, tile).length
  const devices = 2 * replicas * rows * stride
  const [wordLines, bitLines] = [Math.min(rows * replicas, tile?.[0] ?? Infinity), Math.min(cols, tile?.[1] ?? Infinity)]
  // A column ends 128 bytes after its numbers, on a multiple of 16; the largest of a line's are a dozen of 8 bytes.
  return 4 * devices + 4 * (3 * rows + 3 * cols) + 4096 + parts * (24 * 160 + 12 * 8 * (wordLines + bitLines))
}

const SIGNS = [1, -1] as const

function sameLines(way: Way, a: Tile, b: Tile): boolean {
  return way === 'forward' ? a.row === b.row : a.col === b.col
}

function createPolarityTiles(
  bank: Bank,
  layout: Layout,
  buffer: RowBuffer,
  { effects, tile, faults, read, meter, autapses, weight, chip }: ReadPathOptions,
): PolarityTile[] {
  const tiles = tilesOf(layout.rows, layout.cols, layout.replicas, tile)
  const unit = read.voltage / weight
  return SIGNS.flatMap((sign) =>
    tiles.map((place, n) => {
      const name = `${sign > 0 ? 'plus' : 'minus'}/${n}`
      const own = { chip: chip.fork(`periphery/${name}`), noise: bank.rng.fork(`periphery/${name}`) }
      const broken = faults ? openLines(faults, place, layout.replicas, bank.arena, own.chip) : { wordLines: [], bitLines: [] }
      const site: Site = { arena: bank.arena, ...own, read, unit, broken, ...(meter ? { meter } : {}) }
      const devices = deviceArray({ bank, layout, autapses, negative: sign < 0, tile: place, buffer }, site)
      const array = effects.reduce((inside, { kind, values }) => kind.create(inside, values as never, site), devices)
      return { name, tile: place, sign, array }
    }),
  )
}

/** @throws InputError */
function holdOrder(effects: readonly Effect[]): void {
  for (const [i, { kind }] of effects.entries()) {
    const before = effects.slice(0, i)
    if (before.some((other) => other.kind.name === kind.name))
      throw new InputError(`crossbar.periphery lists ${kind.name} twice; list it once`)
    const rank = PARTS.indexOf(kind.part)
    const early = before.find((other) => kind.part === 'circuit' || PARTS.indexOf(other.kind.part) > rank)
    if (early)
      throw new InputError(
        `crossbar.periphery lists ${kind.name} after ${early.kind.name}; ${kind.name} lies closer to the devices: list it first`,
      )
  }
}
