/**
 * Fields of a spec that have been renamed. A spec may say the old name and the old words; a resolved spec has the new ones; a run keeps
 * the identity that it had under the old ones.
 */
import { InputError } from '../../input/input-error.ts'
import type { Locate } from './resolve.ts'

interface Renamed {
  /** Section and field. */
  readonly from: readonly [string, string]
  readonly to: readonly [string, string]
  /** Old word -> new word. */
  readonly words?: Readonly<Record<string, string>>
}

type Tree = Readonly<Record<string, unknown>>

const RENAMED: readonly Renamed[] = [
  { from: ['crossbar', 'settle'], to: ['training', 'settle'] },
  { from: ['crossbar', 'estimate'], to: ['crossbar', 'controller_read'], words: { perfect: 'exact', read: 'noisy' } },
]

/** A dotted path under its new name. */
export function newPath(path: string): string {
  return RENAMED.find(({ from }) => from.join('.') === path)?.to.join('.') ?? path
}

/** A written spec under new names, and where its fields stand. @throws InputError where a field is given under both */
export function underNewNames(written: Tree, locate: Locate): { user: Record<string, unknown>; locate: Locate } {
  let tree = { ...written }
  const places = new Map<string, Renamed['from']>()
  for (const { from, to, words = {} } of RENAMED) {
    const old = fieldOf(tree, from)
    if (old !== undefined) {
      if (fieldOf(tree, to) !== undefined) {
        const place = locate(from)
        const message = `${from.join('.')} is the old name of ${to.join('.')}, and both are given; leave one out`
        throw new InputError(place ? `${place}: ${message}` : message)
      }
      tree = moved(tree, from, to, old)
      places.set(to.join('.'), from)
    }
    const value = fieldOf(tree, to)
    if (typeof value === 'string' && Object.hasOwn(words, value)) tree = moved(tree, to, to, words[value])
  }
  return { user: tree, locate: (path) => locate(places.get(path.join('.')) ?? path) }
}

/** A resolved spec under the names and words of the first release. */
export function underOldNames(spec: Tree): Record<string, unknown> {
  return RENAMED.reduce<Record<string, unknown>>(
    (tree, { from, to, words = {} }) => {
      const value = fieldOf(tree, to)
      if (value === undefined) return tree
      const old = Object.keys(words).find((word) => words[word] === value)
      return moved(tree, to, from, old ?? value)
    },
    { ...spec },
  )
}

function fieldOf(tree: Tree, [section, field]: readonly [string, string]): unknown {
  const inner = tree[section]
  return typeof inner === 'object' && inner !== null && Object.hasOwn(inner, field) ? (inner as Tree)[field] : undefined
}

function moved(tree: Tree, from: Renamed['from'], to: Renamed['to'], value: unknown): Record<string, unknown> {
  const { [from[1]]: _old, ...rest } = tree[from[0]] as Tree
  const without: Record<string, unknown> = { ...tree, [from[0]]: rest }
  const into = without[to[0]]
  // What is no mapping is left for the schema to refuse.
  if (into !== undefined && (typeof into !== 'object' || into === null)) return { ...tree }
  return { ...without, [to[0]]: { ...(into as Tree), [to[1]]: value } }
}
