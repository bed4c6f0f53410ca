/**
 * Binds a parsed expression: parameters become constants or inputs, constants are folded, powers are rewritten, and interval
 * arithmetic finds divisions and logarithms that could fail.
 */
import { type Dimension, type Units, unitText } from './dimensions.ts'
import { exactly, type Interval, intervalOf, isBounded, powerInterval } from './interval.ts'
import { constant, type Node, type Operation, operation } from './node.ts'
import { ExpressionError, type Tree } from './tree.ts'

/** A value and its possible range. */
export interface Bound {
  readonly node: Node
  readonly range: Interval
  /** Number of operations in the expanded expression: powers and signs use a part of it more than once. Default: 1. */
  readonly size?: number
}

export interface Environment {
  readonly names: Pick<ReadonlyMap<string, Bound>, 'get'>
  readonly units: Units
  /** Dimension of a part of the expression, for messages. */
  dimension(tree: Tree): Dimension | 'zero'
}

const LARGEST_POWER = 32
/** Only nested powers exceed this number of operations: an expression of maximum length has a quarter of them. */
const MOST_OPERATIONS = 4096
/** A base above this is also positive in float32. */
const POSITIVE = 1e-30

export function constantBound(value: number): Bound {
  return { node: constant(value), range: exactly(value) }
}

const zero = constantBound(0)
const one = constantBound(1)

/** Applies an operation to bound values. */
export function apply(op: Operation, ...args: readonly Bound[]): Bound {
  const node = operation(op, ...args.map((arg) => arg.node))
  if (node.op === 'constant') return constantBound(node.value)
  return {
    node,
    size: args.reduce((sum, { size = 1 }) => sum + size, 1),
    range: intervalOf(
      op,
      args.map(({ range }) => range),
    ),
  }
}

/** @throws ExpressionError if a division by zero, or a root or logarithm outside its domain, is possible */
export function bind(tree: Tree, { names, units, dimension }: Environment): Bound {
  return inFloat32(of(tree, false), tree)

  /** `guarded`: in a branch of a condition, where the author of the recipe is responsible for the domain. */
  function of(node: Tree, guarded: boolean): Bound {
    switch (node.kind) {
      case 'number':
        return constantBound(node.value)
      case 'unit':
        return constantBound(units(node.name)!.factor)
      case 'name':
        return names.get(node.name)!
      case 'call':
        return call(node.op, node.args, guarded)
    }
  }

  function call(op: string, trees: readonly Tree[], guarded: boolean): Bound {
    const args = trees.map((arg, i) => of(arg, guarded || (op === '?' && i > 0)))
    const result = applied(op, trees, args, guarded)
    // Operations on constants are computed in double precision.
    if (result.node.op !== 'constant') for (const [i, arg] of args.entries()) inFloat32(arg, trees[i]!)
    if ((result.size ?? 1) > MOST_OPERATIONS) {
      const message = `this is more than ${MOST_OPERATIONS} operations when its powers are written out`
      throw new ExpressionError(message, undefined, 'write a parameter for an exponent, or lower the exponents')
    }
    return result
  }

  /** Devices compute in float32, whose largest number is about 3.4e38. */
  function inFloat32(bound: Bound, part: Tree): Bound {
    const { node } = bound
    // Infinite constants are accepted: the author may use one in a branch that its condition never selects.
    if (node.op !== 'constant' || !Number.isFinite(node.value) || Number.isFinite(Math.fround(node.value))) return bound
    const found = dimension(part)
    const unit = found === 'zero' || unitText(found) === 'a plain number' ? '' : ` ${unitText(found)}`
    const mend = 'write a number that a device can hold'
    throw new ExpressionError(`this is ${short(node.value)}${unit}, and a device holds numbers up to 3.4e38`, part.span, mend)
  }

  function applied(op: string, trees: readonly Tree[], args: readonly Bound[], guarded: boolean): Bound {
    const [a, b, c] = args as [Bound, Bound, Bound]
    const check = (at: number, bad: (range: Interval) => boolean, what: string, remedy: (text: string) => string) => {
      const { range } = args[at]!
      if (guarded || !isBounded(range) || !bad(range)) return
      throw rangeError(trees[at]!, range, what, remedy)
    }
    const notZero = (at: number) =>
      check(
        at,
        ({ low, high }) => low <= 0 && high >= 0,
        'a division by zero is in range',
        (unit) => `keep it away from 0, such as by max(..., 0.001${unit}) or a condition`,
      )
    const notBelow = (at: number, name: string, zeroToo: boolean) =>
      check(
        at,
        ({ low }) => (zeroToo ? low < 0 : low <= 0),
        `${name} of a number ${zeroToo ? 'below 0' : 'that is not above 0'} is in range`,
        (unit) => `keep it ${zeroToo ? 'at or above 0' : 'above 0'}, such as by max(..., ${zeroToo ? '0' : `0.001${unit}`})`,
      )
    switch (op) {
      case '?':
        return apply('if', a, b, c)
      case '>':
        return apply('<', b, a)
      case '>=':
        return apply('<=', b, a)
      case '/':
        notZero(1)
        return apply('/', a, b)
      case 'sign':
        return apply('-', apply('if', apply('<', zero, a), one, zero), apply('if', apply('<', a, zero), one, zero))
      case 'min':
      case 'max':
        return args.reduce((x, y) => apply(op, x, y))
      case 'clamp':
        return apply('max', b, apply('min', c, a))
      case 'log':
        notBelow(0, 'the logarithm', false)
        return apply('log', a)
      case 'log10':
        notBelow(0, 'the logarithm', false)
        return apply('*', apply('log', a), constantBound(Math.LOG10E))
      case 'sqrt':
        notBelow(0, 'the root', true)
        return apply('sqrt', a)
      case '^':
      case 'pow':
        return power(a, b, { notZero: () => notZero(0), notNegative: () => notBelow(0, 'the power', true) })
      default:
        return apply(op as Operation, ...args)
    }
  }

  function power(x: Bound, y: Bound, check: { notZero: () => void; notNegative: () => void }): Bound {
    const n = y.node.op === 'constant' ? y.node.value : undefined
    if (y.range.low < 0) check.notZero()
    if (x.node.op === 'constant' && n !== undefined) return apply('pow', x, y)
    if (n !== undefined && Number.isInteger(n) && Math.abs(n) <= LARGEST_POWER) return wholePower(x, n)
    check.notNegative()
    if (n === 0.5) return apply('sqrt', x)
    if (n === -0.5) return apply('/', one, apply('sqrt', x))
    return x.range.low > POSITIVE ? apply('exp', apply('*', y, apply('log', x))) : apply('pow', x, y)
  }

  function rangeError(part: Tree, { low, high }: Interval, what: string, remedy: (unit: string) => string): ExpressionError {
    const found = dimension(part)
    const text = found === 'zero' || unitText(found) === 'a plain number' ? '' : ` ${unitText(found)}`
    const ends = low === high ? `is ${short(low)}${text}` : `lies between ${short(low)} and ${short(high)}${text}`
    return new ExpressionError(`${what}: this ${ends}`, part.span, remedy(text))
  }
}

/** x^n by squaring. */
function wholePower(x: Bound, n: number): Bound {
  if (n === 0) return one
  if (n < 0) return apply('/', one, wholePower(x, -n))
  let [result, square]: [Bound | undefined, Bound] = [undefined, x]
  for (let left = n; left > 0; left >>= 1) {
    if (left & 1) result = result ? apply('*', result, square) : square
    if (left > 1) square = apply('*', square, square)
  }
  return { ...result!, range: powerInterval(x.range, n) }
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)))
}
