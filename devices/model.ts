/**
 * What a device model is: a record of data and a few stateless operations on columns. Everything else (identity, lifetime
 * counters, times, arrays, learning) is done once, elsewhere, for all models alike.
 */
import type { Arena, F32, F64, U32 } from '../kernels/arena.ts'
import type { Pointer } from '../kernels/pointer.ts'
import type { Rng } from '../kernels/rng.ts'

/** Cells an operation touches, each at most once: the first n of ids. Reused, never reallocated. */
export interface CellList {
  readonly ids: U32
  n: number
}

/** A state field of a model beyond those every device has. */
export interface ColumnSpec {
  readonly unit: string
  readonly doc: string
}

/** Columns every device has, kept by the bank: models change `g` and read the rest. */
export interface BaseColumns {
  /** Conductance as the last pulse left it, uS (for drifting devices: at the model's reference delay after it). */
  readonly g: F32
  /** Time of the last pulse, s. */
  readonly t_programmed: F64
  /** Pulses of the device's whole life. A model's n-th SET draws its noise as event `set_count`, so that it is always the same. */
  readonly set_count: U32
  readonly reset_count: U32
  /** Only where the model has `depress`; else empty. */
  readonly depress_count: U32
}

export interface Columns extends BaseColumns {
  /** The model's own fields, by name. */
  readonly own: Readonly<Record<string, F32>>
}

/** The model's own field `name`. */
export function float32(c: Columns, name: string): F32 {
  return c.own[name]!
}

/**
 * A device model with its parameters bound. Units: uS, s. Operations change columns in place and draw noise only from `rng`
 * by (device id, event), never from a sequence.
 */
export interface DeviceModel {
  readonly name: string
  /** Conductances the device can take, uS. */
  readonly range: readonly [gMin: number, gMax: number]
  /** Conductance change that a controller may assume of one SET pulse, uS. */
  readonly step: number
  /** Mean size of a SET and a depression pulse at mid-range, uS: what a controller assumes that uses both. Default: `step`. */
  readonly middleStep?: number
  /** How a controller changes the device unless it is told otherwise. Default: both ways where there is `depress`. */
  readonly direction?: 'set-only'
  /** More SET pulses than this in one update are cut: the response has levelled off before. */
  readonly mostPulses: number
  /** SET pulses from RESET whose mean response comes nearest to `difference` uS. Default: difference / step, rounded. */
  pulsesToReach?(difference: number): number
  /** float32 fields beyond the base columns. */
  readonly columns: Readonly<Record<string, ColumnSpec>>
  /** Device-to-device parameters of devices 0..n-1, drawn once. */
  init?(c: Columns, n: number, rng: Rng, arena: Arena): void
  /**
   * What time has done to the listed devices is written into their state: called before a pulse at time t, for models whose
   * state itself relaxes. Drift that a pulse starts anew needs none: it is a matter of reads.
   */
  advance?(c: Columns, cells: CellList, t: number, arena: Arena): void
  /** Whether pulses no longer reach a device (it is stuck or worn out): they are counted, and it keeps its state and its age. */
  inert?(c: Columns, id: number): boolean
  /** One SET pulse each. */
  set(c: Columns, cells: CellList, rng: Rng, arena: Arena): void
  /** One RESET pulse each. */
  reset(c: Columns, cells: CellList, rng: Rng, arena: Arena): void
  /** One gradual depression pulse each, for devices that step down as well as up. Event `depress_count`. */
  depress?(c: Columns, cells: CellList, rng: Rng, arena: Arena): void
  /**
   * Conductance at which the mean steps up and down of device `id` cancel, uS; its bound where one is longer everywhere. Without it
   * a controller finds the point by pulses.
   */
  symmetricPoint?(c: Columns, id: number): number
  /** One noisy read each at time t: out[i] is that of cells.ids[i], uS. `event` numbers the read. */
  read(c: Columns, cells: CellList, t: number, event: number, rng: Rng, arena: Arena, out: F32): void
  /**
   * An off-line program-and-verify from RESET, before an experiment starts: g becomes the nearest the device can hold to
   * g + change[i]. Default: exactly that, within the range. Noise of programming is drawn as event 0.
   */
  program?(c: Columns, cells: CellList, change: F32, rng: Rng, arena: Arena): void
  /** Energy of one operation on each listed device as it stands before it: out[i] in J. */
  energy?(operation: Operation, c: Columns, cells: CellList, out: F32): void
  /** Current at a voltage across each listed device as it stands: out[i] in uA at `voltage` V. Default: Ohm's law. */
  current?(c: Columns, cells: CellList, voltage: number, out: F32): void
  /** What the user wrote for an operation, for messages. */
  readonly written?: Readonly<Partial<Record<Operation, string>>>
  /** What the model says of itself, for `memxbar device check` to hold it to. */
  readonly declares?: Declared
  /** A fused read of whole crossbar rows; a model without one is read through `read`, correct and slower. */
  readonly rowRead?: RowRead
}

export type Operation = 'set' | 'reset' | 'depress' | 'read'

/** Claims about a model that its operations must bear out; each is optional and checked only where it is made. */
export interface Declared {
  /** The mean SET response from RESET never falls (and the mean depression response never rises). */
  readonly monotone?: boolean
  /** Drift g (age / t0)^-nu: mean and std of nu over devices, at ages over t0. A std of 0: all alike. */
  readonly drift?: { readonly exponent: number; readonly std: number; readonly t0: number }
  /** Std of one read, uS, of a device whose noiseless read is `g` uS, `age` s after its last pulse. */
  readNoise?(g: number, age: number): number
  /** Where devices differ in their range: SET and depression leave none outside these, uS. `range` is that of a typical one then. */
  readonly bounds?: readonly [low: number, high: number]
  /** Own columns drawn once in `init`, which no operation may change: device-to-device parameters. */
  readonly fixed?: readonly string[]
}

/** Where the devices of an array stand: id = ((polarity replicas + k) rows + row) stride + column. */
export interface Layout {
  readonly rows: number
  readonly cols: number
  /** Columns padded to a multiple of 16. */
  readonly stride: number
  /** Devices per polarity. */
  readonly replicas: number
}

export interface RowRead {
  /** float32 scratch columns, one entry a device, that `prepare` fills and `read` uses. */
  readonly columns: Readonly<Record<string, ColumnSpec>>
  /** Called when the reference time moves (it is at most 1/16 of any device's age in the past) or after pulses. */
  prepare(c: Columns, n: number, tReference: number, arena: Arena): void
  /**
   * out[col] += gain value sum_k (G+ - G-) for the n rows listed at `rows`, whose values stand at `values` (NONE: all are 1).
   * Without `autapses` a row leaves out the column of its own number.
   */
  read(c: Columns, layout: Layout, rows: Pointer<'u32'>, n: number, request: RowReadRequest, out: F32, arena: Arena): void
  /**
   * The same reads device by device: out[((r 2 + polarity) replicas + k) stride + c] = conductance of column c of device k in the r-th listed
   * row, uS; what is past the last column has no meaning. Only `elapsed`, `drawIndex` and `rng` of the request count. Default: `read` of a
   * model, correct and slower.
   */
  devices?(c: Columns, layout: Layout, rows: Pointer<'u32'>, n: number, request: RowReadRequest, out: F32, arena: Arena): void
}

export interface RowReadRequest {
  /** s since the reference time of `prepare`. */
  readonly elapsed: number
  /** Numbers the read: what its noise is drawn by. */
  readonly drawIndex: number
  readonly rng: Rng
  readonly gain: number
  readonly values: Pointer<'f32'>
  readonly autapses: boolean
}
