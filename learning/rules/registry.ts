/** The learning rules that a spec can name. */
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
  /** all: the error is propagated along every connection from a spiking population. readout: only along those to the readout. */
  readonly along: 'all' | 'readout'
  /** Default feedback. */
  readonly feedback: FeedbackName
  readonly modes: Readonly<Record<string, (net: Network, options: RuleOptions, graded: boolean) => LearningRule>>
}

const eprop: RuleKind = {
  name: 'eprop',
  title: 'e-prop: the error reaches each population only from the readout',
  cite: 'bellec2020',
  along: 'readout',
  feedback: 'random',
  modes: { adjoint: createAdjoint, online: createOnline },
}

const bptt: RuleKind = {
  name: 'bptt',
  title: 'back-propagation through time with the reset detached: the upper bound for rules on devices',
  cite: 'werbos1990',
  along: 'all',
  feedback: 'symmetric',
  modes: { adjoint: createAdjoint },
}

export const rules: Readonly<Record<string, RuleKind>> = { eprop, bptt }
