/** The results of a check: the finding for one property, and the report on all. */

/** The shortest sequence found that violates the property. */
export interface Counterexample {
  /** Ids of the devices that show the violation, as few as possible. */
  readonly devices: readonly number[]
  /** The operations on them, starting directly after RESET. */
  readonly sequence: string
  /** The resulting values, by name with the unit as suffix. */
  readonly values: Readonly<Record<string, number | string>>
}

/** `measured` and `allowed` are text: numbers with their confidence and their unit. */
export type Finding =
  | { readonly result: 'passed'; readonly measured: string; readonly allowed: string }
  | {
      readonly result: 'failed'
      readonly measured: string
      readonly allowed: string
      readonly diagnosis: string
      readonly counterexample?: Counterexample
    }
  | { readonly result: 'not applicable'; readonly reason: string }

export type PropertyResult = Finding & {
  readonly property: string
  /** Seed of the check: the same seed gives the same devices and the same result. */
  readonly seed: number
}

export interface CheckReport {
  readonly model: string
  readonly devices: number
  readonly seed: number
  readonly passed: boolean
  readonly properties: readonly PropertyResult[]
}

export function passed(measured: string, allowed: string): Finding {
  return { result: 'passed', measured, allowed }
}

export function failed(measured: string, allowed: string, diagnosis: string, counterexample?: Counterexample): Finding {
  return { result: 'failed', measured, allowed, diagnosis, ...(counterexample && { counterexample }) }
}

export function notApplicable(reason: string): Finding {
  return { result: 'not applicable', reason }
}

/** A number as text with four significant digits. */
export function short(x: number): string {
  if (!Number.isFinite(x)) return String(x)
  return x !== 0 && (Math.abs(x) < 1e-3 || Math.abs(x) >= 1e6) ? x.toExponential(2) : String(Number(x.toPrecision(4)))
}
