import { accumulatedUpdate, updateScheme } from './scheme.ts'

/**
 * The accumulated gradient: a float64 accumulator chi per synapse gathers the changes and gives out whole device steps, truncated
 * towards zero (flooring fires on any tiny negative accumulator and diverges). Nandakumar et al., Front. Neurosci. 14, 406 (2020).
 */
export const mixedPrecision = updateScheme({
  name: 'mixed-precision',
  title: 'accumulates the gradient in float64 and gives out whole device steps',
  cite: 'nandakumar2020',
  weights: 'crossbar',
  fields: {},
  create: (shape, initial, make) => accumulatedUpdate(make.crossbar(shape, initial)),
})
