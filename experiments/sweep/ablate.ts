/** Ablation: each non-ideality off alone and on alone, between all on and all off. */
import type { DeviceKind } from '../../devices/kind.ts'
import type { Spec } from '../config/schema.ts'
import { type Assignment, cellOf, type Point } from './point.ts'
import type { Sweep } from './schema.ts'

/** Assignments that remove a non-ideality. */
interface Switch {
  readonly name: string
  readonly off: readonly Assignment[]
}

type Listed = Exclude<Sweep['ablate'], 'all' | undefined>

const FROM = ['sweep', 'ablate'] as const

/** The switches that a user lists: `drift` means device.drift: false; a mapping is one switch with all its assignments. */
export function listedSwitches(listed: Listed): Switch[] {
  return listed.map((item, i) => {
    const assignments = typeof item === 'string' ? { [`device.${item}`]: false } : item
    const off = Object.entries(assignments).map(([path, value]) => {
      return { path, value, from: typeof item === 'string' ? [...FROM, i] : [...FROM, i, path] }
    })
    return { name: off.map(({ path }) => path.replace(/^device\./, '')).join(' and '), off }
  })
}

/**
 * All switches of a spec's device kind that are on, and one switch for all device-to-device spreads, except the paths that the
 * sweep sets itself.
 */
export function modelSwitches(kind: DeviceKind, spec: Spec, swept: ReadonlySet<string>): Switch[] {
  const parameters = Object.entries(kind.parameters)
  const spreads = parameters
    .filter(([, { spread }]) => spread)
    .map(([name]) => `device.${name}`)
    .filter((path) => cellOf(spec, path) !== 0 && !swept.has(path))
  const alike = { name: 'device spread', off: spreads.map((path) => ({ path, value: 0, from: FROM })) }
  const switches = parameters.flatMap(([name, { default: value, idle }]) => {
    const path = `device.${name}`
    const on = typeof value === 'boolean' && !idle && cellOf(spec, path) === true && !swept.has(path)
    return on ? [{ name, off: [{ path, value: false, from: FROM }] }] : []
  })
  return spreads.length > 0 ? [...switches, alike] : switches
}

/** The levels of an ablation, as points on top of `point`; `none` is the point without changes. */
export function ablations(point: Point, switches: readonly Switch[]): Point[] {
  const level = (ablation: string, off: readonly Switch[]): Point => ({
    assignments: [...point.assignments, ...off.flatMap((s) => s.off)],
    labels: { ...point.labels, ablation },
  })
  if (switches.length === 0) return [level('none', [])]
  const others = (chosen: Switch) => switches.filter((s) => s !== chosen)
  return [
    level('none', []),
    ...switches.map((s) => level(`no ${s.name}`, [s])),
    ...switches.map((s) => level(`only ${s.name}`, others(s))),
    level('all off', switches),
  ]
}
