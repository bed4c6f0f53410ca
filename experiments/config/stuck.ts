/** A map of stuck devices against the network whose arrays it names. */
import { type Extent, holdWithin, type StuckDevice } from '../../crossbar/periphery/stuck-map.ts'
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'
import { schemes } from '../../learning/update/registry.ts'
import { hasAutapses, type NetworkGraph } from '../../network/graph.ts'
import type { Spec } from './schema.ts'

/** Stuck devices by the array that has them, such as `rec`, `rec/fast` of a scheme of two arrays, or `feedback/out`. */
export type StuckArrays = Readonly<Record<string, readonly StuckDevice[]>>

/**
 * The devices of a map by array. A map without arrays is of the only one.
 * @throws InputError naming the line, for an array or a device that the network has not got
 */
export function stuckArrays(map: readonly StuckDevice[], { crossbar, update, learning }: Spec, graph: NetworkGraph): StuckArrays {
  const owners = Object.entries(graph.connections).filter(([, { array }]) => array === undefined)
  const names = owners.map(([name]) => name)
  const size = (population: string) => graph.populations[population]!.size
  const polarities = crossbar.cell === 'differential' ? 2 : 1
  const extents = owners.map(([name, { from, to, shape }]): [string, Extent] => {
    const rows = shape === 'diagonal' ? 1 : size(from)
    return [name, { rows, cols: size(to), replicas: crossbar.replicas, polarities }]
  })
  const inner = (schemes[update.kind]!.parts ?? 1) > 1 ? names.map((name) => `${name}/fast`) : []
  const back = learning.feedback_store === 'array' ? names.map((name) => `feedback/${name}`) : []
  const arrays: Record<string, StuckDevice[]> = {}
  for (const device of map) {
    const { array = names.length === 1 ? names[0]! : undefined, at } = device
    const known = [...names, ...inner, ...back]
    if (array === undefined)
      throw new InputError(`${at}: names no array, and the network has ${names.join(', ')}; add a column array`)
    if (!known.includes(array)) throw new InputError(`${at}: unknown array "${array}"; ${suggest(array, known)}`)
    const extent = extents.find(([name]) => name === array)?.[1]
    if (extent) holdWithin(device, extent)
    const own = owners.find(([name]) => name === array)?.[1]
    if (own && device.row === device.col && !hasAutapses(own))
      throw new InputError(`${at}: no neuron of "${array}" has a connection to itself, so no device is there: leave the line out`)
    arrays[array] = [...(arrays[array] ?? []), device]
  }
  return arrays
}
