/** Stores equal sections of specs once: 100,000 points of a sweep differ in a field or two. */
import type { DeviceSection } from '../config/device.ts'
import { canonicalJson } from '../config/identity.ts'
import type { Spec } from '../config/schema.ts'

/** Number of recent different sections that a section is compared with. */
const LATEST = 4

/** Returns a function that replaces sections of its spec by equal sections of recent specs. */
export function sharingSections<T extends object>(): (spec: T) => T {
  const latest = new Map<string, unknown[]>()
  return (spec) => {
    const shared = { ...spec } as Record<string, unknown>
    for (const name of Object.keys(spec)) {
      const section = shared[name]
      if (typeof section !== 'object' || section === null) continue
      const before = latest.get(name) ?? []
      const there = before.find((other) => isSame(other, section))
      shared[name] = there ?? section
      if (there === undefined) latest.set(name, [section, ...before.slice(0, LATEST - 1)])
    }
    return shared as T
  }
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length || Array.isArray(a) !== Array.isArray(b)) return false
  for (const key of keys) {
    if (!Object.hasOwn(b, key)) return false
    if (!isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key])) return false
  }
  return true
}

/** Returns a function that gives the canonical text of a spec without the path of its device; the text of a shared section is cached. */
export function canonicalSpecs(): (spec: Omit<Spec, 'seed'>) => string {
  const texts = new Map<unknown, string>()
  const textOf = (section: unknown) => {
    const text = texts.get(section) ?? canonicalJson(section)
    if (typeof section === 'object') texts.set(section, text)
    return text
  }
  const deviceText = (section: DeviceSection) => {
    const text = texts.get(section) ?? canonicalJson(placeless(section))
    texts.set(section, text)
    return text
  }
  return (spec) => {
    const sections = Object.entries(spec).filter(([, section]) => section !== undefined)
    const sorted = sections.sort(([a], [b]) => (a < b ? -1 : 1))
    const entries = sorted.map(([name, section]) => {
      return `${JSON.stringify(name)}:${name === 'device' ? deviceText(spec.device) : textOf(section)}`
    })
    return `{${entries.join(',')}}`
  }
}

/** A user-defined device counts by its content, not by its path. */
function placeless({ file: _file, ...device }: DeviceSection): object {
  return device
}
