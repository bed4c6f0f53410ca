/** A correct device in code, and the mistakes that people make, one in each copy of it. */
import { defineDevice } from '../../../devices/code/define.ts'
import { type DeviceKind, deviceKind, type Parameters } from '../../../devices/kind.ts'
import type { CellList, Columns, DeviceModel } from '../../../devices/model.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import { pow } from '../../../kernels/math.ts'
import type { Rng } from '../../../kernels/rng.ts'
import { normalAt } from '../../oracle/normal.ts'

const T0 = 10

/** Saturating SET and depression, drift with a spread, read noise: all that the kit looks at. */
export const honest = defineDevice({
  name: 'honest',
  range: [0.1, 12],
  parameters: { nu: 0.05, nu_std: 0.01 },
  device: { nu: (q, xi) => q.nu + q.nu_std * xi },
  set(cell, _q, xi) {
    cell.g += 0.1 * (12 - cell.g) * (1 + 0.3 * xi)
  },
  depress(cell, _q, xi) {
    cell.g -= 0.1 * (cell.g - 0.1) * (1 + 0.3 * xi)
  },
  reset(cell, _q, xi) {
    cell.g = 0.5 + 0.02 * xi
  },
  read(cell, _q, xi, age) {
    const g = cell.g * pow(age / T0, -cell.nu)
    return g + (0.02 * g + 0.02) * xi
  },
  energy: { set: () => 8e-12, reset: () => 3e-11, depress: () => 8e-12, read: (cell) => 1e-14 * cell.g },
  current: (cell, _q, voltage) => cell.g * voltage * (1 + voltage * voltage),
  declares: (q) => ({
    monotone: true,
    drift: { exponent: q.nu, std: q.nu_std, t0: T0 },
    readNoise: (g) => (q.read_noise ? 0.02 * g + 0.02 : 0),
    fixed: ['nu'],
  }),
})

/** `kind` with part of its models replaced. */
function but(
  replace: (model: DeviceModel, values: Readonly<Record<string, unknown>>) => Partial<DeviceModel>,
  kind: DeviceKind = honest,
): DeviceKind {
  return {
    ...kind,
    create(values) {
      const model = kind.create(values)
      return { ...model, ...replace(model, values) }
    },
  }
}

function each(cells: CellList, act: (id: number, i: number) => void): void {
  for (let i = 0; i < cells.n; i++) act(cells.ids[i]!, i)
}

const key = (rng: Rng) => [rng.k0, rng.k1] as const

/** A read of what `noise` makes of device, event and stream; `nu` likewise. */
function reading(
  noise: (rng: Rng, id: number, event: number) => number,
  nu: (c: Columns, rng: Rng, id: number, event: number) => number = (c, _rng, id) => c.own.nu![id]!,
): DeviceKind {
  return but((_model, { read_noise }) => ({
    read(c, cells, t, event, rng, _arena, out) {
      each(cells, (id, i) => {
        const g = c.g[id]! * pow(Math.max(1e-9, t - c.t_programmed[id]!) / T0, -nu(c, rng, id, event))
        out[i] = Math.max(0, g + (read_noise ? (0.02 * g + 0.02) * noise(rng, id, event) : 0))
      })
    },
  }))
}

const own = (rng: Rng, id: number, event: number) => normalAt(key(rng), id, event)

export interface Wrong {
  readonly kind: DeviceKind
  /** The property that must fail, and what the diagnosis must say. */
  readonly property: string
  readonly diagnosis: RegExp
}

const sequence = () => {
  let state = 1
  return () => {
    state = (state * 16807) % 2147483647
    return state / 2147483647 - 0.5
  }
}

export const wrong: Readonly<Record<string, Wrong>> = {
  'a read clamped at g_min, as published': {
    kind: { ...pcm, create: (values) => pcm.create({ ...values, read_min: 0.1 } as never) },
    property: 'noise has mean zero',
    diagnosis: /biased clamp.*above the noiseless value \(read after RESET\).*clamp at 0 only/,
  },
  'a RESET folded at its mean': {
    kind: but((model) => ({
      reset(c, cells, rng, arena) {
        model.reset(c, cells, rng, arena)
        each(cells, (id) => void c.g.fill(Math.max(0.5, c.g[id]!), id, id + 1))
      },
    })),
    property: 'noise has mean zero',
    diagnosis: /biased clamp.*\(RESET\)/,
  },
  'read noise above the noiseless value only': {
    kind: {
      ...pcm,
      create: (values) => {
        const [model, quiet] = [pcm.create(values as never), pcm.create({ ...values, read_noise: false } as never)]
        return {
          ...model,
          rowRead: undefined as never,
          read(c, cells, t, event, rng, arena, out) {
            model.read(c, cells, t, event, rng, arena, out)
            const noisy = out.slice()
            quiet.read(c, cells, t, event, rng, arena, out)
            for (let i = 0; i < cells.n; i++) out[i] = out[i]! + Math.abs(noisy[i]! - out[i]!)
          },
        }
      },
    },
    property: 'noise has mean zero',
    diagnosis: /^the mean with noise is .* above the noiseless value .*: the noise is one-sided or skewed, or a clamp cuts it/,
  },
  'read noise shared by pairs of devices': {
    kind: reading((rng, id, event) => own(rng, id >> 1, event)),
    property: 'own noise for each device',
    diagnosis: /shared noise: devices 1 apart draw the same noise at read/,
  },
  'read noise shared by all devices': {
    kind: reading((rng, _id, event) => own(rng, 0, event)),
    property: 'own noise for each device',
    diagnosis: /shared noise: all devices/,
  },
  'drift resampled at each read': {
    kind: reading(own, (_c, rng, id, event) => 0.05 + 0.01 * normalAt([rng.k0 ^ 1, rng.k1], id, event)),
    property: 'drift exponent persists',
    diagnosis: /drift is resampled at each read/,
  },
  'a read that is no number': {
    kind: but(() => ({
      read: (c, cells, _t, _event, _rng, _arena, out) => each(cells, (id, i) => void out.fill(Math.sqrt(8 - c.g[id]!), i, i + 1)),
    })),
    property: 'finite',
    diagnosis: /not finite: a read is not a finite number/,
  },
  'a range in nS': {
    kind: but(() => ({ range: [100, 12000] })),
    property: 'step',
    diagnosis: /range does not match the response.*nS/,
  },
  'a step in nS': {
    kind: but(({ step }) => ({ step: 1000 * step })),
    property: 'step',
    diagnosis: /step does not match the response, by a factor of .*nS/,
  },
  'conductances in nS': {
    kind: but((model) => ({
      set(c, cells, rng, arena) {
        model.set(c, cells, rng, arena)
        each(cells, (id) => void c.g.fill(1000 * c.g[id]!, id, id + 1))
      },
    })),
    property: 'bounds',
    diagnosis: /out of bounds: .*is that nS where uS belongs/,
  },
  'a negative spread': {
    kind: deviceKind({
      ...honest,
      parameters: { ...honest.parameters, nu_std: { unit: '', default: -0.01, doc: '' } } as Parameters,
    }),
    property: 'parameters',
    diagnosis: /negative spread: nu_std/,
  },
  'a negative declared read noise': {
    kind: but(({ declares }) => ({ declares: { ...declares, readNoise: (g) => 0.1 - 0.02 * g } })),
    property: 'spreads',
    diagnosis: /negative spread: declares.readNoise gives -0/,
  },
  'a unit that is none': {
    kind: deviceKind({
      ...honest,
      parameters: { ...honest.parameters, nu: { unit: 'uSiemans', default: 0.05, doc: '' } } as Parameters,
    }),
    property: 'parameters',
    diagnosis: /"uSiemans" of nu is not a unit/,
  },
  'the next number of a sequence': {
    kind: but(() => {
      const next = sequence()
      return { set: (c, cells) => each(cells, (id) => void c.g.fill(Math.min(12, c.g[id]! + 0.6 + 0.2 * next()), id, id + 1)) }
    }),
    property: 'order does not matter',
    diagnosis: /depends on the order of evaluation/,
  },
  'draws from nowhere': {
    kind: but(() => ({ reset: (c, cells) => each(cells, (id) => void c.g.fill(0.5 + 0.02 * Math.random(), id, id + 1)) })),
    property: 'reproducible',
    diagnosis: /not reproducible/,
  },
  'a parameter relative to the others': {
    kind: but((model) => ({
      init(c, n, rng, arena) {
        model.init!(c, n, rng, arena)
        for (let id = 0; id < n; id++) c.own.nu![id] = (0.05 * id) / n
      },
    })),
    property: 'array size does not matter',
    diagnosis: /depends on the size of the array/,
  },
  'a RESET that draws the exponent anew': {
    kind: but((model) => ({
      reset(c, cells, rng, arena) {
        model.reset(c, cells, rng, arena)
        each(cells, (id) => void c.own.nu!.fill(0.05 + 0.01 * own(rng, id, c.reset_count[id]! + 1), id, id + 1))
      },
    })),
    property: 'identity persists',
    diagnosis: /identity lost: nu is a device-to-device parameter and changes at RESET/,
  },
  'a pulse that draws the exponent anew': {
    kind: but((model) => ({
      declares: { ...model.declares, fixed: [] },
      set(c, cells, rng, arena) {
        model.set(c, cells, rng, arena)
        each(cells, (id) => void c.own.nu!.fill(0.05 + 0.01 * own(rng, id, c.set_count[id]! + 1), id, id + 1))
      },
    })),
    property: 'drift exponent persists',
    diagnosis: /drift is resampled at pulses/,
  },
  'an exponent other than declared': {
    kind: but(({ declares }) => ({ declares: { ...declares, drift: { exponent: 0.055, std: 0.01, t0: T0 } } })),
    property: 'drift exponent as declared',
    diagnosis: /drift exponent: reads show 0.0\d+, declared is 0.055/,
  },
  'a spread of exponents other than declared': {
    kind: but(({ declares }) => ({ declares: { ...declares, drift: { exponent: 0.05, std: 0.005, t0: T0 } } })),
    property: 'drift exponent as declared',
    diagnosis:
      /spread of the drift exponent: reads show 0.01\d*, declared is 0.005|spread of the drift exponent: reads show 0.009\d*/,
  },
  'read noise other than declared': {
    kind: but(({ declares }) => ({ declares: { ...declares, readNoise: (g) => 0.025 * g + 0.02 } })),
    property: 'read noise as declared',
    diagnosis: /read noise: reads at .* have a std of/,
  },
  'a negative energy': {
    kind: but(() => ({ energy: (_operation, _c, cells, out) => each(cells, (_, i) => void out.fill(-1e-12, i, i + 1)) })),
    property: 'energy',
    diagnosis: /negative energy: set of/,
  },
  'a current against the voltage': {
    kind: but(() => ({ current: (_c, cells, voltage, out) => each(cells, (_, i) => void out.fill(0.1 - voltage, i, i + 1)) })),
    property: 'current',
    diagnosis: /the device generates power/,
  },
  'a fused read of the next event': {
    kind: but(
      ({ rowRead }) => ({
        rowRead: {
          ...rowRead!,
          read: (c, layout, rows, n, request, out, arena) =>
            rowRead!.read(c, layout, rows, n, { ...request, drawIndex: request.drawIndex + 1 }, out, arena),
        },
      }),
      pcm,
    ),
    property: 'row read equals read',
    diagnosis: /rowRead disagrees with read/,
  },
  'a response that turns back': {
    kind: but((model) => ({
      set(c, cells, rng, arena) {
        model.set(c, cells, rng, arena)
        each(cells, (id) => void c.g.fill(c.set_count[id]! >= 9 ? 0.9 * c.g[id]! : c.g[id]!, id, id + 1))
      },
    })),
    property: 'monotone mean response',
    diagnosis: /not monotone: declared monotone, but the mean falls at a SET \(pulse 10 of SET\)/,
  },
  'a SET beyond the range': {
    kind: but((model) => ({
      set(c, cells, rng, arena) {
        model.set(c, cells, rng, arena)
        each(cells, (id) => void c.g.fill(1.2 * c.g[id]!, id, id + 1))
      },
    })),
    property: 'bounds',
    diagnosis: /out of bounds: .*clamp g to the range/,
  },
  'a read below 0': {
    kind: but(() => ({
      read: (c, cells, _t, _e, _r, _a, out) => each(cells, (id, i) => void out.fill(c.g[id]! - 0.5, i, i + 1)),
    })),
    property: 'not negative',
    diagnosis: /negative read: clamp the result of a read at 0/,
  },
  'the same read noise at every event': {
    kind: reading((rng, id) => own(rng, id, 0)),
    property: 'own noise for each event',
    diagnosis: /repeated noise: reads \d+ events apart give the same draw/,
  },
  'event numbers of one byte': {
    kind: reading((rng, id, event) => own(rng, id, event % 256)),
    property: 'own noise for each event',
    diagnosis: /repeated noise: reads 256 events apart/,
  },
  'the same SET noise at every pulse': {
    kind: but((_model, { write_noise }) => ({
      set(c, cells, rng) {
        const noise = (id: number) => (write_noise ? 0.3 * own(rng, id, 0) : 0)
        each(cells, (id) => {
          c.g[id] = Math.min(12, Math.max(0.1, c.g[id]! + 0.1 * (12 - c.g[id]!) * (1 + noise(id))))
        })
      },
    })),
    property: 'own noise for each event',
    diagnosis: /repeated noise: two pulses SET from one state/,
  },
  'noise that no switch turns off': {
    kind: reading(own, (c, rng, id, event) => c.own.nu![id]! + 1e-4 * own(rng, id, event)),
    property: 'deterministic without noise',
    diagnosis: /not deterministic: .* a read makes a new draw/,
  },
  'devices that differ without a reason': {
    kind: but(() => ({
      init: () => {},
      set: (c, cells) => each(cells, (id) => void c.g.fill(Math.min(12, c.g[id]! + 0.5 + 0.01 * (id % 3)), id, id + 1)),
    })),
    property: 'deterministic without noise',
    diagnosis: /devices with equal fields differ without noise/,
  },
  'a million pulses at once': {
    kind: but(() => ({ mostPulses: 1e6 })),
    property: 'most pulses',
    diagnosis: /mostPulses: of 1000000 pulses in one update only \d+ have an effect/,
  },
  'a count of pulses that is made up': {
    kind: but(() => ({ pulsesToReach: (difference) => Math.round(30 - difference) })),
    property: 'pulses to reach',
    diagnosis: /pulsesToReach does not follow the mean response/,
  },
  'a SET that does nothing': {
    kind: but(() => ({ set: () => {}, step: 1 })),
    property: 'step',
    diagnosis: /no response: SET pulses from RESET do not raise the mean/,
  },
  'an empty range': {
    kind: but(() => ({ range: [12, 0.1] })),
    property: 'range',
    diagnosis: /the lowest conductance comes first/,
  },
  'an operation that throws': {
    kind: but(() => ({
      depress: () => {
        throw new RangeError('no such table')
      },
    })),
    property: 'monotone mean response',
    diagnosis: /an operation threw: no such table/,
  },
}
