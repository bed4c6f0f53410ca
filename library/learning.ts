/**
 * Learning: rules that compute directions of change, feedback that carries the error, and update schemes that write changes to arrays.
 *
 * @packageDocumentation
 */
export type { Direction, Rows, WeightChange } from '../learning/change.ts'
export { createFeedback, type Feedback, type FeedbackOptions } from '../learning/feedback/feedback.ts'
export type { FeedbackKind, FeedbackMatrix, FeedbackStore } from '../learning/feedback/kind.ts'
export { type FeedbackName, feedbackKinds } from '../learning/feedback/kinds.ts'
export { LOSSES, type LossKind } from '../learning/loss.ts'
export type { ErrorPath, LearningRule, NeuronGradient, RateRegularisation, RuleOptions } from '../learning/rule.ts'
export { createAdjoint } from '../learning/rules/adjoint.ts'
export { learningRule, type OwnRuleOptions, type RuleKind } from '../learning/rules/kind.ts'
export { createOnline } from '../learning/rules/online.ts'
export { rules } from '../learning/rules/registry.ts'
export { schemes } from '../learning/update/registry.ts'
export { type ArrayFactory, type Shape, type SynapseArray, type UpdateScheme, updateScheme } from '../learning/update/scheme.ts'
