/**
 * Phase-change memory programmed by pulses: one device's physics, and the differential read of rows of devices.
 *
 * Nandakumar, Le Gallo, Boybat, Rajendran, Sebastian & Eleftheriou, "A phase-change memory model for neuromorphic
 * computing", J. Appl. Phys. 124, 152135 (2018), doi 10.1063/1.5042408.
 * Conductances in uS, times in s. Storage is the caller's typed array, arithmetic is double precision.
 */
import { normalAt } from './normal.ts'
import type { Key } from './philox.ts'
import type { Floats } from './twins.ts'

/** Constants of the model; subscript 1 is the mean of a conductance change, 2 its standard deviation. */
export interface PcmParams {
  readonly m1: number
  readonly c1: number
  readonly A1: number
  readonly m2: number
  readonly c2: number
  readonly A2: number
  /** Pulses over which the memory P of past pulses falls to 1/e. */
  readonly pulseMemory: number
  readonly gMin: number
  readonly gMax: number
  readonly resetMean: number
  readonly resetStd: number
  /** Time after a pulse at which the model gives G (s). */
  readonly t0: number
  /** Read noise has standard deviation readSlope G + readOffset. */
  readonly readSlope: number
  readonly readOffset: number
  /** A read is clamped to [readMin, readMax]. */
  readonly readMin: number
  readonly readMax: number
}

/** The published model, with the constants of the public code of arXiv 2108.01804; reads clamped at 0 only. */
export const NANDAKUMAR_2018: PcmParams = {
  m1: -0.084,
  c1: 0.88,
  A1: 1.4,
  m2: 0.091,
  c2: 0.26,
  A2: 2.15,
  pulseMemory: 2.6,
  gMin: 0.1,
  gMax: 12,
  resetMean: 0.1,
  resetStd: 0.01,
  t0: 38.6,
  readSlope: 0.03,
  readOffset: 0.13,
  readMin: 0,
  readMax: Number.POSITIVE_INFINITY,
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high)
}

/**
 * One SET pulse on each listed cell: P <- P exp(-1/2.6), then G <- clamp(G + mu + sigma xi, gMin, gMax) with
 * mu = m1 G + c1 + A1 P and sigma = m2 G + c2 + A2 P. The event of the draw is the number of SETs the cell has had.
 */
export function setPulse(
  cells: ArrayLike<number>,
  g: Floats,
  p: Floats,
  setCount: Uint32Array,
  params: PcmParams,
  key: Key,
): void {
  const { m1, c1, A1, m2, c2, A2, pulseMemory, gMin, gMax } = params
  for (let n = 0; n < cells.length; n++) {
    const id = cells[n]!
    const memory = p[id]! * Math.exp(-1 / pulseMemory)
    const before = g[id]!
    const mu = m1 * before + c1 + A1 * memory
    const sigma = m2 * before + c2 + A2 * memory
    p[id] = memory
    g[id] = clamp(before + mu + sigma * normalAt(key, id, setCount[id]!), gMin, gMax)
    setCount[id] = setCount[id]! + 1
  }
}

/** RESET each listed cell: G ~ N(resetMean, resetStd²), not clamped; P = 1. Event: the number of RESETs so far. */
export function reset(
  cells: ArrayLike<number>,
  g: Floats,
  p: Floats,
  resetCount: Uint32Array,
  params: PcmParams,
  key: Key,
): void {
  for (let n = 0; n < cells.length; n++) {
    const id = cells[n]!
    g[id] = params.resetMean + params.resetStd * normalAt(key, id, resetCount[id]!)
    p[id] = 1
    resetCount[id] = resetCount[id]! + 1
  }
}

/** Drift: G (age/t0)^-nu, for age > 0 seconds since the last pulse. */
export function drifted(g: number, nu: number, age: number, t0: number): number {
  return g * (age / t0) ** -nu
}

/** One read of a drifted conductance; `xi` is a standard normal, independent for each read. */
export function readDevice(gDrifted: number, xi: number, params: PcmParams): number {
  const noise = (params.readSlope * gDrifted + params.readOffset) * xi
  return clamp(gDrifted + noise, params.readMin, params.readMax)
}

/** Shape of a differential array; cell id = ((polarity pairs + k) rows + row) stride + column, polarity 0 = plus, 1 = minus. */
export interface ArrayShape {
  /** Devices a polarity. */
  readonly pairs: number
  readonly rows: number
  readonly cols: number
  /** Columns with padding, >= cols. */
  readonly stride: number
}

/** Columns of the devices, each of length 2 pairs rows stride. */
export interface PcmCells {
  readonly g: Floats
  readonly nu: Floats
  /** Time of the last pulse (s). */
  readonly tProgrammed: Floats
}

/**
 * Adds gain sum_k (G+ - G-) of each listed row to `out` [cols], every device read once at time `t` (s) with drift and
 * fresh noise `normalAt(key, id, event)`. The sum over rows is rounded to the type of `out` once.
 */
export function readRows(
  spiking: ArrayLike<number>,
  cells: PcmCells,
  shape: ArrayShape,
  t: number,
  event: number,
  gain: number,
  params: PcmParams,
  key: Key,
  out: Floats,
): void {
  const { pairs, rows, cols, stride } = shape
  for (let c = 0; c < cols; c++) {
    let sum = 0
    for (let n = 0; n < spiking.length; n++) {
      for (let polarity = 0; polarity < 2; polarity++) {
        for (let k = 0; k < pairs; k++) {
          const id = ((polarity * pairs + k) * rows + spiking[n]!) * stride + c
          const now = drifted(cells.g[id]!, cells.nu[id]!, t - cells.tProgrammed[id]!, params.t0)
          const read = readDevice(now, normalAt(key, id, event), params)
          sum += polarity === 0 ? read : -read
        }
      }
    }
    out[c] = out[c]! + gain * sum
  }
}
