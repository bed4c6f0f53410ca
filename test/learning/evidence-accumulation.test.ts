/** Classification with adaptive, refractory neurons and Adam: the losses that NEST's own test asserts, iteration by iteration. */
import { expect, it } from 'vitest'
import { createStage } from '../../experiments/run/trial.ts'
import { Arena, padded } from '../../kernels/arena.ts'
import { rules } from '../../learning/rules/registry.ts'
import { adam } from '../../learning/update/digital.ts'
import { createRunner } from '../../network/network.ts'
import nest from '../golden/nest_evidence_accumulation.json' with { type: 'json' }
import { feedbackFor } from '../support/feedback.ts'
import { type EngineNetwork, engineNetwork, trialInput } from '../support/networks.ts'
import { exactArray } from '../support/schemes.ts'

const STEPS = nest.T
const [alpha, kappa, rho] = [nest.tau_mem, nest.tau_out, nest.tau_adapt].map((tau) => Math.exp(-nest.dt / tau)) as [
  number,
  number,
  number,
]

/** The network of the file; neurons before `adaptive` ones do not adapt. */
function network(arena: Arena): EngineNetwork {
  const zeros = (rows: number, cols: number) => Array.from({ length: rows }, () => new Array<number>(cols).fill(0))
  const beta = Array.from({ length: 100 }, (_, j) => (j < 100 - nest.n_adaptive ? 0 : nest.adapt_beta))
  return engineNetwork(arena, {
    ...{ x: zeros(STEPS, nest.w_in[0]!.length), wIn: nest.w_in, wRec: nest.w_rec, wOut: nest.w_out, target: zeros(STEPS, 2) },
    ...{ alpha, kappa, rho, threshold: nest.threshold, gamma: nest.gamma, beta, zeta: 1, zetaOut: 1 - kappa },
    refractory: nest.refractory_steps,
  })
}

it.each(['adjoint', 'online'])('e-prop, %s: trains as NEST does, the five losses to 1e-5', (mode) => {
  const arena = new Arena(64e6)
  const { net, arrays: initial } = network(arena)
  const make = { arena, rng: undefined as never, step: 1, crossbar: () => Promise.reject() as never }
  const fields = { max_weight: 1e6, adam_beta1: 0.9, adam_beta2: 0.999, adam_epsilon: 1e-8 }
  const arrays = Object.fromEntries(
    Object.entries(initial).map(([name, { rows, cols, w }]) => [
      name,
      adam.create({ rows, cols, autapses: true }, w, make, fields),
    ]),
  )
  const [path] = feedbackFor(net, { ...initial, out: exactArray(arena, 100, 2) }, { kind: 'random' }).paths
  for (let k = 0; k < 2; k++)
    path!.matrix!.set(
      nest.feedback.map((row) => row[k]!),
      k * padded(100),
    )
  const regularisation = { c: nest.c_reg, target: nest.f_target_hz * nest.dt, eligibility: 'plain' } as const
  const rule = rules.eprop!.modes[mode]!(net, { regularisation, inputLead: 0, paths: [path!], values: {}, dt: nest.dt }, false)
  const window = [STEPS - nest.learning_window, STEPS] as const
  const stage = createStage(net, createRunner(net, arrays), rule, { kind: 'cross-entropy', window })
  nest.losses.forEach((expected, iteration) => {
    const x = nest.input_spikes[iteration]![0]!.map((ids) => nest.w_in[0]!.map((_, i) => (ids.includes(i) ? 1 : 0)))
    const sample = { input: trialInput(arena, x), label: nest.labels[iteration]![0]! }
    const { loss } = stage.learn(sample, { start: iteration, dt: nest.dt, firstStep: STEPS * iteration })
    expect(Math.abs(loss / nest.learning_window / expected - 1), `iteration ${iteration}`).toBeLessThan(1e-5)
    // NEST divides every gradient by the window, the rate regularisation too.
    for (const change of rule.changes()) {
      for (let i = 0; i < change.direction.length; i++) change.direction[i] = change.direction[i]! / nest.learning_window
      arrays[change.connection]!.apply({ ...change, rate: nest.lr }, iteration)
    }
    rule.clear()
  })
})
