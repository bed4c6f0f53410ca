/** What a candidate law is: its parameters, how it is computed, where the search starts and how a recipe writes it. */
import type { Law } from './filter.ts'
import type { Increments } from './increments.ts'

/** How the search sees a parameter: as it is, or as a logarithm where it is positive by nature. */
type Form = 'linear' | 'log'

export interface FitParameter {
  readonly name: string
  readonly unit: string
  readonly doc: string
  readonly form: Form
}

/** Ends of the range a law refers to, uS. */
export interface Range {
  readonly gMin: number
  readonly gMax: number
}

interface Equations {
  /** Mean of dG, of the names of the parameters. */
  readonly mean: string
  /** Its std. */
  readonly std: string
  /** A state field of its own: initial value and what a SET pulse makes of it, before g changes. */
  readonly state?: { readonly name: string; readonly initial: number; readonly doc: string; readonly set: string }
  /** Of a depression pulse, which lowers g by it. */
  readonly down?: { readonly mean: string; readonly std: string }
}

export interface Candidate {
  readonly name: string
  readonly title: string
  readonly parameters: readonly FitParameter[]
  /** The upper end of the range is a parameter of the mean, not only a clamp. */
  readonly bounded?: boolean
  /** And the lower end. */
  readonly boundedBelow?: boolean
  /** The step of a device goes by its own range, not by the mean range of all. */
  readonly ownRange?: boolean
  /** The law is laid over the readings' own range: its ends are not sought. */
  readonly fixedEnds?: boolean
  law(q: ArrayLike<number>, range: Range, mostPulses: number): Law
  /** First guess. @param down changes by depression pulses, where there are any */
  start(increments: Increments, range: Range, down: Increments): number[]
  readonly equations: Equations
}
