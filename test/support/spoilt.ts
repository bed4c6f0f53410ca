/** Good files spoilt at random: parts removed, renamed, mistyped, replaced by junk, and a letter changed in the text. */
import fc from 'fast-check'
import { stringify } from 'yaml'

export type Tree = Record<string, unknown>

/** How many cases of `share` of all are tried: 2000 in all, or as FUZZ says. */
export const casesOf = (share: number) => Math.ceil(share * Number(process.env.FUZZ ?? 2000))

const JUNK = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    -1,
    0,
    1e300,
    Number.NaN,
    '',
    '1 lightyear',
    '20 uS',
    '0..3',
    '3..0',
    'log(-1, 2, 3)',
    [],
    [[]],
    {},
    'all',
  ),
  fc.constantFrom<unknown>(
    '__proto__',
    'linspace(0, 1, 99999999)',
    '0..99999999',
    [1, 'a', null],
    { a: { b: 1 } },
    true,
    '*x',
    '&a',
  ),
  fc.integer(),
  fc.double(),
  fc.string(),
)
const NAMES = fc.oneof(
  fc.constantFrom('grid', 'zip', 'seeds', 'device.nu', 'device..nu', 'x.y', '__proto__', 'constructor', 'seed'),
  fc.string(),
)

interface Spoiling {
  readonly path: readonly number[]
  readonly kind: string
  readonly junk: unknown
  readonly name: string
}

/** Steps down the tree, then one spoiling. */
function spoil(tree: Tree, { path, kind, junk, name: key }: Spoiling): void {
  let at: Tree = tree
  let last = 'sweep'
  for (const step of path) {
    const keys = Object.keys(at)
    if (keys.length === 0) break
    last = keys[step % keys.length]!
    const below = at[last]
    if (typeof below !== 'object' || below === null) break
    at = below as Tree
    last = Object.keys(at)[0] ?? 'sweep'
  }
  const put = (k: string, v: unknown) =>
    Object.defineProperty(at, k, { value: v, enumerable: true, configurable: true, writable: true })
  if (kind === 'add') put(key, junk)
  else if (kind === 'replace') put(last, junk)
  else {
    const old = at[last]
    delete at[last]
    if (kind === 'rename') put(key, old)
    if (kind === 'mistype') put(`${last.slice(0, -2)}${last.slice(-1)}`, old)
  }
}

/** YAML of one of the good trees, spoilt in one to three places. `junk`: further values that are tried. */
export function spoilt(good: readonly Tree[], junk: readonly unknown[] = []): fc.Arbitrary<string> {
  const spoiling: fc.Arbitrary<Spoiling> = fc.record({
    path: fc.array(fc.nat(5), { maxLength: 4 }),
    kind: fc.constantFrom('remove', 'replace', 'add', 'rename', 'mistype'),
    junk: junk.length > 0 ? fc.oneof(JUNK, fc.constantFrom(...junk)) : JUNK,
    name: NAMES,
  })
  const spoilings = fc.array(spoiling, { minLength: 1, maxLength: 3 })
  return fc.tuple(fc.constantFrom(...good), spoilings, fc.option(fc.tuple(fc.nat(), fc.string()))).map(([tree, each, edit]) => {
    const copy = structuredClone(tree)
    for (const one of each) spoil(copy, one)
    return edited(stringify(copy), edit)
  })
}

/** A letter is replaced by a text. */
export function edited(text: string, edit: readonly [number, string] | null): string {
  if (!edit) return text
  const cut = edit[0] % (text.length + 1)
  return `${text.slice(0, cut)}${edit[1]}${text.slice(cut + 1)}`
}
