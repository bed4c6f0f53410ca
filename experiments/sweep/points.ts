/** Turns the `sweep:` section into its points: all combinations of grid, zipped lists and candidates. The plan adds the ablation. */
import { newPath } from '../config/renamed.ts'
import { type ReportProblem, searchPoints } from './candidates.ts'
import type { Assignment, Point } from './point.ts'
import type { Sweep } from './schema.ts'
import { listValues } from './values.ts'

/** More rows than this are taken as a mistake: no table or figure shows that many. */
const MOST_ROWS = 100_000

/** All points before ablation, the last grid path varying fastest; empty if there is a problem, which is reported to `complain`. */
export function sweepPoints(sweep: Sweep, seeds: number, complain: ReportProblem): Point[] {
  let complaints = 0
  const tell: ReportProblem = (at, message) => {
    complaints++
    complain(at, message)
  }
  checkPaths(sweep, tell)
  const grid = Object.entries(sweep.grid).map(([path, given]) => axis('grid', path, given, tell))
  const zip = zipped(sweep, tell)
  const sizes = [...grid.map((values) => values.length), zip.length, searchSize(sweep)]
  const levels = Array.isArray(sweep.ablate) ? 2 * sweep.ablate.length + 2 : 1
  const rows = sizes.reduce((product, size) => product * size, seeds * levels)
  if (rows > MOST_ROWS)
    tell(['sweep'], `this makes ${rows} runs, and at most ${MOST_ROWS} are allowed; shorten a list, or split the sweep`)
  const factors =
    complaints > 0
      ? []
      : [...grid.map((values) => values.map(lone)), zip, sweep.search ? searchPoints(sweep.search, tell) : [NOWHERE]]
  if (complaints > 0) return []
  return factors.reduce<Point[]>(
    (points, factor) => points.flatMap((point) => factor.map((next) => joined(point, next))),
    [NOWHERE],
  )
}

const NOWHERE: Point = { assignments: [], labels: {} }

const lone = (assignment: Assignment): Point => ({ assignments: [assignment], labels: {} })

function joined(a: Point, b: Point): Point {
  return { assignments: [...a.assignments, ...b.assignments], labels: { ...a.labels, ...b.labels } }
}

function searchSize({ search }: Sweep): number {
  return search ? search.budget * Math.max(1, Object.keys(search.schemes).length) : 1
}

function axis(section: 'grid' | 'zip', path: string, given: unknown, complain: ReportProblem): Assignment[] {
  const from = ['sweep', section, path]
  try {
    return listValues(given).map((value, i) => ({ path: newPath(path), value, from: Array.isArray(given) ? [...from, i] : from }))
  } catch (error) {
    complain(from, (error as Error).message)
    return []
  }
}

function zipped({ zip }: Sweep, complain: ReportProblem): Point[] {
  const columns = Object.entries(zip).map(([path, given]) => axis('zip', path, given, complain))
  const length = columns[0]?.length ?? 0
  const odd = columns.find((column) => column.length !== length && column.length > 0)
  if (odd && length > 0) {
    const [first] = Object.keys(zip)
    const mend = `zipped lists must have equal lengths`
    complain(odd[0]!.from.slice(0, 3), `${odd.length} values, and zip.${first} has ${length}; ${mend}`)
  }
  if (columns.length === 0) return [NOWHERE]
  return columns[0]!.map((_, i) => ({ assignments: columns.flatMap((column) => column[i] ?? []), labels: {} }))
}

/** Rejects paths that are duplicate, inside one another, or set by the sweep in another way. */
function checkPaths({ grid, zip, search, ablate }: Sweep, complain: ReportProblem): void {
  const found: { path: string; at: readonly PropertyKey[] }[] = []
  const add = (paths: readonly string[], at: readonly PropertyKey[]) =>
    found.push(...paths.map((path) => ({ path, at: [...at, path] })))
  add(Object.keys(grid), ['sweep', 'grid'])
  add(Object.keys(zip), ['sweep', 'zip'])
  const schemes = Object.entries(search?.schemes ?? {})
  if (schemes.length > 0) found.push({ path: 'update.kind', at: ['sweep', 'search', 'schemes'] })
  add(Object.keys(search?.ranges ?? {}), ['sweep', 'search', 'ranges'])
  const common = found.length
  for (const [kind, own] of schemes) {
    found.length = common
    add(Object.keys(own ?? {}), ['sweep', 'search', 'schemes', kind])
    checkApart(found, complain)
  }
  found.length = common
  if (Array.isArray(ablate)) {
    ablate.forEach((item, i) => {
      if (typeof item === 'string') found.push({ path: `device.${item}`, at: ['sweep', 'ablate', i] })
      else add(Object.keys(item), ['sweep', 'ablate', i])
    })
  }
  checkApart(found, complain)
}

/** Sections of the spec, each with an example field. */
const SECTIONS: ReadonlyMap<string, string> = new Map([
  ['task', 'input_rate'],
  ['network', 'neurons'],
  ['device', 'model'],
  ['crossbar', 'scale'],
  ['learning', 'lr_out'],
  ['update', 'kind'],
  ['training', 'epochs'],
])

function checkApart(found: readonly { path: string; at: readonly PropertyKey[] }[], complain: ReportProblem): void {
  found.forEach(({ path, at }, i) => {
    if (path.split('.').some((key) => key === ''))
      complain(at, `"${path}" is not a path of the spec; write for example device.nu_std`)
    else if (path === 'seed') complain(at, 'the seed is swept by "seeds:"; write for example seeds: 0..9')
    else if (SECTIONS.has(path))
      complain(at, `${path} is a section; sweep its fields, such as ${path}.${SECTIONS.get(path)}, several at once with zip`)
    const other = found
      .slice(0, i)
      .find((before) => `${path}.`.startsWith(`${before.path}.`) || `${before.path}.`.startsWith(`${path}.`))
    if (other) complain(at, `${path} is set by ${other.at.join('.')} as well; sweep it in one place`)
  })
}
