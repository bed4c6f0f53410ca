/** The graph of a spec: the shorthand of one recurrent population, or populations and connections by name. */
import { InputError } from '../../input/input-error.ts'
import { type ConnectionSpec, graphProblems, type NetworkGraph, type PopulationSpec } from '../../network/graph.ts'
import { ADAPTATION, LEAK, THRESHOLD } from '../../network/neurons/membrane.ts'
import type { NeuronConstants } from '../../network/neurons/neuron.ts'
import { type ReadoutConstants, readoutConstants } from '../../network/neurons/readout.ts'
import { neuronKinds } from '../../network/neurons/registry.ts'
import type { Dataset } from '../tasks/task.ts'
import type { ConnectionSection, NetworkSection } from './schema.ts'

/** The sizes and time step that the task sets for the network. */
type Ends = Pick<Dataset, 'inputs' | 'outputs' | 'dt'>

const SOURCE = 'input'
const READOUT = 'readout'

/** Fields that mean the same in `network` and in a population. Others of one name differ, such as `gain` and `adaptive`. */
const SHARED = { ...LEAK, ...THRESHOLD, ...ADAPTATION }

/** A graph with its neurons' constants per step, and the initial gain of each connection that has an array. */
export interface Described {
  readonly graph: NetworkGraph
  readonly neurons: Readonly<Record<string, NeuronConstants>>
  readonly readout: ReadoutConstants
  readonly gains: Readonly<Record<string, number>>
}

/** @throws InputError naming the mistake in the graph and its remedy */
export function describeNetwork(network: NetworkSection, ends: Ends): Described {
  const { populations, connections, gains } = network.connections ? longForm(network) : shorthand(network)
  const graph: NetworkGraph = {
    populations: {
      [SOURCE]: { kind: 'source', size: ends.inputs, parameters: {} },
      ...populations,
      [READOUT]: { kind: 'readout', size: ends.outputs, parameters: {} },
    },
    connections,
  }
  const problems = graphProblems(graph)
  if (problems.length > 0) throw new InputError(problems.join('\n'))
  const neurons = Object.entries(populations).map(([name, { kind, size, parameters }]) => {
    const constants = neuronKinds[kind]!.constants(parameters as never, ends.dt, size)
    const wrong = Object.entries(constants).find(([, value]) => typeof value === 'number' && !Number.isFinite(value))
    if (wrong)
      throw new InputError(`network.populations.${name}: the constant ${wrong[0]} of ${kind} is ${wrong[1]}; check its fields`)
    return [name, constants]
  })
  return { graph, neurons: Object.fromEntries(neurons), readout: readoutConstants(network, ends.dt), gains }
}

/** Number of weights of all connections; a shared array counts once. */
export function synapseCount({ populations, connections }: NetworkGraph): number {
  const size = (name: string) => populations[name]!.size
  return Object.values(connections)
    .filter(({ array }) => array === undefined)
    .reduce((sum, { from, to, shape }) => sum + (shape === 'diagonal' ? 1 : size(from)) * size(to), 0)
}

type Parts = Pick<NetworkGraph, 'populations' | 'connections'> & Pick<Described, 'gains'>

/** One recurrent population, with arrays named in, rec and out. */
function shorthand(network: NetworkSection): Parts {
  const { neurons: size, adaptive, gain } = network
  const kind = adaptive > 0 ? 'alif' : 'lif'
  const parameters = { ...parametersOf(kind, network, {}), ...(adaptive > 0 ? { adaptive } : {}) }
  const full = { shape: 'full', autapses: false } as const
  return {
    populations: { hidden: { kind, size, parameters } },
    connections: {
      in: { from: SOURCE, to: 'hidden', delay: 0, ...full },
      rec: { from: 'hidden', to: 'hidden', delay: 1, ...full },
      out: { from: 'hidden', to: READOUT, delay: 0, ...full },
    },
    gains: { in: gain, rec: gain, out: gain },
  }
}

function longForm(network: NetworkSection): Parts {
  const populations = Object.entries(network.populations ?? {}).map(([name, { kind, size, ...own }]) => {
    if (name === SOURCE || name === READOUT) {
      throw new InputError(`network.populations.${name}: "${name}" is a reserved name; rename the population`)
    }
    const foreign = Object.keys(own).find((field) => !Object.hasOwn(neuronKinds[kind]!.fields, field))
    if (foreign !== undefined) {
      const users = Object.values(neuronKinds).filter(({ fields }) => Object.hasOwn(fields, foreign))
      throw new InputError(
        `network.populations.${name}.${foreign}: ${kind} has no such field; kinds that have it: ${users.map((user) => user.name).join(', ')}`,
      )
    }
    return [name, { kind, size, parameters: parametersOf(kind, network, own) } satisfies PopulationSpec]
  })
  const connections = new Map<string, ConnectionSpec>()
  const gains: Record<string, number> = {}
  for (const given of network.connections ?? []) {
    const section = typeof given === 'string' ? plain(given) : given
    const { name, spec } = connectionOf(section)
    if (connections.has(name)) {
      throw new InputError(`network.connections: two connections are called "${name}"; set name: on one of them`)
    }
    connections.set(name, spec)
    gains[name] = section.gain ?? network.gain
  }
  return { populations: Object.fromEntries(populations), connections: Object.fromEntries(connections), gains }
}

function plain(path: string): ConnectionSection {
  return { path, shape: 'full', autapses: false }
}

function connectionOf({ path, name, shape, delay, autapses, array, read }: ConnectionSection): {
  name: string
  spec: ConnectionSpec
} {
  const ends = path.split('>').map((end) => end.trim())
  const [from, to] = ends
  if (ends.length !== 2 || !from || !to) {
    throw new InputError(`network.connections: "${path}" is not a connection; write from > to, such as h1 > readout`)
  }
  const spec = {
    ...{ from, to, shape, delay: delay ?? (from === to ? 1 : 0), autapses: shape === 'diagonal' || autapses },
    ...(array === undefined ? {} : { array }),
    ...(read === undefined ? {} : { read }),
  } as const
  return { name: name ?? `${from}-${to}`, spec }
}

/** Fields of a kind: the population's own value, else that of `network` if it means the same, else the default. */
function parametersOf(
  kind: string,
  network: NetworkSection,
  own: Readonly<Record<string, unknown>>,
): PopulationSpec['parameters'] {
  const shared = network as unknown as Readonly<Record<string, unknown>>
  const values = Object.entries(neuronKinds[kind]!.fields).map(([field, schema]) => {
    const common = Object.hasOwn(SHARED, field) ? shared[field] : undefined
    return [field, own[field] ?? common ?? schema.safeParse(undefined).data]
  })
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}
