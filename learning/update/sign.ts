import { push } from '../../crossbar/pulse.ts'
import { pure } from '../../input/fields.ts'
import { eachSynapse, pulsedUpdate, updateScheme } from './scheme.ts'

/** One pulse against the gradient if |gradient| is above a threshold; the rate has no effect. */
export const sign = updateScheme({
  name: 'sign',
  title: 'one pulse where |gradient| > threshold',
  cite: 'demirag2021',
  weights: 'crossbar',
  fields: { threshold: pure('sign: gradients up to this are ignored', 0, 1e12).default(1) },
  search: { threshold: [1, 100] },
  create(shape, initial, make, { threshold }) {
    const xbar = make.crossbar(shape, initial)
    return pulsedUpdate(xbar, ({ direction, rows }, list) => {
      eachSynapse(xbar, rows, (synapse) => {
        if (Math.abs(direction[synapse]!) > threshold) push(list, synapse, -Math.sign(direction[synapse]!))
      })
    })
  },
})
