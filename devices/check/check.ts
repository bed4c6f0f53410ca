/** The conformance check: one report on every property that a device model must have. */
import { type DeviceKind, defaults } from '../kind.ts'
import { unbiased } from './bias.ts'
import { bounds } from './bounds.ts'
import { parameters, range, spreads } from './declarations.ts'
import { exponent, exponentPersists } from './drift.ts'
import { currents, energies } from './energy.ts'
import { eventsDiffer } from './events.ts'
import { identityKept } from './identity.ts'
import { neighboursIndependent } from './independence.ts'
import { deterministic } from './noise-off.ts'
import { readNoise } from './read-noise.ts'
import { orderIndependent, reproducible, sizeIndependent } from './repeatable.ts'
import { type CheckReport, type Finding, failed, type PropertyResult } from './report.ts'
import { controller, monotone } from './response.ts'
import { rowReadEqual } from './row-read.ts'
import { type Bound, createSubject, type Subject } from './subject.ts'

export interface CheckOptions {
  /** Parameters that differ from the kind's defaults, in the kind's units. */
  readonly values?: Bound
  /** Size of the populations; default 20,000, at least 1,000. */
  readonly devices?: number
  /** Default 1. */
  readonly seed?: number
  /** Names of the properties to check; default: all. */
  readonly only?: readonly string[]
}

/** Minimum number of devices: with fewer, the intervals are too wide to be useful. */
const FEWEST = 1000

/** One function can check several properties; it returns one finding per property. */
interface Check {
  readonly properties: readonly string[]
  readonly of: (subject: Subject) => Finding | Readonly<Record<string, Finding>>
}

const checks: readonly Check[] = [
  { properties: ['parameters'], of: parameters },
  { properties: ['range'], of: range },
  { properties: ['spreads'], of: spreads },
  { properties: ['bounds', 'finite', 'not negative'], of: bounds },
  { properties: ['reproducible'], of: reproducible },
  { properties: ['order does not matter'], of: orderIndependent },
  { properties: ['array size does not matter'], of: sizeIndependent },
  { properties: ['own noise for each device'], of: neighboursIndependent },
  { properties: ['own noise for each event'], of: eventsDiffer },
  { properties: ['monotone mean response'], of: monotone },
  { properties: ['step', 'most pulses', 'pulses to reach'], of: controller },
  { properties: ['deterministic without noise'], of: deterministic },
  { properties: ['noise has mean zero'], of: unbiased },
  { properties: ['read noise as declared'], of: readNoise },
  { properties: ['drift exponent as declared'], of: exponent },
  { properties: ['drift exponent persists'], of: exponentPersists },
  { properties: ['identity persists'], of: identityKept },
  { properties: ['energy'], of: energies },
  { properties: ['current'], of: currents },
  { properties: ['row read equals read'], of: rowReadEqual },
]

/** Checks a kind of device against the rules for all models and against its declarations. The same options give the same report. */
export function checkDevice(kind: DeviceKind, options: CheckOptions = {}): CheckReport {
  const { devices = 20_000, seed = 1, only } = options
  if (!(devices >= FEWEST)) throw new RangeError(`a check takes at least ${FEWEST} devices, not ${devices}`)
  const values = { ...defaults(kind), ...options.values }
  const wanted = (name: string) => only === undefined || only.includes(name)
  const properties: PropertyResult[] = []
  const add = (property: string, finding: Finding) => wanted(property) && properties.push({ property, ...finding, seed })
  let subject: Subject
  try {
    subject = createSubject(kind, values, devices, seed)
  } catch (error) {
    const finding = threw(error, 'the model cannot be created from its parameters')
    return { model: kind.name, devices, seed, passed: false, properties: [{ property: 'parameters', ...finding, seed }] }
  }
  for (const check of checks.filter(({ properties: names }) => names.some(wanted))) {
    try {
      const found = check.of(subject)
      for (const name of check.properties) add(name, isFinding(found) ? found : found[name]!)
    } catch (error) {
      for (const name of check.properties) add(name, threw(error, 'an operation threw'))
    }
  }
  const passed = properties.every(({ result }) => result !== 'failed')
  return { model: kind.name, devices, seed, passed, properties }
}

function isFinding(found: ReturnType<Check['of']>): found is Finding {
  return typeof found.result === 'string'
}

function threw(error: unknown, what: string): Finding {
  const message = error instanceof Error ? error.message : String(error)
  return failed('an error', 'none', `${what}: ${message}`)
}
