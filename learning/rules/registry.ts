/** The learning rules that a spec can name. */
import { createAdjoint } from './adjoint.ts'
import { learningRule, type RuleKind } from './kind.ts'
import { createOnline } from './online.ts'

const eprop = learningRule({
  name: 'eprop',
  title: 'e-prop: the error reaches each population only from the readout',
  cite: 'bellec2020',
  along: 'readout',
  feedback: 'random',
  modes: { adjoint: createAdjoint, online: createOnline },
})

const bptt = learningRule({
  name: 'bptt',
  title: 'back-propagation through time with the reset detached: the upper bound for rules on devices',
  cite: 'werbos1990',
  along: 'all',
  feedback: 'symmetric',
  modes: { adjoint: createAdjoint },
})

/** The field types of a rule are known only inside the rule; here its fields are the validated values of the spec. */
export const rules: Readonly<Record<string, RuleKind>> = Object.fromEntries(
  [eprop, bptt].map((rule) => [rule.name, rule as unknown as RuleKind]),
)
