/**
 * Expressions as a small tree. mathjs parses the text; the conversion of its tree rejects everything that is not on the lists
 * below, so that a recipe cannot access the host.
 */
import type { MathNode } from 'mathjs'
import { loadMathjs } from '../../input/mathjs.ts'
import { suggest } from '../../input/suggest.ts'
import type { Span } from './source.ts'
import { unitWithCorrectCase } from './unit-names.ts'

/** Functions allowed in expressions and their numbers of arguments, [least, most]. */
export const FUNCTIONS: ReadonlyMap<string, readonly [least: number, most: number]> = new Map<string, readonly [number, number]>([
  ...['exp', 'log', 'log10', 'sqrt', 'abs', 'floor', 'ceil', 'sign', 'sinh', 'cosh', 'tanh', 'sin', 'cos'].map(
    (name): [string, [number, number]] => [name, [1, 1]],
  ),
  ['pow', [2, 2]],
  ['min', [2, 8]],
  ['max', [2, 8]],
  ['clamp', [3, 3]],
])

const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['add', '+'],
  ['subtract', '-'],
  ['multiply', '*'],
  ['divide', '/'],
  ['pow', '^'],
  ['unaryMinus', 'neg'],
  ['unaryPlus', 'plus'],
  ['smaller', '<'],
  ['smallerEq', '<='],
  ['larger', '>'],
  ['largerEq', '>='],
  ['equal', '=='],
  ['unequal', '!='],
])

export type Tree = { readonly span: Span } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unit'; readonly name: string }
  /** `op`: an operator as written, `neg`, `plus`, `?` or the name of a function. */
  | { readonly kind: 'call'; readonly op: string; readonly args: readonly Tree[] }
)

/** An error in an expression, with its place and the remedy. */
export class ExpressionError extends Error {
  readonly span: Span | undefined
  readonly remedy: string | undefined
  constructor(message: string, span?: Span, remedy?: string) {
    super(message)
    this.span = span
    this.remedy = remedy
  }
}

export interface Scope {
  /** Names an expression may use. */
  readonly names: Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>
  isUnit(name: string): boolean
  /** The reason why a name that is available elsewhere is not available here. */
  readonly elsewhere?: ReadonlyMap<string, string>
}

export type Parse = (text: string, scope: Scope) => Tree

const LONGEST = 4000
const ALLOWED = /[A-Za-z0-9_.+\-*/^()<>=!?:,\s]/
const LEAF = /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[A-Za-z_]\w*/g

/** The text of an expression in the form that is parsed and quoted: one line, with u for the micro sign. */
export function oneLine(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[\u00b5\u03bc]/g, 'u')
}

export async function expressionParser(): Promise<Parse> {
  const { parse } = await loadMathjs()
  return (text, scope) => {
    if (text === '') throw new ExpressionError('there is no expression', undefined, 'write one, such as "g + 0.5 uS"')
    if (text.length > LONGEST) throw new ExpressionError(`an expression is at most ${LONGEST} characters long`)
    for (let i = 0; i < text.length; i++) {
      if (ALLOWED.test(text[i]!)) continue
      const mend = text[i] === '%' ? 'write 15 % as 0.15' : LANGUAGE
      throw new ExpressionError(`"${text[i]}" is not allowed in an expression`, { from: i, to: i + 1 }, mend)
    }
    let node: MathNode
    try {
      node = parse(text)
    } catch (error) {
      const { char, message } = error as { char?: number; message: string }
      if (char === undefined)
        throw new ExpressionError('the expression is nested too deeply', undefined, 'write it in several statements')
      throw new ExpressionError(message.replace(/ \(char \d+\)$/, ''), { from: char - 1, to: char })
    }
    const leaves = [...text.matchAll(LEAF)].map(({ index, 0: leaf }) => ({ leaf, from: index, to: index + leaf.length }))
    return converter(text, leaves, scope)(node, false)
  }
}

const LANGUAGE = `allowed: numbers with units, names, + - * / ^, comparisons, a ? b : c, and ${[...FUNCTIONS.keys()].join(', ')}`

/** Constructs that mathjs parses but recipes do not allow, by node type. */
const CONSTRUCTS: ReadonlyMap<string, string> = new Map([
  ['AccessorNode', 'access to a property'],
  ['ArrayNode', 'a matrix'],
  ['AssignmentNode', 'an assignment'],
  ['BlockNode', 'a second expression'],
  ['FunctionAssignmentNode', 'the definition of a function'],
  ['IndexNode', 'an index'],
  ['ObjectNode', 'an object'],
  ['RangeNode', 'a range'],
])

interface Leaf extends Span {
  readonly leaf: string
}

/** Fields of mathjs nodes that the conversion uses. */
interface Fields {
  readonly type: string
  readonly content: MathNode
  readonly value: unknown
  readonly name: string
  readonly fn: string | { readonly type: string; readonly name: string }
  readonly args: MathNode[]
  readonly implicit: boolean
  readonly condition: MathNode
  readonly trueExpr: MathNode
  readonly falseExpr: MathNode
}

/** mathjs stores no positions, but its leaves are in the order of the text, so a counter maps them to positions. */
function converter(text: string, leaves: readonly Leaf[], scope: Scope) {
  let next = 0
  const whole = { from: 0, to: text.length }
  const leaf = (): Span => leaves[next++] ?? whole
  const refuse = (what: string, span: Span = whole): never => {
    throw new ExpressionError(`${what} is not allowed in an expression`, span, LANGUAGE)
  }
  return convert

  /** `unit`: whether the name of a unit is allowed here, as after a number. */
  function convert(given: MathNode, unit: boolean): Tree {
    const node = given as unknown as Fields
    switch (node.type) {
      case 'ParenthesisNode':
        return convert(node.content, unit)
      case 'ConstantNode': {
        const span = leaf()
        if (typeof node.value !== 'number' || !Number.isFinite(node.value))
          return refuse(`"${text.slice(span.from, span.to)}"`, span)
        return { kind: 'number', value: node.value, span }
      }
      case 'SymbolNode':
        return symbol(node.name, leaf(), unit)
      case 'ConditionalNode': {
        const args = [node.condition, node.trueExpr, node.falseExpr].map((arg) => convert(arg, false))
        return call('?', args)
      }
      case 'OperatorNode':
        return operator(node)
      case 'FunctionNode':
        return functionCall(node)
      case 'RelationalNode':
        return refuse('a chain of comparisons')
      default:
        return refuse(CONSTRUCTS.get(node.type) ?? node.type)
    }
  }

  function operator({ fn, args, implicit }: Fields): Tree {
    const op = typeof fn === 'string' ? OPERATORS.get(fn) : undefined
    if (op === undefined) return refuse(`the operator "${String(fn)}"`)
    const [first, second] = args
    const left = convert(first!, op === '^' || op === '/' || op === '*')
    if (!second) return op === 'plus' ? left : call(op, [left])
    const withUnit = (op === '*' || op === '/') && (implicit || hasUnit(left))
    return call(op, [left, convert(second, withUnit)])
  }

  function functionCall({ fn, args }: Fields): Tree {
    if (typeof fn === 'string' || fn.type !== 'SymbolNode') return refuse('a call of something other than a function')
    const span = leaf()
    const arity = FUNCTIONS.get(fn.name)
    if (!arity) {
      if (scope.names.has(fn.name)) {
        throw new ExpressionError(`"${fn.name}" is not a function`, span, `to multiply, write ${fn.name} * (...)`)
      }
      throw new ExpressionError(`unknown function "${fn.name}"`, span, suggest(fn.name, [...FUNCTIONS.keys()]))
    }
    const [least, most] = arity
    if (args.length < least || args.length > most) {
      const wanted = least === most ? `${least}` : `${least} to ${most}`
      throw new ExpressionError(`${fn.name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, not ${args.length}`, span)
    }
    const converted = args.map((arg) => convert(arg, false))
    return { kind: 'call', op: fn.name, args: converted, span: around([{ span }, ...converted], text) }
  }

  function symbol(name: string, span: Span, unit: boolean): Tree {
    if (scope.names.has(name)) return { kind: 'name', name, span }
    if (unit && scope.isUnit(name)) return { kind: 'unit', name, span }
    const why = scope.elsewhere?.get(name)
    if (why) throw new ExpressionError(`"${name}" is not available here`, span, why)
    const near = unit ? unitWithCorrectCase(name) : undefined
    if (near !== undefined) throw new ExpressionError(`there is no unit "${name}"`, span, `did you mean ${near}?`)
    if (FUNCTIONS.has(name)) throw new ExpressionError(`"${name}" is a function`, span, `write ${name}(...)`)
    throw new ExpressionError(`unknown name "${name}"`, span, suggest(name, [...scope.names.keys()]))
  }

  function call(op: string, args: readonly Tree[]): Tree {
    return { kind: 'call', op, args, span: op === 'neg' ? before(args[0]!.span, text) : around(args, text) }
  }
}

function hasUnit(tree: Tree): boolean {
  return tree.kind === 'unit' || (tree.kind === 'call' && tree.args.some(hasUnit))
}

/** The span from the first part to the last, including their parentheses. */
function around(parts: readonly { readonly span: Span }[], text: string): Span {
  let [from, to] = [parts[0]!.span.from, parts.at(-1)!.span.to]
  const balance = () => {
    let [open, least] = [0, 0]
    for (const c of text.slice(from, to)) {
      if (c === '(') open++
      else if (c === ')') least = Math.min(least, --open)
    }
    return { toClose: open - least, toOpen: -least }
  }
  const { toClose, toOpen } = balance()
  for (let i = 0; i < toOpen; i++) from = Math.max(0, text.lastIndexOf('(', from - 1))
  for (let i = 0; i < toClose; i++) to = text.indexOf(')', to) + 1 || text.length
  return { from, to }
}

function before(span: Span, text: string): Span {
  return { from: Math.max(0, text.lastIndexOf('-', span.from)), to: span.to }
}
