/** Arrays for tests of the periphery: a stub whose currents the test says, and crossbars read through a periphery. */
import { z } from 'zod'
import { createCrossbar } from '../../../crossbar/create.ts'
import type { Crossbar, CrossbarOptions } from '../../../crossbar/crossbar.ts'
import { type AnalogArray, createDrive, type Drive, type Moment } from '../../../crossbar/periphery/analog.ts'
import type { EffectKind, Site } from '../../../crossbar/periphery/effect.ts'
import { createReadPath, type Effect, type Periphery } from '../../../crossbar/periphery/read-path.ts'
import { effectKinds } from '../../../crossbar/periphery/registry.ts'
import type { Reader } from '../../../crossbar/read.ts'
import type { DeviceModel } from '../../../devices/model.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { normals } from '../../support/draws.ts'

export const arena = new Arena(256 * 1024 * 1024)
export const READ = { voltage: 0.2, pulse: 100e-9 }

export function site(changes: Partial<Site> = {}): Site {
  const broken = { wordLines: [], bitLines: [] }
  return { arena, chip: createRng(1, 'chip'), noise: createRng(1, 'noise'), read: READ, unit: 2, broken, ...changes }
}

/** Values of a kind's fields as a spec would hold them. */
export function valuesOf(kind: EffectKind, given: object = {}): Record<string, unknown> {
  return z.strictObject(kind.fields).parse(given) as Record<string, unknown>
}

export function effect(name: string, given: object = {}): Effect {
  const kind = effectKinds[name]!
  return { kind, values: valuesOf(kind, given) }
}

/** An array that gives these currents whatever drives it, and remembers the drive. */
export function stub(currents: readonly number[], rows = 3): AnalogArray & { readonly driven: Drive } {
  const driven = createDrive(64)
  return {
    ...{ rows, cols: currents.length, driven },
    sense(_way, { lines, volts, n, graded }, _at, out) {
      driven.lines.set(lines)
      driven.volts.set(volts)
      driven.n = n
      driven.graded = graded
      currents.forEach((current, j) => {
        out[j] = current
      })
      return 1
    },
    conductances: (_way, _line, _at, out) => void out.fill(0),
    programmed() {},
  }
}

export const moment = (draw = 0): Moment => ({ t: 50, draw, event: 2 * draw })

export function drive(volts: readonly number[], graded = false): Drive {
  return Object.assign(createDrive(64), {
    lines: Uint32Array.from(volts, (_, i) => i),
    volts: Float64Array.from(volts),
    n: volts.length,
    graded,
  })
}

type Shape = Pick<CrossbarOptions, 'rows' | 'cols'> & Partial<Pick<CrossbarOptions, 'replicas' | 'autapses' | 'combine'>>

export interface Peripheral {
  readonly xbar: Crossbar
  readonly reader: Reader
}

/** A crossbar of random weights (scale 10 uS) and a reader of its devices through a periphery. */
export function peripheral(seed: number, shape: Shape, device: DeviceModel, periphery: Partial<Periphery>): Peripheral {
  const { rows, cols, replicas = 1, autapses = true, combine = 'mean' } = shape
  const stride = (cols + 15) & ~15
  const weights = Float32Array.from(normals(seed, rows * stride), (x, i) => (i % stride < cols ? 0.5 * x : 0))
  const rng = createRng(seed)
  const xbar = createCrossbar(arena, { ...shape, model: device, rng, scale: 10 }, weights)
  const weight = 1 / (10 * (combine === 'mean' ? replicas : 1))
  const options = { effects: [], read: READ, ...periphery }
  return { xbar, reader: createReadPath(xbar.bank, xbar.layout, { ...options, autapses, weight, chip: rng }) }
}
