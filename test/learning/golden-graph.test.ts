/** Gradients on graphs by the engine: the results of automatic differentiation, rule by rule and mode by mode. */
import { describe, expect, it } from 'vitest'
import { runCase } from '../../experiments/verify/case.ts'
import { type Comparison, compare } from '../../experiments/verify/comparison.ts'
import { parseGraphFile } from '../../experiments/verify/graph-file.ts'
import { rules } from '../../learning/rules/registry.ts'
import feedforward from '../golden/graph_feedforward.json' with { type: 'json' }
import graded from '../golden/graph_graded.json' with { type: 'json' }
import recurrent from '../golden/graph_recurrent.json' with { type: 'json' }
import skipSelf from '../golden/graph_skip_self.json' with { type: 'json' }

/** Online learns at every step, before the mean of the readout is known. */
const modesFor = (rule: string, loss: string) =>
  Object.keys(rules[rule]!.modes).filter((mode) => mode === 'adjoint' || loss !== 'cross-entropy-of-mean')

const cases = [
  ['two hidden layers, mean squared error', feedforward],
  ['recurrent ALIF, cross-entropy', recurrent],
  ['skip, diagonal and backward connections, cross-entropy of the mean', skipSelf],
  ['graded input, cross-entropy of the mean', graded],
] as const

const runs = cases.flatMap(([title, golden]) =>
  Object.keys(rules).flatMap((rule) => modesFor(rule, golden.loss).map((mode) => [title, rule, mode, golden] as const)),
)

it('covers both rules, and every mode that can give a loss', () => {
  expect(runs.map(([, rule, mode, { loss }]) => `${loss}: ${rule} ${mode}`).sort()).toEqual([
    'cross-entropy-of-mean: bptt adjoint',
    'cross-entropy-of-mean: bptt adjoint',
    'cross-entropy-of-mean: eprop adjoint',
    'cross-entropy-of-mean: eprop adjoint',
    'cross-entropy: bptt adjoint',
    'cross-entropy: eprop adjoint',
    'cross-entropy: eprop online',
    'mse: bptt adjoint',
    'mse: eprop adjoint',
    'mse: eprop online',
  ])
})

describe.each(runs)('PyTorch autograd, %s: %s, %s', (_title, rule, mode, golden) => {
  const { given, reference } = parseGraphFile(golden)
  const got: Comparison = compare(runCase(given, rule, mode), reference, rule, mode)

  it('has the same spikes and the same loss', () => {
    expect(got.spikes_differing).toBe(0)
    expect(got.spikes).toBe(
      Object.values(golden.z)
        .flat(2)
        .reduce((sum, z) => sum + z, 0),
    )
    expect(Math.abs(got.loss / golden.loss_value - 1)).toBeLessThan(1e-5)
  })

  it('has the same membranes, outputs and gradients of all connections to 1e-4', () => {
    const compared = Object.keys(got.errors)
    for (const name of Object.keys(golden.edges)) expect(compared).toContain(`grad ${name}`)
    for (const name of Object.keys(golden.v)) expect(compared).toContain(`v ${name}`)
    for (const [what, error] of Object.entries(got.errors)) expect(error, what).toBeLessThan(1e-4)
  })

  if (rule === 'bptt') {
    it('has the gradients of decays and gains of every population', () => {
      const compared = Object.keys(got.errors)
      for (const name of Object.keys(golden.v))
        expect(compared).toEqual(expect.arrayContaining([`d_alpha ${name}`, `d_zeta ${name}`]))
    })
  }
})

it('a comparison tells a wrong gradient: one that is off by 1 % of its largest entry is off by 1 %', () => {
  const wrong = structuredClone(recurrent)
  const matrix = wrong.results.bptt.gradients['x>h'] as number[][]
  const largest = Math.max(...matrix.flat().map(Math.abs))
  const row = matrix.findIndex((values) => values.some((g) => Math.abs(g) < largest / 2))
  const col = matrix[row]!.findIndex((g) => Math.abs(g) < largest / 2)
  matrix[row]![col]! += 0.01 * largest
  const { given, reference } = parseGraphFile(wrong)
  expect(compare(runCase(given, 'bptt', 'adjoint'), reference, 'bptt', 'adjoint').errors['grad x>h']).toBeCloseTo(0.01, 4)
})
