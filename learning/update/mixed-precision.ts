import { accumulatedUpdate, updateScheme } from './scheme.ts'

/**
 * The accumulated gradient: a float64 accumulator chi per synapse sums the changes and emits whole device steps, truncated towards
 * zero (rounding down would emit a pulse for any tiny negative accumulator and diverge).
 * Nandakumar et al., Front. Neurosci. 14, 406 (2020).
 */
export const mixedPrecision = updateScheme({
  name: 'mixed-precision',
  title: 'accumulates the gradient in float64 and writes whole device steps',
  cite: 'nandakumar2020',
  weights: 'crossbar',
  fields: {},
  create: (shape, initial, make) => accumulatedUpdate(make.crossbar(shape, initial)),
})
