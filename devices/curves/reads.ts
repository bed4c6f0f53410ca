/** Curves from reads: drift over decades of time, read noise against conductance, current against voltage. */
import { mean, moments, sortedQuantile } from '../../statistics/describe.ts'
import { program, readCells } from '../bank.ts'
import type { DeviceModel } from '../model.ts'
import { type CurveOptions, type Population, population } from './population.ts'

export interface DriftRow {
  readonly target_us: number
  readonly elapsed_s: number
  readonly mean_us: number
  readonly q05_us: number
  readonly q95_us: number
}

export interface ReadNoiseRow {
  /** Mean of the device's reads. */
  readonly g_us: number
  readonly std_us: number
  readonly age_s: number
  readonly device: number
}

export interface CurrentRow {
  readonly g_us: number
  readonly voltage_v: number
  readonly mean_ua: number
}

const SHARES = [0.15, 0.4, 0.8]
const NOISE_DEVICES = 300
const NOISE_READS = 100
const NOISE_AGE_S = 100

/** Reads of devices programmed to three levels, one second to about a year later. */
export function driftCurves(options: CurveOptions): DriftRow[] {
  return SHARES.flatMap((share) => {
    const { people, target_us } = programmed(options, share)
    return Array.from({ length: 16 }, (_, k) => 10 ** (k / 2)).map((elapsed_s, event): DriftRow => {
      readCells(people.bank, people.all, elapsed_s, event, people.out)
      const sorted = people.out.slice().sort()
      const [q05_us, q95_us] = [sortedQuantile(sorted, 0.05), sortedQuantile(sorted, 0.95)]
      return { target_us, elapsed_s, mean_us: mean(people.out), q05_us, q95_us }
    })
  })
}

/** Mean and std of repeated reads, device by device, over the whole range. */
export function readNoiseCurve(options: CurveOptions): ReadNoiseRow[] {
  const people = population({ ...options, devices: NOISE_DEVICES })
  const [gMin, gMax] = options.model.range
  const { g } = people.bank.columns
  for (let id = 0; id < NOISE_DEVICES; id++) people.out[id] = gMin + ((gMax - gMin) * (id + 0.5)) / NOISE_DEVICES - g[id]!
  program(people.bank, people.all, people.out)
  const reads = Array.from({ length: NOISE_READS }, (_, event) => {
    readCells(people.bank, people.all, NOISE_AGE_S, event, people.out)
    return people.out.slice()
  })
  return Array.from({ length: NOISE_DEVICES }, (_, device) => {
    const { mean: g_us, std: std_us } = moments(reads.map((read) => read[device]!))
    return { g_us, std_us, age_s: NOISE_AGE_S, device }
  })
}

/** Current of devices at three levels, at voltages of both signs. */
export function currentCurves(options: CurveOptions, current: NonNullable<DeviceModel['current']>): CurrentRow[] {
  return SHARES.flatMap((share) => {
    const { people, target_us } = programmed({ ...options, devices: Math.min(1000, options.devices) }, share)
    return Array.from({ length: 41 }, (_, k) => (k - 20) / 40).map((voltage_v): CurrentRow => {
      current(people.bank.columns, people.all, voltage_v, people.out)
      return { g_us: target_us, voltage_v, mean_ua: mean(people.out) }
    })
  })
}

function programmed(options: CurveOptions, share: number): { readonly people: Population; readonly target_us: number } {
  const people = population(options)
  const [gMin, gMax] = options.model.range
  const target_us = Number((gMin + share * (gMax - gMin)).toPrecision(2))
  people.bank.columns.g.forEach((g, id) => void people.out.fill(target_us - g, id, id + 1))
  program(people.bank, people.all, people.out)
  return { people, target_us }
}
