/** The definition of a learning rule that a spec can name: its fields, how the error reaches it, and its modes of computation. */
import type { Fields, FieldValues } from '../../input/fields.ts'
import type { Network } from '../../network/network.ts'
import type { FeedbackName } from '../feedback/kinds.ts'
import type { LearningRule, RuleOptions } from '../rule.ts'

/** What a mode receives: the options of all rules, and the rule's own. */
export interface OwnRuleOptions<F extends Fields = Fields> extends RuleOptions {
  /** The rule's fields. */
  readonly values: FieldValues<F>
  /** Duration of a step, s. */
  readonly dt: number
}

/** Creates the rule for a network. @param graded whether the source's events are graded */
type Mode<F extends Fields> = (net: Network, options: OwnRuleOptions<F>, graded: boolean) => LearningRule

export interface RuleKind<F extends Fields = Fields> {
  readonly name: string
  readonly title: string
  /** Key of the publication in the bibliography, or a BibTeX entry. */
  readonly cite?: string
  /** all: the error is propagated along every connection from a spiking population. readout: only along those to the readout. */
  readonly along: 'all' | 'readout'
  /** Default feedback. */
  readonly feedback: FeedbackName
  /** Fields of the spec's `learning` section that only such rules use, each with a default: every spec has them. */
  readonly fields?: F
  /** By the name of `learning.mode`; the first is the default. */
  readonly modes: Readonly<Record<string, Mode<F>>>
}

/** Infers the type of `values` in the modes from the fields. */
export function learningRule<const F extends Fields>(rule: RuleKind<F>): RuleKind<F> {
  return rule
}
