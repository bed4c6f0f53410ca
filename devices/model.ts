/**
 * The interface of a device model: a record of data and a few stateless operations on columns. Everything else (ids, lifetime
 * counters, times, arrays, learning) is implemented once, for all models.
 */
import type { Arena, F32, F64, U32 } from '../kernels/arena.ts'
import type { Pointer } from '../kernels/pointer.ts'
import type { Rng } from '../kernels/rng.ts'

/** The cells of an operation, each at most once: the first n of ids. The list is reused, never reallocated. */
export interface CellList {
  readonly ids: U32
  n: number
}

/** A state field of a model in addition to the base columns. */
export interface ColumnSpec {
  readonly unit: string
  readonly doc: string
}

/** Columns of every model, owned by the bank: models change `g` and read the others. */
export interface BaseColumns {
  /** Conductance after the last pulse, uS (for drifting devices: at the model's reference delay after it). */
  readonly g: F32
  /** Time of the last pulse, s. */
  readonly t_programmed: F64
  /** Pulses in the whole life of the device. A SET draws its noise at event `set_count`, so the n-th SET always has the same noise. */
  readonly set_count: U32
  readonly reset_count: U32
  /** Empty if the model has no `depress`. */
  readonly depress_count: U32
}

export interface Columns extends BaseColumns {
  /** The fields of the model, by name. */
  readonly own: Readonly<Record<string, F32>>
}

/** The field `name` of the model. */
export function float32(c: Columns, name: string): F32 {
  return c.own[name]!
}

/**
 * A device model with its parameters bound. Units: uS, s. Operations change columns in place and draw noise only from `rng`
 * by (device id, event), never from a sequence.
 */
export interface DeviceModel {
  readonly name: string
  /** Conductance range of the device, uS. */
  readonly range: readonly [gMin: number, gMax: number]
  /** Conductance change that a controller may assume for one SET pulse, uS. */
  readonly step: number
  /** Mean step size of a SET and a depression pulse at mid-range, uS, assumed by a controller that uses both. Default: `step`. */
  readonly middleStep?: number
  /** Default pulse directions of a controller. If absent: both directions if the model has `depress`. */
  readonly direction?: 'set-only'
  /** Maximum number of SET pulses in one update: the response levels off at this number. */
  readonly mostPulses: number
  /** Number of SET pulses from RESET whose mean response is closest to `difference` uS. Default: difference / step, rounded. */
  pulsesToReach?(difference: number): number
  /** float32 fields in addition to the base columns. */
  readonly columns: Readonly<Record<string, ColumnSpec>>
  /** Draws the device-to-device parameters of devices 0..n-1; called once. */
  init?(c: Columns, n: number, rng: Rng, arena: Arena): void
  /**
   * Updates the state of the listed devices to time t; called before a pulse at t, for models whose state relaxes. Drift that each
   * pulse restarts does not need it: such drift is computed in reads.
   */
  advance?(c: Columns, cells: CellList, t: number, arena: Arena): void
  /** Whether pulses have no effect on a device (stuck or worn out): pulses are counted, but its state and age do not change. */
  inert?(c: Columns, id: number): boolean
  /** One SET pulse on each listed device. */
  set(c: Columns, cells: CellList, rng: Rng, arena: Arena): void
  /** One RESET pulse on each listed device. */
  reset(c: Columns, cells: CellList, rng: Rng, arena: Arena): void
  /** One gradual depression pulse on each listed device, for devices that also step down. Its noise is drawn at event `depress_count`. */
  depress?(c: Columns, cells: CellList, rng: Rng, arena: Arena): void
  /**
   * Conductance at which the mean steps up and down of device `id` cancel, uS; a bound if one of the steps is longer everywhere. If
   * absent, a controller finds the point by pulses.
   */
  symmetricPoint?(c: Columns, id: number): number
  /** One noisy read of each listed device at time t: out[i] belongs to cells.ids[i], uS. `event` is the number of the read. */
  read(c: Columns, cells: CellList, t: number, event: number, rng: Rng, arena: Arena, out: F32): void
  /**
   * An off-line program-and-verify from RESET, before an experiment starts: g becomes the possible value closest to g + change[i].
   * Default: exactly g + change[i], clamped to the range. The noise of programming is drawn at event 0.
   */
  program?(c: Columns, cells: CellList, change: F32, rng: Rng, arena: Arena): void
  /** Energy of one operation on each listed device, from its state before the operation: out[i] in J. */
  energy?(operation: Operation, c: Columns, cells: CellList, out: F32): void
  /** Current through each listed device in its present state: out[i] in uA at `voltage` V. Default: Ohm's law. */
  current?(c: Columns, cells: CellList, voltage: number, out: F32): void
  /** The user's text for an operation, for messages. */
  readonly written?: Readonly<Partial<Record<Operation, string>>>
  /** Claims of the model that `memxbar device check` verifies. */
  readonly declares?: Declared
  /** A fused read of whole crossbar rows; without it, arrays call `read`, with the same results but slower. */
  readonly rowRead?: RowRead
}

export type Operation = 'set' | 'reset' | 'depress' | 'read'

/** Claims about a model that its operations must satisfy; each is optional and checked only if present. */
export interface Declared {
  /** The mean SET response from RESET never decreases (and the mean depression response never increases). */
  readonly monotone?: boolean
  /** Drift g (age / t0)^-nu: mean and std of nu over devices, at ages over t0. A std of 0: the same nu for all devices. */
  readonly drift?: { readonly exponent: number; readonly std: number; readonly t0: number }
  /** Std of one read, uS, of a device whose noiseless read is `g` uS, `age` s after its last pulse. */
  readNoise?(g: number, age: number): number
  /** If devices differ in their range: limits of all devices after SET and depression, uS; `range` is then that of a typical device. */
  readonly bounds?: readonly [low: number, high: number]
  /** Columns of the model drawn once in `init`, which no operation may change: device-to-device parameters. */
  readonly fixed?: readonly string[]
}

/** Ids of the devices of an array: id = ((polarity replicas + k) rows + row) stride + column. */
export interface Layout {
  readonly rows: number
  readonly cols: number
  /** Columns padded to a multiple of 16. */
  readonly stride: number
  /** Devices per polarity. */
  readonly replicas: number
}

export interface RowRead {
  /** float32 scratch columns, one entry per device, that `prepare` fills and `read` uses. */
  readonly columns: Readonly<Record<string, ColumnSpec>>
  /** Called when the reference time changes or after pulses. A read is later than it by at most 1/16 of the age of any device. */
  prepare(c: Columns, n: number, tReference: number, arena: Arena): void
  /**
   * out[col] += gain value sum_k (G+ - G-) for the n rows listed at `rows`, with values at `values` (NONE: all are 1).
   * Without `autapses`, row i does not contribute to column i.
   */
  read(c: Columns, layout: Layout, rows: Pointer<'u32'>, n: number, request: RowReadRequest, out: F32, arena: Arena): void
  /**
   * The same reads without sums: out[((r 2 + polarity) replicas + k) stride + c] = conductance of column c of device k in the r-th
   * listed row, uS; numbers past the last column have no meaning. Of the request it uses only `elapsed`, `drawIndex` and `rng`.
   * Default: `read` of the model, with the same results but slower.
   */
  devices?(c: Columns, layout: Layout, rows: Pointer<'u32'>, n: number, request: RowReadRequest, out: F32, arena: Arena): void
  /** The fused read of devices that relax before they drift. Absent: they are read cell by cell. */
  relaxing?(relaxation: Relaxation): RowRead
}

/** Exponential relaxation of each device after its last pulse: rest + (g - rest) exp(-age rate). */
export interface Relaxation {
  /** Column of the rates, 1/s. */
  readonly rate: string
  /** uS */
  readonly rest: number
  /** Devices that do not relax. */
  inert?(c: Columns, id: number): boolean
}

export interface RowReadRequest {
  /** Time since the reference time of `prepare`, s. */
  readonly elapsed: number
  /** Number of the read, the event of its noise draws. */
  readonly drawIndex: number
  readonly rng: Rng
  readonly gain: number
  readonly values: Pointer<'f32'>
  readonly autapses: boolean
}
