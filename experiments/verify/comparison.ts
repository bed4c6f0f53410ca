/** Differences between the engine's results and a case's reference results. */
import type { CaseResult, GradientCase, Matrix } from './case.ts'

/** The results of another tool that its file contains; same shapes as a CaseResult. */
export interface Reference {
  readonly loss: number
  readonly v: Readonly<Record<string, Matrix>>
  readonly z: Readonly<Record<string, Matrix>>
  readonly y: Matrix
  readonly rules: Readonly<Record<string, RuleReference>>
}

export interface RuleReference {
  readonly gradients: Readonly<Record<string, Matrix>>
  readonly d_alpha?: Readonly<Record<string, readonly number[]>>
  readonly d_zeta?: Readonly<Record<string, readonly number[]>>
}

export interface ParsedCase {
  readonly given: GradientCase
  readonly reference: Reference
}

export interface Comparison {
  readonly rule: string
  readonly mode: string
  /** Largest absolute difference over the largest absolute value of the reference, by array: `grad in`, `v h1`, `y`, ... */
  readonly errors: Readonly<Record<string, number>>
  readonly spikes: number
  readonly spikes_differing: number
  readonly loss: number
  readonly loss_reference: number
}

export function compare(result: CaseResult, reference: Reference, rule: string, mode: string): Comparison {
  const wanted = reference.rules[rule]!
  const errors: Record<string, number> = {}
  const add = (what: string, got: Matrix | undefined, expected: Matrix) => {
    if (got) errors[what] = relative(expected, got)
  }
  for (const [name, matrix] of Object.entries(wanted.gradients)) add(`grad ${name}`, result.gradients[name], matrix)
  for (const key of ['d_alpha', 'd_zeta'] as const) {
    for (const [name, column] of Object.entries(wanted[key] ?? {}))
      add(`${key} ${name}`, result[key] && [result[key][name]!], [column])
  }
  for (const [name, matrix] of Object.entries(reference.v)) add(`v ${name}`, result.v[name], matrix)
  add('y', result.y, reference.y)
  let spikes = 0
  let differing = 0
  for (const [name, rows] of Object.entries(reference.z)) {
    rows.forEach((row, t) => {
      row.forEach((z, j) => {
        spikes += result.z[name]![t]![j]!
        if (result.z[name]![t]![j] !== z) differing++
      })
    })
  }
  return { rule, mode, errors, spikes, spikes_differing: differing, loss: result.loss, loss_reference: reference.loss }
}

function relative(reference: Matrix, got: Matrix): number {
  let worst = 0
  let largest = 0
  reference.forEach((row, i) => {
    row.forEach((value, j) => {
      // A comparison with NaN is always false and would hide it.
      const difference = Math.abs(got[i]![j]! - value)
      worst = difference > worst || Number.isNaN(difference) ? difference : worst
      largest = Math.max(largest, Math.abs(value))
    })
  })
  return largest > 0 ? worst / largest : worst
}
