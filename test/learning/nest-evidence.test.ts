/** NEST's evidence accumulation: five trials of training with e-prop and Adam, in the engine's own arithmetic. */
import { expect, it } from 'vitest'
import { createStage } from '../../experiments/run/trial.ts'
import { Arena, type F32, padded } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import type { ErrorPath } from '../../learning/rule.ts'
import { createAdjoint } from '../../learning/rules/adjoint.ts'
import { createOnline } from '../../learning/rules/online.ts'
import { adam } from '../../learning/update/digital.ts'
import type { Workshop } from '../../learning/update/scheme.ts'
import { eventTrain } from '../../network/events.ts'
import { createNetwork, createRunner } from '../../network/network.ts'
import file from '../golden/nest_evidence_accumulation.json' with { type: 'json' }

const { dt, tau_mem, tau_out, tau_adapt, threshold, gamma, adapt_beta, n_adaptive, refractory_steps, learning_window } = file
const steps = file.T
const size = file.w_in.length
const inputs = file.w_in[0]!.length
const outputs = file.w_out.length

/** [post][pre] as [pre][stride]. */
function matrix(arena: Arena, w: readonly (readonly number[])[]): F32 {
  const stride = padded(w.length)
  const values = arena.f32(w[0]!.length * stride)
  for (const [post, row] of w.entries()) for (const [pre, value] of row.entries()) values[pre * stride + post] = value
  return values
}

it.each([
  ['adjoint', createAdjoint],
  ['online', createOnline],
])("gives NEST's five losses to 1e-3, %s", (_mode, createRule) => {
  const arena = new Arena(1.5e8)
  const make: Workshop = {
    arena,
    rng: createRng(1),
    step: 0,
    crossbar: () => {
      throw new Error('weights are digital')
    },
  }
  const values = { max_weight: 1e3, adam_beta1: 0.9, adam_beta2: 0.999, adam_epsilon: 1e-8 }
  const array = (rows: number, cols: number, w: readonly (readonly number[])[]) =>
    adam.create({ rows, cols, autapses: true }, matrix(arena, w), make, values)
  const arrays = {
    in: array(inputs, size, file.w_in),
    rec: array(size, size, file.w_rec),
    out: array(size, outputs, file.w_out),
  }
  const decay = (tau: number) => Math.exp(-dt / tau)
  const kappa = decay(tau_out)
  const full = { shape: 'full', autapses: false } as const
  const net = createNetwork(arena, {
    steps,
    arrays,
    graph: {
      populations: {
        x: { kind: 'source', size: inputs, parameters: {} },
        h: { kind: 'alif', size, parameters: {} },
        y: { kind: 'readout', size: outputs, parameters: {} },
      },
      connections: {
        in: { from: 'x', to: 'h', delay: 0, ...full },
        rec: { from: 'h', to: 'h', delay: 1, ...full },
        out: { from: 'h', to: 'y', delay: 0, ...full },
      },
    },
    neurons: {
      h: {
        ...{ alpha: decay(tau_mem), rho: decay(tau_adapt), zeta: 1, theta: threshold, beta: adapt_beta, adaptive: n_adaptive },
        ...{ height: gamma / threshold, width: threshold, surrogate: 'piecewise-linear', refractory: refractory_steps },
      },
    },
    readout: { kappa, zeta: 1 - kappa },
  })
  // B [size][outputs] as [outputs][stride].
  const transposed = arena.f32(outputs * padded(size))
  for (let j = 0; j < size; j++) for (let k = 0; k < outputs; k++) transposed[k * padded(size) + j] = file.feedback[j]![k]!
  const path: ErrorPath = {
    ...{ to: 'h', from: 'y', delay: 0, gain: 1 - kappa, matrix: transposed },
    bring: () => {
      throw new Error('B is in digital memory')
    },
  }
  const regularisation = { c: file.c_reg, target: file.f_target_hz * dt, eligibility: 'plain' } as const
  const rule = createRule(net, { regularisation, inputLead: 0, paths: [path] })
  const window = [steps - learning_window, steps] as const
  const stage = createStage(net, createRunner(net, arrays), rule, { kind: 'cross-entropy', window })
  for (const [i, expected] of file.losses.entries()) {
    const input = eventTrain(arena, inputs, file.input_spikes[i]![0]!)
    const { loss } = stage.learn({ input, label: file.labels[i]![0]! }, { start: 0, dt, firstStep: i * steps })
    expect(Math.abs(loss / learning_window / expected - 1)).toBeLessThan(1e-3)
    for (const { connection, direction } of rule.changes()) {
      for (let w = 0; w < direction.length; w++) direction[w] = direction[w]! / learning_window
      arrays[connection as keyof typeof arrays].apply({ connection, direction, rate: file.lr }, 0)
    }
    rule.clear()
  }
})
