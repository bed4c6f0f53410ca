/** Cases of one recurrent layer: test/golden/eprop_*.json, with gradients of e-prop with symmetric feedback from automatic differentiation. */
import { z } from 'zod'
import { InputError } from '../../input/input-error.ts'
import type { ParsedCase } from './comparison.ts'

const matrix = z.array(z.array(z.number())).min(1)

/** Weights [post][pre], series [T][n], symmetric feedback, gains 1, loss 1/2 sum err^2; and the results of another tool. */
const schema = z.object({
  dt: z.number().positive(),
  alpha: z.number(),
  kappa: z.number(),
  rho: z.number(),
  threshold: z.number().positive(),
  gamma: z.number(),
  n_adaptive: z.number().int().nonnegative(),
  beta: z.number(),
  x: z.array(z.array(z.union([z.literal(0), z.literal(1)], { error: 'inputs are spikes, 0 or 1' }))).min(1),
  w_in: matrix,
  w_rec: matrix,
  w_out: matrix,
  target: matrix,
  v: matrix,
  z: matrix,
  y: matrix,
  loss: z.number(),
  grad_in: matrix,
  grad_rec: matrix,
  grad_out: matrix,
})

/** @throws InputError naming the field whose type or shape is wrong */
export function parseEpropFile(json: unknown): ParsedCase {
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new InputError(z.prettifyError(parsed.error))
  const c = parsed.data
  const T = c.x.length
  const inputs = c.x[0]!.length
  const neurons = c.w_rec.length
  const outputs = c.w_out.length
  const shapes: Record<string, [readonly (readonly number[])[], number, number]> = {
    x: [c.x, T, inputs],
    w_in: [c.w_in, neurons, inputs],
    w_rec: [c.w_rec, neurons, neurons],
    w_out: [c.w_out, outputs, neurons],
    target: [c.target, T, outputs],
    v: [c.v, T, neurons],
    z: [c.z, T, neurons],
    y: [c.y, T, outputs],
    grad_in: [c.grad_in, neurons, inputs],
    grad_rec: [c.grad_rec, neurons, neurons],
    grad_out: [c.grad_out, outputs, neurons],
  }
  for (const [name, [value, rows, cols]] of Object.entries(shapes)) {
    if (value.length !== rows || value.some((row) => row.length !== cols)) {
      throw new InputError(`${name} must be [${rows}][${cols}], by the lengths of x, w_rec and w_out`)
    }
  }
  if (c.n_adaptive > neurons) throw new InputError(`n_adaptive is ${c.n_adaptive}, more than the ${neurons} neurons of w_rec`)
  const constants = {
    ...{ alpha: c.alpha, rho: c.rho, zeta: 1, theta: c.threshold, beta: c.beta, adaptive: c.n_adaptive, refractory: 0 },
    ...{ height: c.gamma / c.threshold, width: c.threshold, surrogate: 'piecewise-linear' as const },
  }
  const full = { shape: 'full', autapses: false } as const
  return {
    given: {
      source: { name: 'x', size: inputs },
      populations: { h: { size: neurons, constants } },
      readout: { name: 'y', size: outputs, constants: { kappa: c.kappa, zeta: 1 } },
      connections: {
        in: { from: 'x', to: 'h', delay: 0, ...full },
        rec: { from: 'h', to: 'h', delay: 1, ...full },
        out: { from: 'h', to: 'y', delay: 0, ...full },
      },
      weights: { in: c.w_in, rec: c.w_rec, out: c.w_out },
      ...{ input: c.x, loss: 'mse', target: c.target, feedback: {} },
    },
    reference: {
      ...{ loss: c.loss, v: { h: c.v }, z: { h: c.z }, y: c.y },
      rules: { eprop: { gradients: { in: c.grad_in, rec: c.grad_rec, out: c.grad_out } } },
    },
  }
}
