/**
 * A trial of a recipe before use: it applies pulses and reads to a typical device without noise, in float32 as in a run, and
 * requires finite results. Without this check an error could become a network of NaN.
 */
import { type Equation, type Equations, located } from './equations.ts'
import { type EvaluationContext, evaluate } from './interpret.ts'
import type { Plan, Program } from './plan.ts'
import type { Source } from './source.ts'
import { ExpressionError } from './tree.ts'

/** Number of SET pulses applied from RESET. */
const PULSES = 8
/** Ages of reads, s. */
const AGES = [1e-3, 1, 1e3, 1e6]
/** V across the device. */
const VOLTAGE = 0.1

/** @throws InputError with place, expression and the state in which the result is not finite */
export function checkFinite(source: Source, { parts, range }: Equations, plan: Plan): void {
  const state = new Map([...plan.means].map(([name, value]) => [name, Math.fround(value)]))
  const lowest = end(0)
  state.set('g', lowest).set('n_set', 0).set('n_reset', 0)
  const highest = end(1)
  state.set('g', lowest)
  pulse('reset')
  state.set('n_reset', 1)
  look()
  for (let n = 1; n <= PULSES; n++) {
    pulse('set')
    state.set('n_set', n)
    if (n === 1 || n === PULSES) look()
  }
  if (plan.programs.has('depress')) pulse('depress')
  for (const g of [lowest, highest]) {
    state.set('g', g)
    look()
  }

  function end(i: 0 | 1): number {
    const { node } = [plan.range.low, plan.range.high][i]!
    return finite(range[i], evaluate(node, worldOf(state)), state)
  }

  function pulse(part: 'set' | 'reset' | 'depress'): void {
    plan.programs.get(part)!.forEach(({ target, value }, i) => {
      const before = new Map(state)
      state.set(target, finite(parts.get(part)![i]!, evaluate(value, worldOf(state)), before))
    })
  }

  /** Evaluates reads, energies and the current of the device in its present state. */
  function look(): void {
    for (const age of AGES) {
      const aged = new Map(state).set('age', Math.fround(age))
      if (plan.drift) aged.set('g', finite(parts.get('drift')![0]!, evaluate(plan.drift, worldOf(aged)), aged))
      if (plan.read) finite(parts.get('read')![0]!, evaluate(plan.read, worldOf(aged)), aged)
    }
    for (const part of ['current', 'energy.set', 'energy.reset', 'energy.depress', 'energy.read'] as const) {
      const [statement] = plan.programs.get(part satisfies Program) ?? []
      const there = part === 'current' ? new Map(state).set('v', Math.fround(VOLTAGE)) : state
      if (statement) finite(parts.get(part)![0]!, evaluate(statement.value, worldOf(there)), there)
    }
  }

  function finite({ text, path, names }: Equation, value: number, there: ReadonlyMap<string, number>): number {
    if (Number.isFinite(value)) return value
    return located(source, path, text, () => {
      const inputs = [...there].filter(([name]) => names.has(name) && new RegExp(`\\b${name}\\b`).test(text))
      const shown = inputs.map(([name, of]) => `${name} = ${Number(of.toPrecision(3))}`).slice(0, 8)
      const when = shown.length > 0 ? ` at ${shown.join(', ')} (uS, s)` : ''
      const mend = 'keep logarithms, divisions and powers within the states of a device, such as by max(..., ...) or a condition'
      throw new ExpressionError(`this gives ${value}${when}, without noise`, undefined, mend)
    })
  }
}

function worldOf(state: ReadonlyMap<string, number>): EvaluationContext {
  return { input: (name) => state.get(name)!, draw: ({ law }) => (law === 'normal' ? 0 : 0.5) }
}
