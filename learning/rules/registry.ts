/** The learning rules a spec can name. */
import type { Network } from '../../network/network.ts'
import type { FeedbackName } from '../feedback/kinds.ts'
import type { LearningRule, RuleOptions } from '../rule.ts'
import { createAdjoint } from './adjoint.ts'
import { createOnline } from './online.ts'

export interface RuleKind {
  readonly name: string
  readonly title: string
  /** Key of the publication in the bibliography, or a BibTeX entry. */
  readonly cite?: string
  /** all: the error goes back along every connection from a spiking population. readout: along those to the readout. */
  readonly along: 'all' | 'readout'
  /** Feedback where the spec names none. */
  readonly feedback: FeedbackName
  readonly modes: Readonly<Record<string, (net: Network, options: RuleOptions, graded: boolean) => LearningRule>>
}

const eprop: RuleKind = {
  name: 'eprop',
  title: 'e-prop: the error reaches each population from the readout alone',
  cite: 'bellec2020',
  along: 'readout',
  feedback: 'random',
  modes: { adjoint: createAdjoint, online: createOnline },
}

const bptt: RuleKind = {
  name: 'bptt',
  title: 'back-propagation through time, the reset detached: the upper bound for rules on devices',
  cite: 'werbos1990',
  along: 'all',
  feedback: 'symmetric',
  modes: { adjoint: createAdjoint },
}

export const rules: Readonly<Record<string, RuleKind>> = { eprop, bptt }
