import { count } from '../../input/fields.ts'
import { exp } from '../../kernels/math.ts'
import { ADAPTATION, LEAK, leak, THRESHOLD, thresholdConstants } from './membrane.ts'
import { neuronKind } from './neuron.ts'

/** lif with an adaptive threshold A_t = theta + beta a_t, a_t = rho a_{t-1} + z_{t-1}. Bellec et al., Nat. Commun. 11, 3625 (2020). */
export const alif = neuronKind({
  name: 'alif',
  title: 'leaky integrate-and-fire with an adaptive threshold',
  cite: 'bellec2020',
  fields: {
    ...LEAK,
    ...THRESHOLD,
    ...ADAPTATION,
    adaptive: count('number of adaptive neurons, the last of the population; absent: all', 0, 20000).optional(),
  },
  constants: (p, dt, size) => ({
    ...thresholdConstants(p, dt),
    ...leak(p, dt),
    rho: exp(-dt / p.tau_adapt),
    beta: p.adapt_beta,
    adaptive: p.adaptive ?? size,
  }),
})
