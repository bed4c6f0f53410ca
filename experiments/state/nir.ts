/**
 * Networks in the Neuromorphic Intermediate Representation: Pedersen et al., Nat. Commun. 15, 8122 (2024). Its neurons are differential
 * equations, which over a step dt, with the input held, are ours: alpha = exp(-dt / tau), and R (1 - alpha) is our gain of the input.
 * What it has no word for stands in the graph's metadata: that spikes subtract the threshold (NIR resets to v_reset), and dt.
 */
import { InputError } from '../../input/input-error.ts'
import { log } from '../../kernels/math.ts'
import type { ConnectionSpec } from '../../network/graph.ts'
import { isLeaf, type Leaf, type Tree, text } from './h5.ts'
import type { ShapedArray } from './npy.ts'
import type { RunState } from './state.ts'

interface NirNode {
  /** Input, Output, Linear, Scale, LIF, IF, LI or Delay; of other tools, any. */
  readonly type: string
  readonly parameters: Readonly<Record<string, ShapedArray>>
}

export interface NirGraph {
  readonly nodes: Readonly<Record<string, NirNode>>
  readonly edges: readonly (readonly [from: string, to: string])[]
}

/** @throws InputError where the network has what NIR cannot say */
export function nirOf({ meta, arrays }: RunState): NirGraph {
  const { populations, connections, dt, readout } = meta.network
  const nodes: Record<string, NirNode> = {}
  const edges: [string, string][] = []
  const column = (population: string, field: string) => arrays[`populations/${population}/${field}`]!.data
  for (const [name, { kind, size }] of Object.entries(populations)) {
    if (kind === 'source') nodes[name] = { type: 'Input', parameters: { shape: shapeOf(size) } }
    else if (kind === 'readout') {
      const tau = -dt / log(readout.kappa)
      const r = readout.zeta / (1 - readout.kappa)
      nodes[name] = { type: 'LI', parameters: { tau: constant(size, tau), r: constant(size, r), v_leak: constant(size, 0) } }
      const output = unused('output', populations)
      nodes[output] = { type: 'Output', parameters: { shape: shapeOf(size) } }
      edges.push([name, output])
    } else {
      if (column(name, 'beta').some((beta) => beta !== 0))
        throw new InputError(`--format nir: population "${name}" has adaptive thresholds, which NIR has no neuron for; take hdf5`)
      nodes[name] = spiking(column(name, 'alpha'), column(name, 'theta'), column(name, 'gain'), zetaOf(meta, name), dt)
    }
  }
  for (const [name, connection] of Object.entries(connections)) {
    const { from, to, delay } = connection
    const weights = unused(name, nodes)
    nodes[weights] = weightsOf(arrays[`connections/${connection.array ?? name}/weights`]!, connection)
    // In a cycle the step's delay is NIR's own: an edge back carries the spikes of the step before.
    if (delay === 1 && !reaches(to, from, Object.values(connections))) {
      const late = unused(`${name}_delay`, nodes)
      nodes[late] = { type: 'Delay', parameters: { delay: constant(populations[from]!.size, dt) } }
      edges.push([from, late], [late, weights])
    } else edges.push([from, weights])
    edges.push([weights, to])
  }
  return { nodes, edges }
}

function unused(name: string, names: Readonly<Record<string, unknown>>): string {
  return Object.hasOwn(names, name) ? unused(`${name}_`, names) : name
}

function reaches(from: string, to: string, connections: readonly ConnectionSpec[], seen = new Set<string>()): boolean {
  if (from === to) return true
  seen.add(from)
  return connections.some((next) => next.from === from && !seen.has(next.to) && reaches(next.to, to, connections, seen))
}

const shapeOf = (size: number): ShapedArray => ({ shape: [1], data: Float64Array.of(size) })
const constant = (size: number, value: number): ShapedArray => ({ shape: [size], data: new Float32Array(size).fill(value) })
const perNeuron = (column: ArrayLike<number>, of: (value: number, j: number) => number): ShapedArray => ({
  shape: [column.length],
  data: Float32Array.from(column, of),
})

/** Gain of the membrane input: the factor of the population's section, which its neurons' own are relative to. */
function zetaOf({ network, spec }: RunState['meta'], name: string): (alpha: number) => number {
  const zeta = network.populations[name]!.parameters.zeta ?? spec.network.zeta
  return (alpha) => (zeta === '1-alpha' ? 1 - alpha : 1)
}

function spiking(
  alpha: ArrayLike<number>,
  theta: ArrayLike<number>,
  gain: ArrayLike<number>,
  zeta: (alpha: number) => number,
  dt: number,
): NirNode {
  const none = constant(alpha.length, 0)
  const v_threshold = perNeuron(theta, (value) => value)
  if (alpha[0] === 1) return { type: 'IF', parameters: { r: perNeuron(gain, (g) => g / dt), v_threshold, v_reset: none } }
  const r = perNeuron(alpha, (a, j) => (gain[j]! * zeta(a)) / (1 - a))
  return { type: 'LIF', parameters: { tau: perNeuron(alpha, (a) => -dt / log(a)), r, v_leak: none, v_threshold, v_reset: none } }
}

/** NIR's weights are [post][pre]. */
function weightsOf({ shape, data }: ShapedArray, { shape: form, read }: ConnectionSpec): NirNode {
  if (form === 'diagonal') return { type: 'Scale', parameters: { scale: { shape: [data.length], data } } }
  const [rows, cols] = [shape[0]!, shape[1]!]
  if (read === 'back') return { type: 'Linear', parameters: { weight: { shape, data } } }
  return { type: 'Linear', parameters: { weight: { shape: [cols, rows], data: transposed(data, rows, cols) } } }
}

function transposed(data: ArrayLike<number>, rows: number, cols: number): Float32Array {
  return Float32Array.from({ length: rows * cols }, (_, i) => data[(i % rows) * cols + Math.floor(i / rows)]!)
}

/** The version of the layout that this is. */
const VERSION = '1.0'

export function nirTree({ nodes, edges }: NirGraph, metadata: Readonly<Record<string, string | number>>): Tree {
  const number = (value: number): Leaf => ({ shape: [], data: Float64Array.of(value) })
  const entries = Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? text(value) : number(value)])
  return {
    version: text(VERSION),
    node: {
      type: text('NIRGraph'),
      nodes: Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, nodeTree(node)])),
      edges: { shape: [edges.length, 2], texts: edges.flat() },
      metadata: Object.fromEntries(entries) as Tree,
    },
  }
}

function nodeTree({ type, parameters }: NirNode): Tree {
  const leaves = Object.entries(parameters).map(([key, { shape, data }]): [string, Leaf] => {
    return [key, key === 'shape' ? { shape, data: BigInt64Array.from(data, BigInt) } : { shape, data }]
  })
  return { type: text(type), ...Object.fromEntries(leaves) }
}

/** @throws InputError where the tree is no graph of NIR */
export function nirFrom(tree: Tree, file: string): NirGraph {
  const refuse = (what: string) => new InputError(`${file}: ${what}; nir.write of the Python package nir makes such files`)
  const root = tree.node
  if (!root || isLeaf(root) || textOf(root.type) !== 'NIRGraph') throw refuse('is no NIR graph: it has no node of type NIRGraph')
  const { nodes, edges } = root
  if (!nodes || isLeaf(nodes) || !isLeaf(edges) || !('texts' in edges) || edges.texts.length % 2 === 1)
    throw refuse('is no NIR graph: nodes or edges are missing')
  const parsed = Object.entries(nodes).map(([name, node]): [string, NirNode] => {
    const type = isLeaf(node) ? undefined : textOf(node.type)
    if (isLeaf(node) || type === undefined) throw refuse(`node "${name}" has no type`)
    const numbers = Object.entries(node).flatMap(([key, leaf]): [string, ShapedArray][] =>
      isLeaf(leaf) && 'data' in leaf ? [[key, { shape: leaf.shape, data: Float64Array.from(leaf.data as Float64Array) }]] : [],
    )
    return [name, { type, parameters: Object.fromEntries(numbers) }]
  })
  const pairs = Array.from({ length: edges.texts.length / 2 }, (_, i) => [edges.texts[2 * i]!, edges.texts[2 * i + 1]!] as const)
  const names = new Set(parsed.map(([name]) => name))
  const unknown = pairs.flat().find((name) => !names.has(name))
  if (unknown !== undefined) throw refuse(`an edge names "${unknown}", which is no node`)
  return { nodes: Object.fromEntries(parsed), edges: pairs }
}

/** Weights of the nodes that have some, as a run may start from: [pre][post] by the node's name. */
export function weightsFrom({ nodes }: NirGraph): Record<string, ShapedArray> {
  return Object.fromEntries(
    Object.entries(nodes).flatMap(([name, { type, parameters }]): [string, ShapedArray][] => {
      const { weight, scale, bias } = parameters
      const key = `connections/${name}/weights`
      if (type === 'Scale' && scale) return [[key, { shape: [1, scale.data.length], data: scale.data }]]
      if (!(type === 'Linear' || type === 'Affine') || weight?.shape.length !== 2) return []
      if (bias?.data.some((value) => value !== 0))
        throw new InputError(`--from: node "${name}" has a bias, which an array of weights has no place for; leave it out`)
      const [post, pre] = weight.shape as [number, number]
      return [[key, { shape: [pre, post], data: transposed(weight.data, post, pre) }]]
    }),
  )
}

function textOf(leaf: Tree | Leaf | undefined): string | undefined {
  return isLeaf(leaf) && 'texts' in leaf ? leaf.texts[0] : undefined
}
