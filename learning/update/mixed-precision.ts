import { type Choice, drain, eachSynapse, pulsedUpdate, updateScheme } from './scheme.ts'

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
  create(shape, initial, make) {
    const xbar = make.crossbar(shape, initial)
    const chi = xbar.arena.f64(xbar.rows * xbar.stride)
    const choose: Choice = ({ direction, rate, rows }, list) => {
      eachSynapse(xbar, rows, (synapse) => {
        chi[synapse] = chi[synapse]! - rate * direction[synapse]!
        drain(xbar, chi, synapse, list)
      })
    }
    return pulsedUpdate(xbar, choose, { chi })
  },
})
