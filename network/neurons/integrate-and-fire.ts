import { THRESHOLD, thresholdConstants } from './membrane.ts'
import { neuronKind } from './neuron.ts'

/** v_t = v_{t-1} + I_t - theta z_{t-1}, z_t = [v_t > theta]: a membrane without leak. */
export const integrateAndFire = neuronKind({
  name: 'if',
  title: 'integrate-and-fire without leak, reset by subtraction',
  fields: THRESHOLD,
  constants: (p, dt) => thresholdConstants(p, dt),
})
