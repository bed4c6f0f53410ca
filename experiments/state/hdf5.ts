/** A state as a tree for HDF5: the names of its arrays are paths, their units attributes. */
import { type Leaf, type Tree, text } from './h5.ts'
import type { RunState } from './state.ts'

type Growing = { [name: string]: Growing | Leaf }

export function stateTree({ meta, arrays }: RunState): Tree {
  const root: Growing = { meta: text(JSON.stringify(meta)) }
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    const path = name.split('/')
    const group = path.slice(0, -1).reduce<Growing>((parent, key) => {
      parent[key] ??= {}
      return parent[key] as Growing
    }, root)
    const unit = meta.units[name]
    group[path.at(-1)!] = { shape, data, ...(unit === undefined ? {} : { unit }) }
  }
  return root
}
