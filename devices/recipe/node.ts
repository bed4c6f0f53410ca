/**
 * An expression with bound parameters, the input of the compiler and of the interpreter. Parts that depend only on constants are
 * already constants, computed in double precision; every other operation is one float32 operation.
 */
import { cos, exp, log, pow, sin } from '../../kernels/math.ts'

/** A random number of one cycle, drawn by device and event from a separate stream. */
export interface Draw {
  /** Name of a substream of the operation's stream; '' is the operation's stream itself. */
  readonly stream: string
  readonly law: 'normal' | 'uniform'
}

export type Node =
  | { readonly op: 'constant'; readonly value: number }
  /** g, age, v, n_set, n_reset, a state field or a device-to-device parameter. */
  | { readonly op: 'input'; readonly name: string }
  | { readonly op: 'draw'; readonly draw: Draw }
  /** The quantile at args[0] of a sorted table. */
  | { readonly op: 'quantile'; readonly table: Float32Array; readonly args: readonly [Node] }
  | { readonly op: Operation; readonly args: readonly Node[] }

/** Comparisons give 0 or 1, the condition of `if`. `probit` is the standard normal quantile. */
export type Operation =
  | ('+' | '-' | '*' | '/' | 'neg' | 'abs' | 'min' | 'max' | 'if' | '<' | '<=' | '==' | '!=' | 'floor' | 'ceil' | 'sqrt')
  | ElementaryFunction
/** The functions in kernels/assembly/functions.ts. */
export type ElementaryFunction = 'exp' | 'log' | 'pow' | 'sinh' | 'cosh' | 'tanh' | 'sin' | 'cos' | 'probit'

/** New values of a device's fields, in order: each uses the results of earlier ones. `out` is the result of a read, energy or current. */
export type Statements = readonly { readonly target: string; readonly value: Node }[]

export function constant(value: number): Node {
  return { op: 'constant', value }
}

export function input(name: string): Node {
  return { op: 'input', name }
}

/** The operation as a node, or its result if that is known already. */
export function operation(op: Operation, ...args: readonly Node[]): Node {
  const [first] = args
  if (op === 'if' && first!.op === 'constant') return args[first!.value ? 1 : 2]!
  const values = args.map((arg) => (arg.op === 'constant' ? arg.value : undefined))
  if (op !== 'probit' && values.every((value) => value !== undefined)) return constant(exact[op](...values))
  return { op, args }
}

type Arithmetic = (...args: number[]) => number

const exact: Readonly<Record<Exclude<Operation, 'probit'>, Arithmetic>> = {
  '+': (a, b) => a! + b!,
  '-': (a, b) => a! - b!,
  '*': (a, b) => a! * b!,
  '/': (a, b) => a! / b!,
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
  sqrt: (a) => Math.sqrt(a!),
  exp: (a) => exp(a!),
  log: (a) => log(a!),
  pow: (a, b) => pow(a!, b!),
  sinh: (a) => (exp(a!) - exp(-a!)) / 2,
  cosh: (a) => (exp(a!) + exp(-a!)) / 2,
  tanh: (a) => 1 - 2 / (exp(2 * a!) + 1),
  sin: (a) => sin(a!),
  cos: (a) => cos(a!),
}

/**
 * The value of a node in double precision, with every draw at its median: the equation without noise. It is used for the mean
 * response that a model declares; devices run in float32.
 */
export function noiseless(node: Node, inputs: ReadonlyMap<string, number>, xi = 0): number {
  switch (node.op) {
    case 'constant':
      return node.value
    case 'input':
      return inputs.get(node.name)!
    case 'draw':
      return node.draw.law === 'normal' ? xi : 0.5
    case 'quantile':
      return node.table[node.table.length >> 1]!
    case 'probit':
      return 0
    default:
      return exact[node.op](...node.args.map((arg) => noiseless(arg, inputs, xi)))
  }
}

/** Visits every node of an expression, the innermost first. */
function walk(node: Node, visit: (node: Node) => void): void {
  if ('args' in node) for (const arg of node.args) walk(arg, visit)
  visit(node)
}

/** The draws and tables of a loop, each once. */
export function needsOf(statements: Statements): { readonly draws: readonly Draw[]; readonly tables: readonly Float32Array[] } {
  const draws = new Map<string, Draw>()
  const tables = new Set<Float32Array>()
  for (const { value } of statements) {
    walk(value, (node) => {
      if (node.op === 'draw') draws.set(`${node.draw.stream} ${node.draw.law}`, node.draw)
      if (node.op === 'quantile') tables.add(node.table)
    })
  }
  return { draws: [...draws.values()], tables: [...tables] }
}
