import { mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { parseSpec } from '../../../experiments/config/parse.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { planText } from '../../../experiments/sweep/plan.ts'
import { InputError } from '../../../input/input-error.ts'

/** Good specs, each to be spoilt. */
const SWEEPS = [
  { sweep: { seeds: '0..2', grid: { 'update.kind': ['sign', 'fp32'], 'device.nu': 'linspace(0, 0.1, 2)' } } },
  { device: { model: 'pcm', nu: 0.05 }, sweep: { zip: { 'device.nu_std': [0, 0.01], 'crossbar.scale': [10, '20 uS'] } } },
  { update: { kind: 'sign' }, sweep: { ablate: ['drift', { 'device.nu_std': 0 }], seeds: [1, 2] } },
  { network: { neurons: 20 }, sweep: { ablate: 'all', grid: { 'device.g_max': 'log(10, 20, 2) uS' } } },
  { sweep: { search: { budget: 3, ranges: { 'learning.lr_out': 'log(1e-5, 1e-3)' }, schemes: { sign: {}, fp32: {} } } } },
]
const SINGLE = [
  { seed: 3, update: { kind: 'stochastic', prob_scale: 2 }, task: { duration: '500 ms', frequencies: [1, 2] } },
  { convention: 'srnn-pcm', device: { model: 'ideal', bits: 4 }, crossbar: { refresh: { enabled: false } } },
]

type Tree = Record<string, unknown>
const junk = fc.oneof(
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
const name = fc.oneof(
  fc.constantFrom('grid', 'zip', 'seeds', 'device.nu', 'device..nu', 'x.y', '__proto__', 'constructor', 'seed'),
  fc.string(),
)

/** Steps down the tree, then one spoiling. */
const spoiling = fc.record({
  path: fc.array(fc.nat(5), { maxLength: 4 }),
  kind: fc.constantFrom('remove', 'replace', 'add', 'rename', 'mistype'),
  junk,
  name,
})

function spoil(
  tree: Tree,
  { path, kind, junk: value, name: key }: typeof spoiling extends fc.Arbitrary<infer T> ? T : never,
): void {
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
  if (kind === 'add') put(key, value)
  else if (kind === 'replace') put(last, value)
  else {
    const old = at[last]
    delete at[last]
    if (kind === 'rename') put(key, old)
    if (kind === 'mistype') put(`${last.slice(0, -2)}${last.slice(-1)}`, old)
  }
}

const text = fc
  .tuple(
    fc.constantFrom<Tree>(...SWEEPS, ...SWEEPS, ...SINGLE),
    fc.array(spoiling, { minLength: 1, maxLength: 3 }),
    fc.option(fc.tuple(fc.nat(), fc.string())),
  )
  .map(([good, spoilings, edit]) => {
    const tree = structuredClone(good)
    for (const each of spoilings) spoil(tree, each)
    const yaml = stringify(tree)
    if (!edit) return yaml
    const cut = edit[0] % (yaml.length + 1)
    return `${yaml.slice(0, cut)}${edit[1]}${yaml.slice(cut + 1)}`
  })

/** How a message says what is allowed. */
const MEND =
  /; |give|expected|must|write|known:|lower|raise|Invalid|Too |at least|at most|make|leave|mapping|at line|should|missing|duplicate|unresolved/i

/** All of them where nobody waits. */
const SPECS = process.env.CI ? 5000 : 1000

it(`${SPECS} spoilt specs are planned or refused with place and mend, and nothing is written`, { timeout: 120_000 }, async () => {
  const folder = mkdtempSync('/tmp/memxbar-')
  const file = join(folder, 'fuzz.yaml')
  let refused = 0
  await fc.assert(
    fc.asyncProperty(text, async (yaml) => {
      try {
        const { raw, locate } = await parseSpec(yaml, file)
        if (Object.hasOwn(raw, 'sweep')) await planText(yaml, file)
        else await resolveSpec(raw, locate)
      } catch (error) {
        expect(error).toBeInstanceOf(InputError)
        refused++
        for (const line of (error as Error).message.split('\n')) {
          expect(line.startsWith(file) || line.startsWith('and '), line).toBe(true)
          expect(line).toMatch(MEND)
        }
      }
    }),
    { numRuns: SPECS, seed: 20210804 },
  )
  expect(refused).toBeGreaterThan(SPECS / 2)
  expect(readdirSync(folder)).toEqual([])
})
