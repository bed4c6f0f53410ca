import { LEAK, leak, THRESHOLD, thresholdConstants } from './membrane.ts'
import { neuronKind } from './neuron.ts'

/** v_t = alpha v_{t-1} + zeta I_t - theta z_{t-1}, z_t = [v_t > theta]. Bellec et al., Nat. Commun. 11, 3625 (2020). */
export const lif = neuronKind({
  name: 'lif',
  title: 'leaky integrate-and-fire, reset by subtraction (soft reset)',
  cite: 'bellec2020',
  fields: { ...LEAK, ...THRESHOLD },
  constants: (p, dt) => ({ ...thresholdConstants(p, dt), ...leak(p, dt) }),
})
