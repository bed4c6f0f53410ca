/** The update schemes that the least-squares study compares, and the search for their hyper-parameters: one budget for all. */
import { z } from 'zod'
import { sobol } from '../experiments/sweep/sobol.ts'
import { pow } from '../kernels/math.ts'
import { schemes } from '../learning/update/registry.ts'
import type { UpdateScheme } from '../learning/update/scheme.ts'
import type { Regressed } from './least-squares-run.ts'

/** The learning rate, `rate`, and fields of the scheme. */
export type Settings = Readonly<Record<string, number>>

export interface Method {
  /** Label in tables and figures. */
  readonly name: string
  readonly scheme: UpdateScheme
  /** Zero of the fast array: `none` without a fast array. */
  readonly reference: 'none' | 'symmetric point' | 'mid-range'
  /** Fixed values of the scheme's fields. */
  readonly fixed: object
  /** Log-uniform ranges of the learning rate (`rate`) and of the scheme's fields. */
  readonly ranges: Readonly<Record<string, readonly [from: number, to: number]>>
}

/** Symmetric points of the devices: mean and std of the weight at which steps up and down cancel. */
export interface Condition {
  readonly symmetric_point: number
  readonly spread: number
}

/** One run of a method. */
export interface MethodRun extends Regressed {
  readonly method: Method
  readonly condition: Condition
  readonly seed: number
}

const RATE = { rate: [3e-4, 0.03] } as const
const ORIGINS = { 'symmetric point': 'symmetric-point', 'mid-range': 'mid-range' } as const

function single(name: string, scheme: string): Method {
  return { name, scheme: schemes[scheme]!, reference: 'none', fixed: {}, ranges: RATE }
}

function tikiTaka(version: string, reference: keyof typeof ORIGINS, own: Method['ranges'] = {}): Method {
  return {
    ...{ name: `Tiki-Taka ${version}`, scheme: schemes['tiki-taka']!, reference },
    fixed: { version, transfer_lines: 1, fast: { origin: ORIGINS[reference] } },
    ranges: { rate: [3e-3, 0.3], transfer_lr: [1e-3, 0.1], ...own },
  }
}

export const SGD: Method = single('SGD', 'stochastic-pulse-trains')
export const MIXED_PRECISION: Method = single('mixed precision', 'mixed-precision')
export const V2: Method = tikiTaka('v2', 'symmetric point')
export const V2_MID_RANGE: Method = tikiTaka('v2', 'mid-range')
export const V4: Method = tikiTaka('v4', 'mid-range', { chop_reads: [3, 30] })

export const METHODS: readonly Method[] = [
  ...[single('fp32', 'fp32'), SGD, MIXED_PRECISION],
  ...[tikiTaka('v1', 'symmetric point'), tikiTaka('v1', 'mid-range'), V2, V2_MID_RANGE],
  ...[tikiTaka('v3', 'mid-range', { chop_probability: [0.01, 0.5] }), V4],
]

/** Settings of a method: the first `n` points of Sobol's sequence in its ranges, two digits each. */
export function candidates({ ranges }: Method, n: number): Settings[] {
  return Array.from({ length: n }, (_, i) =>
    Object.fromEntries(
      Object.entries(ranges).map(([name, [from, to]], dimension) => {
        const value = from * pow(to / from, sobol(dimension, i + 1) / 2 ** 32)
        return [name, name === 'chop_reads' ? Math.round(value) : Number(value.toPrecision(2))]
      }),
    ),
  )
}

/** The learning rate, and the values of all the scheme's fields. */
export function valuesOf({ scheme, fixed }: Method, { rate, ...own }: Settings) {
  return { rate: rate!, values: z.object(scheme.fields).parse({ ...fixed, ...own }) as Record<string, unknown> }
}
