/** Checks the engine's e-prop against a gradient from elsewhere, such as automatic differentiation. */
import { z } from 'zod'
import { createDigitalWeights, type DigitalWeights } from '../../crossbar/digital.ts'
import { Arena, padded } from '../../kernels/arena.ts'
import { createAdjoint } from '../../learning/rules/eprop-adjoint.ts'
import { createOnline } from '../../learning/rules/eprop-online.ts'
import { createNetwork, type LayerName } from '../../network/network.ts'
import { createSpikesByRow, sortByRow, spikeTrain } from '../../network/spikes.ts'
import { runTrial } from '../run/trial.ts'

const matrix = z.array(z.array(z.number())).min(1)

/** A case: weights [post][pre], series [T][n], symmetric feedback, gains 1, loss 1/2 sum err^2; results of another tool beside it. */
const caseSchema = z.object({
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

export type EpropCase = z.infer<typeof caseSchema>

/** Largest absolute difference over the largest absolute value of the reference, per array. */
export interface EpropComparison {
  readonly mode: 'adjoint' | 'online'
  readonly grad_in: number
  readonly grad_rec: number
  readonly grad_out: number
  readonly v: number
  readonly y: number
  readonly spikes: number
  readonly spikes_differing: number
  readonly loss: number
  readonly loss_reference: number
}

/** @throws Error naming the field whose type or shape is wrong. */
export function parseEpropCase(json: unknown): EpropCase {
  const parsed = caseSchema.safeParse(json)
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
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
      throw new Error(`${name} must be [${rows}][${cols}], by the lengths of x, w_rec and w_out`)
    }
  }
  if (c.n_adaptive > neurons) throw new Error(`n_adaptive is ${c.n_adaptive}, more than the ${neurons} neurons of w_rec`)
  return c
}

/** Runs the network and the rule on the case and compares all it gives. */
export function compareEprop(c: EpropCase, mode: 'adjoint' | 'online'): EpropComparison {
  const steps = c.x.length
  const neurons = c.w_rec.length
  const outputs = c.w_out.length
  const cells = (c.x[0]!.length + 2 * neurons) * padded(neurons)
  const arena = new Arena(1e6 + 64 * cells + 16 * steps * (padded(neurons) + padded(outputs) + c.x[0]!.length))
  const layers = { in: digital(arena, c.w_in), rec: digital(arena, c.w_rec), out: digital(arena, c.w_out) }
  const { alpha, kappa, rho, beta } = c
  const constants = {
    alpha,
    kappa,
    rho,
    beta,
    zeta: 1,
    zetaOut: 1,
    theta: c.threshold,
    gain: c.gamma / c.threshold,
    refractory: 0,
  }
  const net = createNetwork(arena, { layers, constants, adaptive: c.n_adaptive, steps, keepMembrane: true })
  const feedback = arena.f32(outputs * net.stride)
  for (const [k, row] of c.w_out.entries()) feedback.set(row, k * net.stride)
  const options = { regularisation: { c: 0, target: 0, eligibility: 'plain' }, inputLead: 0, feedback } as const
  const rule = mode === 'adjoint' ? createAdjoint(net, options) : createOnline(net, options)
  const spikes = spikeTrain(
    arena,
    layers.in.rows,
    c.x.map((row) => row.flatMap((x, i) => (x ? [i] : []))),
  )
  const byRow = createSpikesByRow(arena, layers.in.rows, spikes.ids.length)
  sortByRow(spikes, byRow)
  const target = Float32Array.from(c.target.flat())
  const mse = runTrial(net, rule, { input: { spikes, byRow }, target }, { start: 0, dt: c.dt, firstStep: 0 })

  const gradient = (layer: LayerName, reference: number[][]) => {
    const got = rule.gradient(layer)
    return relative(reference, (post, pre) => got[pre * layers[layer].stride + post]!)
  }
  const expectedSpikes = c.z.map((row) => new Set(row.flatMap((s, j) => (s ? [j] : []))))
  const { offsets, ids } = net.record.spikes
  let differing = 0
  expectedSpikes.forEach((expected, t) => {
    const got = new Set(ids.subarray(offsets[t]!, offsets[t + 1]!))
    for (const j of expected) if (!got.has(j)) differing++
    for (const j of got) if (!expected.has(j)) differing++
  })
  return {
    mode,
    grad_in: gradient('in', c.grad_in),
    grad_rec: gradient('rec', c.grad_rec),
    grad_out: gradient('out', c.grad_out),
    v: relative(c.v, (t, j) => net.record.v![t * net.stride + j]!),
    y: relative(c.y, (t, k) => net.record.y[t * outputs + k]!),
    spikes: offsets[steps]!,
    spikes_differing: differing,
    loss: (mse * steps * outputs) / 2,
    loss_reference: c.loss,
  }
}

/** Weights [post][pre] of a case as an array [pre][post]. */
function digital(arena: Arena, w: number[][]): DigitalWeights {
  const rows = w[0]!.length
  const array = createDigitalWeights(arena, rows, w.length)
  for (const [post, line] of w.entries()) {
    for (const [pre, value] of line.entries()) array.w[pre * array.stride + post] = value
  }
  return array
}

function relative(reference: number[][], got: (i: number, j: number) => number): number {
  let worst = 0
  let largest = 0
  reference.forEach((row, i) => {
    row.forEach((value, j) => {
      // A NaN must not hide behind a comparison that it loses.
      const difference = Math.abs(got(i, j) - value)
      worst = difference > worst || Number.isNaN(difference) ? difference : worst
      largest = Math.max(largest, Math.abs(value))
    })
  })
  return largest > 0 ? worst / largest : worst
}
