/**
 * A network as data: populations and the connections between them. Arrays, random streams and rows of tables use the same names.
 * network.ts runs a graph.
 */
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'

/** Values of the fields of a neuron kind, in internal units. */
type NeuronValues = Readonly<Record<string, number | string | boolean>>

export interface PopulationSpec {
  /** A neuron kind of the registry, `source` or `readout`. */
  readonly kind: string
  /** 0: not known yet, such as the size of a source before its data are read. */
  readonly size: number
  readonly parameters: NeuronValues
}

export interface ConnectionSpec {
  readonly from: string
  readonly to: string
  /** diagonal: one weight per neuron, from neuron i to neuron i. */
  readonly shape: 'full' | 'diagonal'
  /** Delay in steps. The delay-0 part of a graph has no cycle. */
  readonly delay: 0 | 1
  /** Whether neuron i is connected to itself; applies only to a full connection from a population to itself. */
  readonly autapses: boolean
  /** Connection whose array it shares; absent: it has its own array. */
  readonly array?: string
  /** back: the shared array is read from its columns to its rows. */
  readonly read?: 'forward' | 'back'
}

export interface NetworkGraph {
  readonly populations: Readonly<Record<string, PopulationSpec>>
  readonly connections: Readonly<Record<string, ConnectionSpec>>
}

/** Names of the spiking populations in their order in a step. @throws InputError if the delay-0 graph has a cycle */
export function stepOrder({ populations, connections }: NetworkGraph): string[] {
  const instant = Object.values(connections).filter(({ delay }) => delay === 0)
  const waiting = Object.keys(populations).filter((name) => isSpiking(populations[name]!))
  const order: string[] = []
  while (waiting.length > 0) {
    const next = waiting.findIndex((name) => instant.every(({ from, to }) => to !== name || !waiting.includes(from)))
    if (next < 0) {
      throw new InputError(
        `network.connections: ${waiting.join(', ')} feed each other within one step; give one connection delay: 1`,
      )
    }
    order.push(...waiting.splice(next, 1))
  }
  return order
}

function isSpiking({ kind }: PopulationSpec): boolean {
  return kind !== 'source' && kind !== 'readout'
}

/** The name of the only population of a kind. @throws InputError if there is not exactly one */
export function onlyOne({ populations }: NetworkGraph, kind: 'source' | 'readout'): string {
  const names = Object.keys(populations).filter((name) => populations[name]!.kind === kind)
  if (names.length === 1) return names[0]!
  throw new InputError(`network.populations: a network has one ${kind}, not ${names.length}`)
}

/** Problems of a graph, each as a sentence that names the connection and the remedy. */
export function graphProblems(graph: NetworkGraph): string[] {
  const { populations, connections } = graph
  const known = Object.keys(populations)
  const problems: string[] = []
  for (const [name, connection] of Object.entries(connections)) {
    const { from, to, shape, delay, array } = connection
    const say = (message: string) => problems.push(`network.connections.${name}: ${message}`)
    const strangers = [from, to].filter((end) => !Object.hasOwn(populations, end))
    for (const end of strangers) say(`there is no population "${end}"; ${suggest(end, known)}`)
    if (strangers.length > 0) continue
    const [pre, post] = [populations[from]!, populations[to]!]
    if (post.kind === 'source') say(`the source "${to}" takes no input; turn the connection round or leave it out`)
    if (pre.kind === 'readout') say(`the readout "${from}" does not spike: nothing leaves it; leave the connection out`)
    if (from === to && delay === 0) say('a connection from a population to itself needs delay: 1')
    if (shape === 'diagonal' && differ(pre.size, post.size)) {
      say(`a diagonal needs equal sizes, not ${pre.size} and ${post.size}; make it full or the sizes equal`)
    }
    if (array !== undefined) problems.push(...sharingProblems(graph, name, connection))
    else if (connection.read === 'back')
      say('read: back needs the array of another connection; give its name as array or omit read')
  }
  for (const [name, population] of Object.entries(populations)) {
    if (population.kind === 'source') continue
    if (!Object.values(connections).some(({ to }) => to === name)) {
      problems.push(`network.populations.${name}: nothing reaches it; add a connection to it or leave it out`)
    }
  }
  return problems
}

/** A size that is not known yet (0) is compatible with every size. */
function differ(a = 0, b = 0): boolean {
  return a !== b && a > 0 && b > 0
}

function sharingProblems({ populations, connections }: NetworkGraph, name: string, sharer: ConnectionSpec): string[] {
  const owner = connections[sharer.array!]
  const at = `network.connections.${name}.array`
  if (!owner) return [`${at}: there is no connection "${sharer.array}"; ${suggest(sharer.array!, Object.keys(connections))}`]
  if (owner.array !== undefined) return [`${at}: "${sharer.array}" shares an array itself; name the connection that has one`]
  if (owner.shape !== sharer.shape) return [`${at}: one is full and the other diagonal; give both the same shape`]
  const size = ({ from, to }: ConnectionSpec) => [populations[from]?.size, populations[to]?.size]
  const [rows, cols] = sharer.read === 'back' ? size(sharer).reverse() : size(sharer)
  const [ownRows, ownCols] = size(owner)
  if (differ(rows, ownRows) || differ(cols, ownCols)) {
    return [
      `${at}: the array of "${sharer.array}" is ${ownRows} x ${ownCols} and ${rows} x ${cols} is needed; make the sizes equal`,
    ]
  }
  if (hasAutapses(owner) === hasAutapses(sharer)) return []
  const recurrent = hasAutapses(owner) ? name : sharer.array
  return [`${at}: one of the two connects neuron i to neuron i and the other does not; give "${recurrent}" autapses: true`]
}

/** Whether neuron i is connected to neuron i, in the same population or another. */
export function hasAutapses({ from, to, shape, autapses }: ConnectionSpec): boolean {
  return shape === 'diagonal' || from !== to || autapses
}
