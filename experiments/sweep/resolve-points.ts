/** Resolves and checks every point of a sweep before any run starts; an error names its place and the combination that causes it. */

import type { DeviceKind } from '../../devices/kind.ts'
import { InputError } from '../../input/input-error.ts'
import { suggest } from '../../input/suggest.ts'
import { canonicalJson } from '../config/identity.ts'
import type { WrittenSpec } from '../config/parse.ts'
import { type Locate, resolveSpec } from '../config/resolve.ts'
import type { Spec } from '../config/schema.ts'
import { loadCostTable } from '../disk/cost-table.ts'
import { kindsBeside } from '../disk/device-kind.ts'
import { loadDataset } from '../disk/files.ts'
import { textsOf } from '../disk/run-spec.ts'
import { loadStuck } from '../disk/stuck.ts'
import { memoryNeeded } from '../run/build.ts'
import type { Dataset } from '../tasks/task.ts'
import { ablations, listedSwitches, modelSwitches } from './ablate.ts'
import { deviceBySection, kindsOnce } from './devices-once.ts'
import { combination, type Point, specAt } from './point.ts'
import type { Sweep } from './schema.ts'
import { sharingSections } from './sections-once.ts'

export interface ResolvedPoint {
  readonly point: Point
  readonly spec: Spec
  readonly dataset: Dataset
  /** Texts of the map of stuck devices and of the user's prices, if the spec names them. */
  readonly texts: readonly string[]
  readonly kind: DeviceKind
}

/**
 * The points with their specs, and the ablations of each.
 * @param file the spec file; target files are searched beside it
 * @throws InputError listing all problems
 */
export async function resolvePoints(
  written: WrittenSpec,
  points: readonly Point[],
  sweep: Sweep,
  file: string,
): Promise<ResolvedPoint[]> {
  const problems = new Map<string, { first: string; count: number }>()
  const loadOnce = datasetByTask(file)
  const pricesOnce = costTableByName(file)
  const kinds = kindsOnce(kindsBeside(file))
  const shared = sharingSections<Spec>()
  const makeOnce = deviceBySection(kinds)
  const attempt = async (point: Point): Promise<ResolvedPoint | undefined> => {
    try {
      const locate = locateIn(point, written.locate)
      const spec = shared(await resolveSpec(specAt(written.raw, point), locate, kinds))
      const dataset = await placing(locate(['task', 'target']) ?? locate(['task', 'data']), () => loadOnce(spec.task))
      const stuck = await placing(locate(['crossbar', 'faults', 'map']), () => loadStuck(spec, dataset, file))
      const prices = await placing(locate(['cost', 'table']), () => pricesOnce(spec))
      const { kind, model } = await placing(locate(lastOfDevice(point)), () => makeOnce(spec.device))
      await placing(locate(['network', 'neurons']), () => memoryNeeded(spec, dataset, model))
      return { point, spec, dataset, kind, texts: textsOf(stuck, prices) }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      for (const line of error.message.split('\n')) {
        const seen = problems.get(line)
        problems.set(line, { first: seen?.first ?? combination(point), count: (seen?.count ?? 0) + 1 })
      }
      return undefined
    }
  }
  const swept = new Set(points[0]?.assignments.map(({ path }) => path))
  const resolved: ResolvedPoint[] = []
  let ablated = false
  for (const point of points) {
    const base = await attempt(point)
    if (!base) continue
    if (sweep.ablate === undefined) {
      resolved.push(base)
      continue
    }
    const switches = sweep.ablate === 'all' ? modelSwitches(base.kind, base.spec, swept) : listedSwitches(sweep.ablate)
    if (switches.length > 0) ablated = true
    const unknown = unknownSwitches(sweep.ablate, base.kind, written.locate)
    for (const line of unknown) problems.set(line, { first: combination(point), count: (problems.get(line)?.count ?? 0) + 1 })
    for (const level of unknown.length > 0 ? [] : ablations(point, switches)) {
      const found = await attempt(level)
      if (found) resolved.push(found)
    }
  }
  if (sweep.ablate === 'all' && !ablated && resolved.length > 0) {
    const none = 'the device has no switch that is on; list what to remove, such as [{ device.nu_std: 0 }], or leave ablate out'
    throw new InputError(`${written.locate(['sweep', 'ablate']) ?? file}: sweep.ablate: ${none}`)
  }
  if (problems.size > 0) throw new InputError(listed(problems))
  return resolved
}

/** One line for each listed name that is not a switch of the device. */
function unknownSwitches(ablate: Sweep['ablate'], { name, parameters }: DeviceKind, locate: Locate): string[] {
  if (!Array.isArray(ablate)) return []
  const known = Object.keys(parameters).filter((parameter) => typeof parameters[parameter]!.default === 'boolean')
  return ablate.flatMap((item, i) => {
    if (typeof item !== 'string' || known.includes(item)) return []
    const where = locate(['sweep', 'ablate', i])
    return [
      `${where ? `${where}: ` : ''}sweep.ablate: device "${name}" has no switch "${item}"; ${suggest(item, known) || 'it has none'}`,
    ]
  })
}

/** The likely cause of a device that cannot be made: the last path of the sweep that sets part of it. */
function lastOfDevice({ assignments }: Point): readonly string[] {
  return assignments.findLast(({ path }) => path.startsWith('device.'))?.path.split('.') ?? ['device', 'model']
}

/** Prefixes an error message with the place. */
async function placing<T>(where: string | undefined, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof InputError) || where === undefined) throw error
    throw new InputError(`${where}: ${error.message}`)
  }
}

/** Locates a mistake in a value that the sweep sets where the sweep sets it. */
function locateIn({ assignments }: Point, locate: Locate): Locate {
  return (path) => {
    const dotted = path.map(String).join('.')
    const by = assignments.findLast((assignment) => `${dotted}.`.startsWith(`${assignment.path}.`))
    return locate(by ? by.from : path)
  }
}

/** Limit of problem lines in a message. */
const MOST_LINES = 20

function listed(problems: ReadonlyMap<string, { first: string; count: number }>): string {
  const lines = [...problems].slice(0, MOST_LINES).map(([line, { first, count }]) => {
    if (first === '') return line
    const others = count > 1 ? ` and ${count - 1} other combination${count > 2 ? 's' : ''}` : ''
    return `${line} (with ${first}${others})`
  })
  if (problems.size > MOST_LINES) lines.push(`and ${problems.size - MOST_LINES} more problems`)
  return lines.join('\n')
}

/** Loads the data of each task once. */
function datasetByTask(file: string): (task: Spec['task']) => Promise<Dataset> {
  const known = new Map<string, Promise<Dataset>>()
  return (task) => {
    const key = canonicalJson(task)
    const dataset = known.get(key) ?? loadDataset(task, file)
    known.set(key, dataset)
    return dataset
  }
}

/** Reads each file of prices once. */
function costTableByName(file: string): (spec: Spec) => ReturnType<typeof loadCostTable> {
  const known = new Map<string | undefined, ReturnType<typeof loadCostTable>>()
  return (spec) => {
    const table = known.get(spec.cost?.table) ?? loadCostTable(spec, file)
    known.set(spec.cost?.table, table)
    return table
  }
}
