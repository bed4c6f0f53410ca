/** Cases on graphs: test/golden/graph_*.json, with gradients of BPTT and e-prop from automatic differentiation. */
import { z } from 'zod'
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'
import { graphProblems } from '../../network/graph.ts'
import type { GradientCase, Matrix } from './case.ts'
import type { ParsedCase, RuleReference } from './comparison.ts'

const row = z.array(z.number()).min(1)
const matrix = z.array(row).min(1)
/** Full connections have [post][pre], diagonal connections [n]. */
const weights = z.record(z.string(), z.union([matrix, row]))
const columns = z.record(z.string(), row)

const lif = z.object({
  kind: z.literal('lif'),
  size: z.number().int().positive(),
  adaptive: z.number().int().nonnegative(),
  ...{ alpha: z.number(), rho: z.number(), zeta: z.number(), threshold: z.number().positive() },
  ...{ gamma: z.number(), beta: z.number() },
})
const readout = z.object({
  kind: z.literal('readout'),
  size: z.number().int().positive(),
  kappa: z.number(),
  zeta_out: z.number(),
})
const source = z.object({ kind: z.literal('source'), size: z.number().int().positive() })

/** Series are [T][n]; psi = gamma/threshold max(0, 1 - |v - A|/threshold); the loss counts in the last `window` steps. */
const schema = z.object({
  order: z.array(z.string()).min(2),
  layers: z.record(z.string(), z.discriminatedUnion('kind', [source, lif, readout])),
  edges: z.record(
    z.string(),
    z.object({
      ...{ from: z.string(), to: z.string(), shape: z.enum(['full', 'diagonal']) },
      delay: z.union([z.literal(0), z.literal(1)]),
    }),
  ),
  loss: z.enum(['mse', 'cross-entropy', 'cross-entropy-of-mean']),
  x: matrix,
  target: matrix.optional(),
  label: z.number().int().nonnegative().optional(),
  window: z.number().int().positive().optional(),
  weights,
  feedback: z.record(z.string(), matrix).default({}),
  loss_value: z.number(),
  z: z.record(z.string(), matrix),
  v: z.record(z.string(), matrix),
  y: z.record(z.string(), matrix),
  results: z.record(z.string(), z.object({ gradients: weights, d_alpha: columns.optional(), d_zeta: columns.optional() })),
})

/** @throws InputError naming the field whose type or shape is wrong */
export function parseGraphFile(json: unknown): ParsedCase {
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new InputError(z.prettifyError(parsed.error))
  const c = parsed.data
  const layers = c.order.map((name) => {
    const layer = c.layers[name]
    if (!layer) throw new InputError(`order: there is no layer "${name}"; ${suggest(name, Object.keys(c.layers))}`)
    return { name, layer }
  })
  const input = layers.flatMap(({ name, layer }) => (layer.kind === 'source' ? [{ name, size: layer.size }] : []))
  const outputs = layers.flatMap(({ name, layer }) => (layer.kind === 'readout' ? [{ name, layer }] : []))
  if (input.length !== 1 || outputs.length !== 1) throw new InputError('layers: a case has one source and one readout')
  const [{ name: output, layer: out }] = outputs as [(typeof outputs)[number]]
  const populations = Object.fromEntries(
    layers.flatMap(({ name, layer }) =>
      layer.kind === 'lif' ? [[name, { size: layer.size, constants: constantsOf(layer) }]] : [],
    ),
  )
  const connections = Object.fromEntries(
    Object.entries(c.edges).map(([name, edge]) => [
      name,
      { ...edge, autapses: edge.shape === 'diagonal' || edge.from !== edge.to },
    ]),
  )
  const size = (name: string) => c.layers[name]!.size
  const kinds = Object.fromEntries(
    layers.map(({ name, layer }) => [name, { kind: layer.kind, size: layer.size, parameters: {} }]),
  )
  const problems = graphProblems({ populations: kinds, connections })
  if (problems.length > 0) throw new InputError(problems.join('\n'))
  const matrices = (written: Readonly<Record<string, Matrix | readonly number[]>>, what: string) =>
    Object.fromEntries(
      Object.entries(connections).map(([name, { from, to, shape }]): [string, Matrix] => {
        const value = written[name]
        if (!value) throw new InputError(`${what}: missing for edge "${name}"`)
        const shaped = (typeof value[0] === 'number' ? [value] : value) as Matrix
        const [rows, cols] = shape === 'diagonal' ? [1, size(to)] : [size(to), size(from)]
        checkShape(`${what}.${name}`, shaped, rows, cols)
        return [name, shaped]
      }),
    )
  checkShape('x', c.x, c.x.length, input[0]!.size)
  for (const [name, B] of Object.entries(c.feedback)) checkShape(`feedback.${name}`, B, size(name), out.size)
  const given: GradientCase = {
    source: input[0]!,
    populations,
    readout: { name: output, size: out.size, constants: { kappa: out.kappa, zeta: out.zeta_out } },
    connections,
    weights: matrices(c.weights, 'weights'),
    ...{ input: c.x, loss: c.loss, feedback: c.feedback },
    ...objective(c.loss, c, out.size),
  }
  const rules = Object.entries(c.results).map(([rule, { gradients, d_alpha, d_zeta }]): [string, RuleReference] => {
    return [
      rule,
      {
        gradients: matrices(gradients, `results.${rule}.gradients`),
        ...(d_alpha ? { d_alpha } : {}),
        ...(d_zeta ? { d_zeta } : {}),
      },
    ]
  })
  return { given, reference: { loss: c.loss_value, v: c.v, z: c.z, y: c.y[output]!, rules: Object.fromEntries(rules) } }
}

function constantsOf({ alpha, rho, zeta, threshold: theta, gamma, beta, adaptive }: z.infer<typeof lif>) {
  const surrogate = { height: gamma / theta, width: theta, surrogate: 'piecewise-linear' as const }
  return { alpha, rho, zeta, theta, beta, adaptive, refractory: 0, ...surrogate }
}

function objective(loss: string, { target, label, window, x }: z.infer<typeof schema>, outputs: number) {
  if (loss === 'mse') {
    if (!target) throw new InputError('target: a case with loss mse needs one')
    checkShape('target', target, x.length, outputs)
    return { target }
  }
  if (label === undefined || label >= outputs) throw new InputError(`label: a case with loss ${loss} needs one below ${outputs}`)
  if (window !== undefined && window > x.length) throw new InputError(`window: ${window} of ${x.length} steps; lower it`)
  return { label, window: window ?? x.length }
}

function checkShape(name: string, value: Matrix, rows: number, cols: number): void {
  if (value.length !== rows || value.some((line) => line.length !== cols)) {
    throw new InputError(`${name} must be [${rows}][${cols}], by the sizes of the layers`)
  }
}
