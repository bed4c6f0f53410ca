/** Builds a crossbar: devices with their identity, RESET and programmed to initial weights. */

import { createBank, createCellList, program } from '../devices/bank.ts'
import { type Arena, padded } from '../kernels/arena.ts'
import { type Crossbar, type CrossbarOptions, REFRESH_RULE } from './crossbar.ts'
import { estimateAll } from './estimate.ts'
import { createReader } from './read.ts'

/**
 * A crossbar with all devices RESET at time 0 and then programmed off-line to `initial` weights ([rows][stride]; absent: zeros), as
 * far as the device can hold them; lifetime counters start after that.
 * @throws RangeError naming the option that makes no sense
 */
export function createCrossbar(arena: Arena, options: CrossbarOptions, initial?: Float32Array): Crossbar {
  const { rows, cols, model, rng, scale, replicas = 1, estimate = 'perfect', combine = 'mean', autapses = true } = options
  for (const [name, value] of Object.entries({ rows, cols, replicas })) {
    if (!(Number.isInteger(value) && value > 0))
      throw new RangeError(`createCrossbar: ${name} must be a whole number above 0, not ${value}`)
  }
  if (!(scale > 0)) throw new RangeError(`createCrossbar: scale must be above 0 uS, not ${scale}`)
  const stride = padded(cols)
  if (initial && initial.length !== rows * stride) {
    throw new RangeError(`createCrossbar: initial weights are [rows][stride], ${rows * stride} numbers, not ${initial.length}`)
  }
  const layout = { rows, cols, stride, replicas }
  const size = 2 * replicas * rows * stride
  const bank = createBank(arena, model, size, rng, options.chip)
  const reader = createReader(bank, layout, { autapses, weight: 1 / (scale * (combine === 'mean' ? replicas : 1)) })
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
    step: model.step / (scale * replicas),
    reader,
    counters: { arbiter: 0, refreshes: 0 },
    scratch: { cells: createCellList(arena, Math.max(size, 16)), values: arena.f32(Math.max(size, 16)) },
    read: reader.read,
    readBack: reader.readBack,
    readDiagonal: reader.readDiagonal,
    weights: (t, out) => estimateAll(crossbar, t, out),
  }
  if (initial) programInitial(crossbar, initial)
  return crossbar
}

function programInitial(xbar: Crossbar, initial: Float32Array): void {
  const { layout, scratch, scale } = xbar
  const plane = layout.replicas * layout.rows * layout.stride
  const { cells, values } = scratch
  cells.n = 2 * plane
  for (let id = 0; id < 2 * plane; id++) {
    const target = initial[(id % plane) % (layout.rows * layout.stride)]! * scale
    cells.ids[id] = id
    values[id] = Math.max(0, id < plane ? target : -target)
  }
  program(xbar.bank, cells, values)
}
