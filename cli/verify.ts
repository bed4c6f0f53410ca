/** `memxbar verify`: compares the engine with another tool's spikes, membranes and gradients. */
import { readFileSync } from 'node:fs'
import { runCase } from '../experiments/verify/case.ts'
import { type Comparison, compare, type ParsedCase } from '../experiments/verify/comparison.ts'
import { parseEpropFile } from '../experiments/verify/eprop-file.ts'
import { parseGraphFile } from '../experiments/verify/graph-file.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { rules } from '../learning/rules/registry.ts'

/** Largest accepted relative error. */
const TOLERANCE = 1e-4

interface VerifyFlags {
  readonly rule?: string
  readonly mode?: string
  readonly json?: boolean
}

export async function verifyEprop(file: string, { mode = 'adjoint', json }: VerifyFlags): Promise<void> {
  report([compared(readCase(file, parseEpropFile), 'eprop', mode)], json ?? false)
}

/** All rules with results in the case, in every mode that supports its loss, unless one is named. */
export async function verifyGradient(file: string, { rule, mode, json }: VerifyFlags): Promise<void> {
  const parsed = readCase(file, parseGraphFile)
  const known = Object.keys(parsed.reference.rules)
  if (rule !== undefined && !known.includes(rule))
    throw new InputError(`--rule: the case has no "${rule}"; ${suggest(rule, known)}`)
  const pairs = (rule === undefined ? known : [rule]).flatMap((name) => {
    if (mode !== undefined) return [[name, mode] as const]
    const modes = Object.keys(rules[name]?.modes ?? {})
    // The error of cross-entropy-of-mean is known only after the trial: too late for a rule that learns step by step.
    const online = parsed.given.loss === 'cross-entropy-of-mean'
    return modes.filter((each) => !(online && each === 'online')).map((each) => [name, each] as const)
  })
  report(
    pairs.map(([name, each]) => compared(parsed, name, each)),
    json ?? false,
  )
}

function compared({ given, reference }: ParsedCase, rule: string, mode: string): Comparison {
  const kind = Object.hasOwn(rules, rule) ? rules[rule]! : undefined
  if (!kind) throw new InputError(`results: unknown rule "${rule}"; ${suggest(rule, Object.keys(rules))}`)
  const modes = Object.keys(kind.modes)
  if (!modes.includes(mode)) throw new InputError(`--mode: unknown mode "${mode}"; ${suggest(mode, modes)}`)
  return compare(runCase(given, rule, mode), reference, rule, mode)
}

function report(comparisons: readonly Comparison[], json: boolean): void {
  const passed = comparisons.map(({ errors, spikes_differing }) => {
    return Object.values(errors).every((error) => error <= TOLERANCE) && spikes_differing === 0
  })
  const all = passed.every(Boolean)
  if (json) {
    const results = comparisons.map((comparison, i) => ({ ...comparison, tolerance: TOLERANCE, passed: passed[i]! }))
    process.stdout.write(`${JSON.stringify({ results, passed: all })}\n`)
  } else {
    for (const [i, { errors, ...facts }] of comparisons.entries()) {
      for (const [name, value] of Object.entries({ ...facts, ...errors })) {
        process.stdout.write(`${name.padEnd(18)} ${typeof value === 'number' ? Number(value.toPrecision(6)) : value}\n`)
      }
      process.stdout.write(`${passed[i] ? 'passed' : 'FAILED'}: largest relative error allowed ${TOLERANCE}\n\n`)
    }
  }
  if (!all) process.exitCode = 1
}

function readCase(file: string, parse: (json: unknown) => ParsedCase): ParsedCase {
  try {
    return parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new InputError(`${file}: ${(error as Error).message}`)
  }
}
