import { push } from '../../crossbar/pulse.ts'
import { fillUniforms } from '../../kernels/rng.ts'
import { type CrossbarScheme, eachSynapse, pulsedUpdate } from './scheme.ts'

/**
 * One pulse with probability |dW| / (prob_scale step), so that at prob_scale 1 the mean change is the wanted one, whatever the
 * device's resolution and N. Nandakumar et al., Front. Neurosci. 14, 406 (2020).
 */
export const stochastic: CrossbarScheme = {
  name: 'stochastic',
  title: 'one pulse with probability |dW| / (prob_scale step)',
  cite: 'nandakumar2020',
  weights: 'crossbar',
  options: ['prob_scale'],
  bind(xbar, { prob_scale }, rng) {
    const chance = xbar.arena.f64(xbar.rows * xbar.stride)
    let updates = 0
    return pulsedUpdate(xbar, (gradient, rate, list) => {
      fillUniforms(xbar.arena, rng, updates++, chance)
      eachSynapse(xbar, (synapse) => {
        const steps = (rate * Math.abs(gradient[synapse]!)) / xbar.step
        if (chance[synapse]! * prob_scale < steps) push(list, synapse, -Math.sign(gradient[synapse]!))
      })
    })
  },
}
