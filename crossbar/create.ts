/** Creates a crossbar: devices with ids, RESET and programmed to initial weights. */

import { type Bank, createBank, createCellList, program } from '../devices/bank.ts'
import type { Layout } from '../devices/model.ts'
import { type Arena, padded } from '../kernels/arena.ts'
import type { Rng } from '../kernels/rng.ts'
import { meteredModel } from './cost/metered-model.ts'
import { meteredReader } from './cost/metered-reader.ts'
import { type Crossbar, type CrossbarOptions, REFRESH_RULE } from './crossbar.ts'
import { assumedStep } from './direction.ts'
import { estimateAll } from './estimate.ts'
import { programToOrigins } from './origin.ts'
import { createReadPath, type Periphery } from './periphery/read-path.ts'
import { withStuckMap } from './periphery/stuck-map.ts'
import { createReader, type Reader, type ReaderOptions } from './read.ts'

/**
 * A crossbar with all devices RESET at time 0 and then programmed off-line to `initial` weights ([rows][stride]; absent: zeros),
 * within the range of the devices; lifetime counters start after that.
 * @throws RangeError naming the invalid option
 */
export function createCrossbar(arena: Arena, options: CrossbarOptions, initial?: Float32Array): Crossbar {
  const {
    rows,
    cols,
    rng,
    chip = rng,
    scale,
    replicas = 1,
    controllerRead = 'exact',
    combine = 'mean',
    autapses = true,
  } = options
  const { cell = 'differential', direction = 'set-only', origin = 'mid-range' } = options
  for (const [name, value] of Object.entries({ rows, cols, replicas })) {
    if (!(Number.isInteger(value) && value > 0))
      throw new RangeError(`createCrossbar: ${name} must be a whole number above 0, not ${value}`)
  }
  if (!(scale > 0)) throw new RangeError(`createCrossbar: scale must be above 0 uS, not ${scale}`)
  if (direction === 'bidirectional' && !options.model.depress)
    throw new RangeError(
      `createCrossbar: direction bidirectional needs a depression pulse, which "${options.model.name}" does not have`,
    )
  if (cell === 'differential' && direction === 'bidirectional' && origin === 'symmetric-point')
    throw new RangeError(
      'createCrossbar: origin symmetric-point needs cell reference: the points of a pair differ, and their difference would be a weight',
    )
  if (cell === 'reference' && direction === 'set-only')
    throw new RangeError('createCrossbar: cell reference needs direction bidirectional: set-only never lowers its weights')
  if (cell === 'reference' && options.periphery && isCircuit(options.periphery))
    throw new RangeError('createCrossbar: cell reference does not support a periphery; use cell differential, or omit periphery')
  const stride = padded(cols)
  if (initial && initial.length !== rows * stride) {
    throw new RangeError(`createCrossbar: initial weights are [rows][stride], ${rows * stride} numbers, not ${initial.length}`)
  }
  const polarities = cell === 'differential' ? 2 : 1
  const layout = { rows, cols, stride, replicas }
  const size = polarities * replicas * rows * stride
  const stuck =
    options.stuck && options.stuck.length > 0 ? withStuckMap(options.model, options.stuck, layout, polarities) : undefined
  const inside = stuck?.model ?? options.model
  const metered = options.periphery?.meter && meteredModel(inside, options.periphery.meter)
  const model = metered?.model ?? inside
  const bank = createBank(arena, model, size, rng, chip)
  const origins = direction === 'bidirectional' ? arena.f32(size) : undefined
  const calibrationPulses = origins ? programToOrigins(bank, origin, origins) : 0
  const fixed = cell === 'reference' ? { fixed: origins! } : {}
  const reading = { autapses, weight: 1 / (scale * (combine === 'mean' ? replicas : 1)), ...fixed }
  const reader = readerOf(bank, layout, reading, chip, options.periphery)
  const crossbar: Crossbar = {
    kind: 'crossbar',
    arena,
    rows,
    cols,
    stride,
    bank,
    layout,
    scale,
    controllerRead,
    refresh: options.refresh ?? REFRESH_RULE,
    autapses,
    cell,
    direction,
    polarities,
    ...fixed,
    calibrationPulses,
    holdStuck: () => stuck?.hold(bank.columns.g),
    ...(options.periphery?.meter ? { meter: options.periphery.meter, readPulse: options.periphery.read } : {}),
    step: assumedStep(model, direction) / (scale * replicas),
    reader: {
      ...reader,
      programmed(t) {
        crossbar.counters.lastPulse = t
        reader.programmed(t)
      },
    },
    counters: { arbiter: 0, refreshes: 0, lastPulse: 0 },
    scratch: {
      cells: createCellList(arena, Math.max(size, 16)),
      values: arena.f32(Math.max(size, 16)),
      ...(origins && { down: createCellList(arena, Math.max(size, 16)) }),
      pending: new Uint32Array(2 * rows * cols),
      starts: new Uint32Array(2 * rows * cols),
    },
    read: reader.read,
    readBack: reader.readBack,
    readDiagonal: reader.readDiagonal,
    weights: (t, out) => estimateAll(crossbar, t, out),
  }
  if (initial) programInitial(crossbar, initial)
  metered?.start()
  return crossbar
}

/** Whether anything lies between the devices and their sums. */
function isCircuit({ effects, tile, faults }: Periphery): boolean {
  return effects.length > 0 || tile !== undefined || faults !== undefined
}

/** Fused where nothing lies between devices and sums. */
function readerOf(bank: Bank, layout: Layout, reading: ReaderOptions, chip: Rng, periphery?: Periphery): Reader {
  if (periphery && isCircuit(periphery)) {
    return createReadPath(bank, layout, { ...periphery, ...reading, chip })
  }
  const reader = createReader(bank, layout, reading)
  return periphery?.meter ? meteredReader(reader, bank, layout, periphery.meter, periphery.read) : reader
}

/** Set-only: one device of a pair gets the whole difference. Bidirectional: each of two devices gets half of it, a single device all. */
function programInitial(xbar: Crossbar, initial: Float32Array): void {
  const { layout, scratch, scale, bank, direction, polarities } = xbar
  const plane = layout.replicas * layout.rows * layout.stride
  const { cells, values } = scratch
  cells.n = bank.size
  for (let id = 0; id < bank.size; id++) {
    const target = initial[(id % plane) % (layout.rows * layout.stride)]! * scale
    cells.ids[id] = id
    const own = id < plane ? target : -target
    values[id] = direction === 'set-only' ? Math.max(0, own) : own / polarities
  }
  program(bank, cells, values)
}
