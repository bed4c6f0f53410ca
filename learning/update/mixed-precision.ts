import { type CrossbarScheme, drain, eachSynapse, pulsedUpdate } from './scheme.ts'

/**
 * The accumulated gradient: a float64 accumulator chi per synapse gathers the changes and gives out whole device steps, truncated
 * towards zero (flooring fires on any tiny negative accumulator and diverges). Nandakumar et al., Front. Neurosci. 14, 406 (2020).
 */
export const mixedPrecision: CrossbarScheme = {
  name: 'mixed-precision',
  title: 'accumulates the gradient in float64 and gives out whole device steps',
  cite: 'nandakumar2020',
  weights: 'crossbar',
  options: [],
  bind(xbar) {
    const chi = xbar.arena.f64(xbar.rows * xbar.stride)
    return pulsedUpdate(xbar, (gradient, rate, list) => {
      eachSynapse(xbar, (synapse) => {
        chi[synapse] = chi[synapse]! - rate * gradient[synapse]!
        drain(xbar, chi, synapse, list)
      })
    })
  },
}
