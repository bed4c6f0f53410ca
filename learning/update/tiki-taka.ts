import { z } from 'zod'
import type { Cell, Crossbar, Direction } from '../../crossbar/crossbar.ts'
import { defaultDirection } from '../../crossbar/direction.ts'
import { push } from '../../crossbar/pulse.ts'
import { defaults } from '../../devices/kind.ts'
import { deviceKinds } from '../../devices/registry.ts'
import { count, type FieldValues, names, positive, pure } from '../../input/fields.ts'
import { InputError } from '../../input/input-error.ts'
import type { F32 } from '../../kernels/arena.ts'
import { createRounder } from './rounding.ts'
import { type ArrayFactory, eachSynapse, pulsedUpdate, type Shape, updateScheme } from './scheme.ts'
import { sumOfArrays } from './sum-of-arrays.ts'
import { createTransfer, VERSIONS } from './transfer.ts'

/** Offset of the draw index for transfer reads of the fast array, relative to those of the network. */
const TRANSFERS = 2 ** 46

const fields = {
  version: z
    .enum(VERSIONS)
    .default('v2')
    .meta({ description: 'tiki-taka: v1 plain, v2 buffered, v3 chopped, v4 with averaged references (AGAD)', neutral: true }),
  fast_lr: positive('', 'tiki-taka: factor on the changes written to the fast array', 1e9).default(1).meta({ neutral: true }),
  transfer_lr: positive('', 'tiki-taka: share of the fast array that a transfer adds to the slow one', 1e6)
    .default(0.01)
    .meta({ neutral: true }),
  transfer_every: count('tiki-taka: updates from transfer to transfer', 1, 1e9).default(1).meta({ neutral: true }),
  transfer_lines: count('tiki-taka: input lines of the fast array that a transfer reads, in turn; 0: all', 0, 1e6)
    .default(0)
    .meta({ neutral: true }),
  gamma: pure('tiki-taka v1, v2: weight of the fast array in what the network reads', 0, 1e3).default(0).meta({ neutral: true }),
  buffer_rest: pure('tiki-taka v2 to v4: share of the remainder that the buffer keeps after it has written whole steps', 0, 1)
    .default(1)
    .meta({ neutral: true }),
  chop_probability: pure('tiki-taka v3: probability that the sign of a line changes after a read', 0, 1)
    .default(0.1)
    .meta({ neutral: true }),
  chop_reads: count('tiki-taka v4: reads of a line between changes of its sign', 2, 1e6).default(10).meta({ neutral: true }),
  chop_tail: pure('tiki-taka v4: larger values give the last of these reads more weight; 0: equal weights', 0, 1e6)
    .default(5)
    .meta({ neutral: true }),
  chop_gate: pure('tiki-taka v4: least difference of means that is transferred, in standard errors', 0, 100)
    .default(1)
    .meta({ neutral: true }),
  fast: z
    .strictObject({
      device: z.enum(names(deviceKinds)).optional().meta({ description: 'device of the fast array; default: that of the run' }),
      scale: positive('uS', 'conductance difference for weight 1; default: crossbar.scale').optional(),
      origin: z
        .enum(['symmetric-point', 'mid-range'])
        .default('symmetric-point')
        .meta({ description: 'conductance of its devices at weight 0, if they step both ways' }),
    })
    .prefault({})
    .meta({ description: 'tiki-taka: the fast array', neutral: true }),
}

/**
 * Two arrays: every change is written to the fast one, A, whose devices decay towards their symmetric points under the noise of the
 * gradient. The remaining mean is transferred, line by line, to the slow one, C; the network reads gamma A + C. v1: Gokmen & Haensch,
 * Front. Neurosci. 14, 103 (2020). v2 accumulates the reads in a float64 buffer and writes whole device steps: Gokmen, Front. Artif.
 * Intell. 4, 699148 (2021). v3 and v4 invert the sign of each input line at intervals, so that an offset of A's reference cancels: Rasch
 * et al., Nat. Commun. 15, 7133 (2024). A transfer reads A before the change of the same update is written, because drift laws are not
 * valid for devices just pulsed.
 */
export const tikiTaka = updateScheme({
  name: 'tiki-taka',
  title: 'changes are written to a fast array and transferred line by line to a slow one',
  cite: 'gokmen2020',
  weights: 'crossbar',
  parts: 2,
  fields,
  search: { fast_lr: [0.1, 100], transfer_lr: [0.001, 0.1] },
  alsoCites: ({ version, fast: { device } }) => [
    ...(version === 'v1' ? [] : version === 'v2' ? ['gokmen2021'] : ['gokmen2021', 'rasch2024']),
    ...[device === undefined ? undefined : deviceKinds[device]?.cite].flatMap((cite) => cite ?? []),
  ],
  laysReference: ({ fast }, direction) =>
    cellOf(fast.device === undefined ? direction : directionOfKind(fast.device)) === 'reference',
  create(shape, initial, make, values) {
    const { version, gamma, fast_lr, transfer_every } = values
    if (gamma > 0 && (version === 'v3' || version === 'v4')) {
      throw new InputError(
        `update.gamma: the signs of ${version}'s fast array change, so the network cannot read it; set gamma to 0, or use v1 or v2`,
      )
    }
    const slow = make.crossbar(shape, initial)
    const fast = fastArray(shape, make, values)
    const transfer = createTransfer(slow, values, make.rng)
    const rounder = createRounder(fast, 'stochastic', make.rng.fork('fast'))
    const out: F32 = make.arena.f32(slow.stride)
    const line = { ids: make.arena.u32(1), first: 0, n: 1 }
    const updates = new Float64Array(1)
    const toSlow = pulsedUpdate(slow, (_change, list, t) => {
      updates[0] = updates[0]! + 1
      if (updates[0]! % transfer_every !== 0) return
      const at = { t, drawIndex: TRANSFERS + updates[0]!, gain: 1 }
      transfer.begin()
      for (const row of transfer.due()) {
        line.ids[0] = row
        out.fill(0)
        fast.read(line, at, out)
        transfer.take(row, out, list)
      }
    })
    const toFast = pulsedUpdate(fast, ({ direction, rate, rows }, list) => {
      rounder.begin()
      eachSynapse(fast, rows, (synapse) => {
        const sign = transfer.sign[Math.floor(synapse / fast.stride)]!
        const pulses = rounder.round((-fast_lr * rate * sign * direction[synapse]!) / fast.step, synapse)
        if (pulses !== 0) push(list, synapse, pulses)
      })
    })
    return {
      ...(gamma > 0 ? sumOfArrays(make.arena, slow, fast, gamma) : toSlow),
      crossbars: [slow, fast],
      state: { updates, fast_rounding: rounder.state!.updates!, ...transfer.state },
      apply(change, t) {
        const [a, b] = [toSlow.apply(change, t), toFast.apply(change, t)]
        return {
          ...{ set: a.set + b.set, depress: a.depress + b.depress },
          ...{ reset: a.reset + b.reset, refreshed: a.refreshed + b.refreshed },
        }
      },
    }
  },
})

function directionOfKind(name: string): Direction {
  const kind = deviceKinds[name]!
  return defaultDirection(kind.create(defaults(kind)))
}

function cellOf(direction: Direction): Cell {
  return direction === 'bidirectional' ? 'reference' : 'differential'
}

/** Devices that step both ways start at their origin, one per weight; other devices form pairs. */
function fastArray(shape: Shape, make: ArrayFactory, { fast }: FieldValues<typeof fields>): Crossbar {
  const kind = fast.device === undefined ? undefined : deviceKinds[fast.device]!
  const model = kind ? kind.create(defaults(kind)) : make.model
  const direction = defaultDirection(model)
  return make.crossbar(shape, undefined, 'fast', {
    ...{ model, direction, origin: fast.origin, cell: cellOf(direction) },
    ...(fast.scale === undefined ? {} : { scale: fast.scale }),
  })
}
