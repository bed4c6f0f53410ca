import { z } from 'zod'
import { count, positive, pure } from '../../../input/fields.ts'
import { exp } from '../../../kernels/math.ts'
import { bernoulli } from './bernoulli.ts'
import { direct } from './direct.ts'
import { encoderKind, type Shape } from './encoder.ts'
import { latency } from './latency.ts'

/**
 * Population coding: n neurons per feature, each with a Gaussian receptive field; the response in [0, 1] of a neuron is its value for
 * another encoder. Centres mu_i = (2i - 3) / (2 (n - 2)), i = 1..n, width sigma = 1 / (beta (n - 2)), for values in [0, 1].
 * Bohte, Kok and La Poutre, Neurocomputing 48, 17-37 (2002), where responses under 0.1 do not spike.
 */
export const population = encoderKind({
  name: 'population',
  title: 'Gaussian receptive fields, several neurons for each value',
  cite: `@article{bohte2002,
  author = {Bohte, Sander M. and Kok, Joost N. and La Poutr{\\'e}, Han},
  title = {Error-backpropagation in temporally encoded networks of spiking neurons},
  journal = {Neurocomputing},
  volume = {48},
  pages = {17--37},
  year = {2002},
  doi = {10.1016/S0925-2312(01)00658-0}
}`,
  fields: {
    neurons: count('neurons for each value, n', 3, 1000).default(8),
    beta: positive('', 'sharpness of the fields: their width is 1 / (beta (n - 2))', 1e3).default(1.5),
    response: z
      .enum(['latency', 'bernoulli', 'direct'])
      .default('latency')
      .meta({ description: 'how a response in [0, 1] becomes events' }),
    floor: pure('latency: responses up to this do not spike', 0, 1).default(0.1),
    span: pure('latency: share of the trial, from its start, that contains the spikes', 0, 1).default(1),
    rate: pure('bernoulli: spikes per step of a response of 1', 0, 1).default(1),
    gain: pure('direct: graded value of a response of 1', -1e6, 1e6).default(1),
  },
  bind: ({ neurons, beta, response, ...inner }, { features, steps }) => {
    const shape: Shape = { features: features * neurons, steps }
    const bind = { latency: latency.bind, bernoulli: bernoulli.bind, direct: direct.bind }[response]
    const encoder = bind(inner, shape)
    const scale = 1 / (neurons - 2)
    return {
      ...encoder,
      create(arena) {
        const encode = encoder.create(arena)
        const responses = new Float32Array(shape.features)
        return (values, draws, out) => {
          for (let f = 0; f < features; f++) {
            for (let i = 0; i < neurons; i++) {
              const distance = (values[f]! - (i - 0.5) * scale) * (beta / scale)
              responses[f * neurons + i] = exp(-0.5 * distance * distance)
            }
          }
          encode(responses, draws, out)
        }
      },
    }
  },
})
