import { push } from '../../crossbar/pulse.ts'
import { fillUniforms } from '../../devices/rng.ts'
import { type CrossbarScheme, eachSynapse, pulsedUpdate } from './scheme.ts'

/** One pulse with probability |dG| / prob_scale, dG = rate |gradient| scale in uS. Nandakumar et al., Front. Neurosci. 14, 406 (2020). */
export const stochastic: CrossbarScheme = {
  name: 'stochastic',
  title: 'one pulse with probability |dG| / prob_scale',
  cite: 'nandakumar2020',
  weights: 'crossbar',
  options: ['prob_scale'],
  bind(xbar, { prob_scale }, rng) {
    const chance = xbar.arena.f64(xbar.rows * xbar.stride)
    let updates = 0
    return pulsedUpdate(xbar, (gradient, rate, list) => {
      fillUniforms(xbar.arena, rng, updates++, chance)
      eachSynapse(xbar, (synapse) => {
        const change = rate * Math.abs(gradient[synapse]!) * xbar.scale
        if (chance[synapse]! * prob_scale < change) push(list, synapse, -Math.sign(gradient[synapse]!))
      })
    })
  },
}
