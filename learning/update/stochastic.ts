import { push } from '../../crossbar/pulse.ts'
import { positive } from '../../input/fields.ts'
import { fillUniforms } from '../../kernels/rng.ts'
import { type Choice, eachSynapse, pulsedUpdate, updateScheme } from './scheme.ts'

/**
 * One pulse with probability |dW| / (prob_scale step), so that at prob_scale 1 the mean change is the requested one, for any
 * resolution and N. Nandakumar et al., Front. Neurosci. 14, 406 (2020).
 */
export const stochastic = updateScheme({
  name: 'stochastic',
  title: 'one pulse with probability |dW| / (prob_scale step)',
  cite: 'nandakumar2020',
  weights: 'crossbar',
  fields: {
    prob_scale: positive('', 'stochastic: the change, in device steps, at which the probability of a pulse is 1', 1e9).default(1),
  },
  search: { prob_scale: [0.1, 100] },
  create(shape, initial, make, { prob_scale }) {
    const xbar = make.crossbar(shape, initial)
    const chance = xbar.arena.f64(xbar.rows * xbar.stride)
    const updates = new Float64Array(1)
    const choose: Choice = ({ direction, rate, rows }, list) => {
      fillUniforms(xbar.arena, make.rng, updates[0]!++, chance)
      eachSynapse(xbar, rows, (synapse) => {
        const steps = (rate * Math.abs(direction[synapse]!)) / xbar.step
        if (chance[synapse]! * prob_scale < steps) push(list, synapse, -Math.sign(direction[synapse]!))
      })
    }
    return pulsedUpdate(xbar, choose, { updates })
  },
})
