/** Builds a crossbar: devices with their identity, RESET and programmed to initial weights. */

import { createBank, createCellList, program } from '../devices/bank.ts'
import { type Arena, padded } from '../kernels/arena.ts'
import { type Crossbar, type CrossbarOptions, REFRESH_RULE } from './crossbar.ts'
import { assumedStep } from './direction.ts'
import { estimateAll } from './estimate.ts'
import { standAtOrigins } from './origin.ts'
import { createReader } from './read.ts'

/**
 * A crossbar with all devices RESET at time 0 and then programmed off-line to `initial` weights ([rows][stride]; absent: zeros), as
 * far as the device can hold them; lifetime counters start after that.
 * @throws RangeError naming the option that makes no sense
 */
export function createCrossbar(arena: Arena, options: CrossbarOptions, initial?: Float32Array): Crossbar {
  const { rows, cols, model, rng, scale, replicas = 1, estimate = 'perfect', combine = 'mean', autapses = true } = options
  const { cell = 'differential', direction = 'set-only', origin = 'mid-range' } = options
  for (const [name, value] of Object.entries({ rows, cols, replicas })) {
    if (!(Number.isInteger(value) && value > 0))
      throw new RangeError(`createCrossbar: ${name} must be a whole number above 0, not ${value}`)
  }
  if (!(scale > 0)) throw new RangeError(`createCrossbar: scale must be above 0 uS, not ${scale}`)
  if (direction === 'bidirectional' && !model.depress)
    throw new RangeError(`createCrossbar: direction bidirectional needs a depression pulse, which "${model.name}" has not`)
  if (cell === 'reference' && direction === 'set-only')
    throw new RangeError('createCrossbar: cell reference needs direction bidirectional: set-only never lowers its weights')
  const stride = padded(cols)
  if (initial && initial.length !== rows * stride) {
    throw new RangeError(`createCrossbar: initial weights are [rows][stride], ${rows * stride} numbers, not ${initial.length}`)
  }
  const polarities = cell === 'differential' ? 2 : 1
  const layout = { rows, cols, stride, replicas }
  const size = polarities * replicas * rows * stride
  const bank = createBank(arena, model, size, rng, options.chip)
  const origins = direction === 'bidirectional' ? arena.f32(size) : undefined
  if (origins) standAtOrigins(bank, origin, origins)
  const weight = 1 / (scale * (combine === 'mean' ? replicas : 1))
  const fixed = cell === 'reference' ? { fixed: origins! } : {}
  const reader = createReader(bank, layout, { autapses, weight, ...fixed })
  const crossbar: Crossbar = {
    kind: 'crossbar',
    arena,
    rows,
    cols,
    stride,
    bank,
    layout,
    scale,
    estimate,
    refresh: options.refresh ?? REFRESH_RULE,
    autapses,
    cell,
    direction,
    polarities,
    ...fixed,
    step: assumedStep(model, direction) / (scale * replicas),
    reader,
    counters: { arbiter: 0, refreshes: 0 },
    scratch: {
      cells: createCellList(arena, Math.max(size, 16)),
      values: arena.f32(Math.max(size, 16)),
      ...(origins && { down: createCellList(arena, Math.max(size, 16)) }),
    },
    read: reader.read,
    readBack: reader.readBack,
    readDiagonal: reader.readDiagonal,
    weights: (t, out) => estimateAll(crossbar, t, out),
  }
  if (initial) programInitial(crossbar, initial)
  return crossbar
}

/** From RESET, the one device of a pair holds the difference; from their origins, each half of it, and a single one all. */
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
