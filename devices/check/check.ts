/** The conformance kit: every property that a device model must have before it is trusted, in one report. */
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
}

/** Fewer give intervals so wide that they say nothing. */
const FEWEST = 1000

type Check = (subject: Subject) => Finding | Readonly<Record<string, Finding>>

/** A check of one property gives its finding; of several that share their work, one each by name. */
const checks: Readonly<Record<string, Check>> = {
  parameters,
  range,
  spreads,
  'stays in range': bounds,
  reproducible,
  'order does not matter': orderIndependent,
  'array size does not matter': sizeIndependent,
  'own noise for each device': neighboursIndependent,
  'own noise for each event': eventsDiffer,
  'monotone mean response': monotone,
  controller,
  'deterministic without noise': deterministic,
  'noise has mean zero': unbiased,
  'read noise as declared': readNoise,
  'drift exponent as declared': exponent,
  'drift exponent persists': exponentPersists,
  'identity persists': identityKept,
  energy: energies,
  current: currents,
  'row read equals read': rowReadEqual,
}

/** Holds a kind of device to what every model must do and to what this one declares. Same options, same report. */
export function checkDevice(kind: DeviceKind, options: CheckOptions = {}): CheckReport {
  const { devices = 20_000, seed = 1 } = options
  if (!(devices >= FEWEST)) throw new RangeError(`a check takes at least ${FEWEST} devices, not ${devices}`)
  const values = { ...defaults(kind), ...options.values }
  const properties: PropertyResult[] = []
  const add = (property: string, finding: Finding) => properties.push({ property, ...finding, seed })
  let subject: Subject | undefined
  try {
    subject = createSubject(kind, values, devices, seed)
  } catch (error) {
    add('parameters', threw(error, 'the model cannot be made of its parameters'))
  }
  for (const [name, check] of subject ? Object.entries(checks) : []) {
    try {
      const found = check(subject!)
      if ('result' in found) add(name, found as Finding)
      else for (const [part, finding] of Object.entries(found)) add(part, finding)
    } catch (error) {
      add(name, threw(error, 'an operation threw'))
    }
  }
  const passed = properties.every(({ result }) => result !== 'failed')
  return { model: kind.name, devices, seed, passed, properties }
}

function threw(error: unknown, what: string): Finding {
  const message = error instanceof Error ? error.message : String(error)
  return failed('an error', 'none', `${what}: ${message}`)
}
