/**
 * The interpreter of a recipe: it evaluates the equations device by device and rounds each operation to float32. It shares only the
 * draws and the elementary functions with the compiled loops, and must give the same bits.
 */
import { Arena } from '../../kernels/arena.ts'
import { eventWords, type Rng } from '../../kernels/rng.ts'
import type { CellList, Columns } from '../model.ts'
import type { Engine } from './engine.ts'
import type { Draw, Node, Operation, Statements } from './node.ts'
import type { Plan, Program } from './plan.ts'

const YOUNGEST = 1e-9

const arena = new Arena(1)
const { kernels } = arena
const id = arena.u32(4)
const drawn = arena.f32(4)
const float = Math.fround

const single: Readonly<Record<Operation, (...args: number[]) => number>> = {
  '+': (a, b) => float(a! + b!),
  '-': (a, b) => float(a! - b!),
  '*': (a, b) => float(a! * b!),
  '/': (a, b) => float(a! / b!),
  neg: (a) => -a!,
  abs: (a) => Math.abs(a!),
  min: (a, b) => Math.min(a!, b!),
  max: (a, b) => Math.max(a!, b!),
  if: (condition, a, b) => (condition ? a! : b!),
  '<': (a, b) => Number(a! < b!),
  '<=': (a, b) => Number(a! <= b!),
  '==': (a, b) => Number(a! === b!),
  '!=': (a, b) => Number(a! !== b!),
  floor: (a) => Math.floor(a!),
  ceil: (a) => Math.ceil(a!),
  sqrt: (a) => float(Math.sqrt(a!)),
  exp: kernels.expOne,
  log: kernels.logOne,
  pow: kernels.powOne,
  sinh: kernels.sinhOne,
  cosh: kernels.coshOne,
  tanh: kernels.tanhOne,
  sin: kernels.sinOne,
  cos: kernels.cosOne,
  probit: kernels.probitOne,
}

/** Context of one device in one operation. */
interface Moment {
  readonly c: Columns
  readonly id: number
  readonly age?: number
  readonly voltage?: number
  readonly event?: number
  readonly rng?: Rng
}

export function interpretedEngine(plan: Plan): Engine {
  const each = (program: Program, c: Columns, cells: CellList, of: (cell: number) => Omit<Moment, 'c' | 'id'>) =>
    Array.from({ length: cells.n }, (_, i) => {
      const cell = cells.ids[i]!
      return run(plan.programs.get(program)!, { c, id: cell, ...of(cell) })
    })
  return {
    pulse(operation, c, cells, rng) {
      const count = { set: c.set_count, reset: c.reset_count, depress: c.depress_count }[operation]
      each(operation, c, cells, (cell) => ({ rng, event: count[cell]! })).forEach((fields, i) => {
        for (const [name, value] of fields) (name === 'g' ? c.g : c.own[name]!)[cells.ids[i]!] = value
      })
    },
    read(c, cells, t, event, rng, _arena, out) {
      const age = (cell: number) => float(Math.max(YOUNGEST, t - c.t_programmed[cell]!))
      each('read', c, cells, (cell) => ({ rng, event, age: age(cell) })).forEach((fields, i) => {
        out[i] = fields.get('out')!
      })
    },
    energy(operation, c, cells, out) {
      each(`energy.${operation}`, c, cells, () => ({})).forEach((fields, i) => {
        out[i] = fields.get('out')!
      })
    },
    current(c, cells, voltage, out) {
      each('current', c, cells, () => ({ voltage: float(voltage) })).forEach((fields, i) => {
        out[i] = fields.get('out')!
      })
    },
  }
}

function run(statements: Statements, moment: Moment): ReadonlyMap<string, number> {
  const fields = new Map<string, number>()
  const world: EvaluationContext = {
    input: (name) => fields.get(name) ?? inputOf(name, moment),
    draw: (of) => draw(of, moment),
  }
  for (const { target, value } of statements) fields.set(target, evaluate(value, world))
  return fields
}

/** The inputs and draws for evaluating an expression. */
export interface EvaluationContext {
  input(name: string): number
  draw(of: Draw): number
}

/** The value of an expression; every operation is rounded to float32 as in the compiled loops. */
export function evaluate(node: Node, world: EvaluationContext): number {
  switch (node.op) {
    case 'constant':
      return float(node.value)
    case 'input':
      return world.input(node.name)
    case 'draw':
      return world.draw(node.draw)
    case 'quantile': {
      const { table } = node
      const at = float(evaluate(node.args[0], world) * (table.length - 1))
      const whole = Math.min(Math.trunc(at), table.length - 2)
      const [low, high] = [table[whole]!, table[whole + 1]!]
      return float(low + float(float(at - whole) * float(high - low)))
    }
    default:
      return single[node.op](...node.args.map((arg) => evaluate(arg, world)))
  }
}

function inputOf(name: string, { c, id: cell, age, voltage }: Moment): number {
  switch (name) {
    case 'g':
      return c.g[cell]!
    case 'age':
      return age!
    case 'v':
      return voltage!
    case 'n_set':
      return float(c.set_count[cell]!)
    case 'n_reset':
      return float(c.reset_count[cell]!)
    default:
      return c.own[name]![cell]!
  }
}

function draw({ stream, law }: Draw, { rng, event, id: cell }: Moment): number {
  const { k0, k1 } = stream === '' ? rng! : forked(rng!, stream)
  id.fill(cell)
  const [low, high] = eventWords(event!)
  if (law === 'normal') kernels.normalsOf(k0, k1, low, high, id.ptr, 1, drawn.ptr)
  else kernels.uniformsOf(k0, k1, low, high, id.ptr, 1, drawn.ptr)
  return drawn[0]!
}

const forks = new WeakMap<Rng, Map<string, Rng>>()

function forked(rng: Rng, stream: string): Rng {
  const known = forks.get(rng) ?? new Map<string, Rng>()
  forks.set(rng, known)
  const fork = known.get(stream) ?? rng.fork(stream)
  known.set(stream, fork)
  return fork
}
