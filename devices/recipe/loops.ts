/**
 * Loops over columns as WebAssembly, from the bound equations: four devices per iteration, every common subexpression computed once.
 * The arguments of a call are in a frame in memory (frame.ts).
 */
import {
  assemble,
  type Code,
  call,
  F32,
  F64,
  f32,
  f32x4,
  f64,
  get,
  I32,
  i32,
  i32x4,
  type Signature,
  set,
  tee,
  V128,
  v128,
  when,
  whileLoop,
} from './assembler.ts'
import { FRAME, type Frame } from './frame.ts'
import type { Draw, ElementaryFunction, Node, Operation, Statements } from './node.ts'

const lanes = (n: number, extra: readonly number[] = []) => ({
  parameters: [...extra, ...Array<number>(n).fill(V128)],
  results: [V128],
})
const keyed: Signature = { parameters: [I32, I32, V128, V128, V128], results: [V128] }
const rows: Signature = { parameters: Array<number>(9).fill(I32), results: [] }

/** Functions of the kernels that loops call. */
const KERNELS = new Map<string, Signature>([
  ...(['exp', 'log', 'sinh', 'cosh', 'tanh', 'sin', 'cos', 'probit'] as const).map((name): [string, Signature] => [
    `${name}Lanes`,
    lanes(1),
  ]),
  ['powLanes', lanes(2)],
  ['quantileLanes', { parameters: [V128, I32, I32], results: [V128] }],
  ['nextIdLanes', { parameters: [I32, I32], results: [V128] }],
  ['gatherLanes', lanes(1, [I32])],
  ['scatterLanes', { parameters: [I32, V128, V128, I32], results: [] }],
  ['agesOfLanes', { parameters: [I32, V128, F64], results: [V128] }],
  ['ageLanes', { parameters: [I32, F64], results: [V128] }],
  ['normalLanes', keyed],
  ['uniformLanes', keyed],
  ['normalRows', rows],
  ['uniformRows', rows],
])
const INDEX = new Map([...KERNELS.keys()].map((name, i) => [name, i]))

export interface Loop {
  readonly name: string
  readonly statements: Statements
  readonly frame: Frame
  /** `cells`: a list of devices; `rows`: the signed sum over rows of a differential array. */
  readonly over: 'cells' | 'rows'
}

/** A module with one exported function per loop; its argument is the address of its frame. */
export function compileLoops(loops: readonly Loop[]): WebAssembly.Module {
  return new WebAssembly.Module(
    assemble(
      KERNELS,
      loops.map((loop) => ({ name: loop.name, ...(loop.over === 'cells' ? overCells(loop) : overRows(loop)) })),
    ),
  )
}

function kernel(name: string, ...args: readonly Code[]): Code {
  return call(INDEX.get(name)!, ...args)
}

/** Allocates the locals of a function one by one; the first is the address of the frame. */
function allocator() {
  const locals: number[] = [I32]
  return { locals, local: (type: number) => locals.push(type) - 1 }
}

const frame = get(0)
const word = (offset: number) => i32.load(frame, offset)

function overCells({ statements, frame: layout }: Loop) {
  const { locals, local } = allocator()
  const [ids, n, i, events] = [local(I32), local(I32), local(I32), local(I32)]
  const [four, low, high, voltage] = [local(V128), local(V128), local(V128), local(V128)]
  const left = i32.sub(get(n), get(i))
  const address = (column: string) => word(layout.column(column))
  const list = straightCode(layout, {
    column: (name) => kernel('gatherLanes', address(name), get(four)),
    age: kernel('agesOfLanes', address('t_programmed'), get(four), f64.load(frame, FRAME.t)),
    voltage: get(voltage),
    draw: ({ law }, at) => kernel(`${law}Lanes`, word(at), word(at + 4), get(four), get(low), get(high)),
  })
  const evaluate = list(statements, () => local(V128))
  const out = evaluate.results.get('out')
  const stores = [...evaluate.results]
    .filter(([target]) => target !== 'out' && layout.stores)
    .map(([target, value]) => kernel('scatterLanes', address(target), get(four), get(value), left))
  const body = [
    set(ids, word(FRAME.ids)),
    set(n, word(FRAME.n)),
    set(events, word(FRAME.events)),
    set(low, i32x4.splat(word(FRAME.eventLow))),
    set(high, i32x4.splat(word(FRAME.eventHigh))),
    set(voltage, f32x4.splat(f32.load(frame, FRAME.voltage))),
    whileLoop(i32.lessUnsigned(get(i), get(n)), [
      set(four, kernel('nextIdLanes', i32.add(get(ids), i32.shl(get(i), i32.const(2))), left)),
      when(get(events), set(low, kernel('gatherLanes', get(events), get(four)))),
      evaluate.code,
      out === undefined
        ? stores
        : kernel(
            'scatterLanes',
            i32.add(word(FRAME.out), i32.shl(get(i), i32.const(2))),
            v128.integers([0, 1, 2, 3]),
            get(out),
            left,
          ),
      set(i, i32.add(get(i), i32.const(4))),
    ]),
  ]
  return { locals, body }
}

/**
 * For every listed row and every column c, out[c] += gain sum_k (G+ - G-), where G is the `out` of the statements. The draws of a
 * whole row are made at once, into scratch.
 */
function overRows({ statements, frame: layout }: Loop) {
  const { locals, local } = allocator()
  const [r, n, row, k, quad, first, id, own, to] = Array.from({ length: 9 }, () => local(I32)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const [gain, padding, total] = [local(V128), local(V128), local(V128)]
  const [tail, kept] = [local(I32), local(F32)]
  const polarity = word(FRAME.polarity)
  const bytes = (count: Code, shift = 2) => i32.shl(count, i32.const(shift))
  const each = ([positive, device]: readonly [boolean, Code]) =>
    straightCode(layout, {
      column: (name) => v128.load(i32.add(word(layout.column(name)), bytes(device))),
      age: kernel('ageLanes', i32.add(word(layout.column('t_programmed')), bytes(device, 3)), f64.load(frame, FRAME.t)),
      voltage: v128.const(0),
      draw: (_, at) => v128.load(i32.add(word(at + (positive ? 8 : 12)), bytes(get(quad)))),
    })(statements, () => local(V128))
  const plus = each([true, get(id)])
  const minus = each([false, i32.add(get(id), polarity)])
  const draws = layout.draws.map((draw, index) => {
    const at = layout.draw(index)
    const events = [word(FRAME.eventLow), word(FRAME.eventHigh)]
    return kernel(
      `${draw.law}Rows`,
      word(at),
      word(at + 4),
      ...events,
      get(first),
      i32.add(get(first), polarity),
      word(FRAME.cols),
      word(at + 8),
      word(at + 12),
    )
  })
  const lastQuad = i32.sub(bytes(word(FRAME.quads)), i32.const(4))
  const body = [
    set(n, word(FRAME.n)),
    set(gain, f32x4.splat(f32.load(frame, FRAME.gain))),
    // Whole vectors are read; the sums added beyond the last column are restored at the end.
    set(tail, i32.add(word(FRAME.out), bytes(lastQuad))),
    set(padding, v128.load(get(tail))),
    whileLoop(i32.lessUnsigned(get(r), get(n)), [
      set(row, i32.load(i32.add(word(FRAME.ids), bytes(get(r))), 0)),
      set(own, i32.add(word(FRAME.out), bytes(get(row)))),
      set(kept, f32.load(get(own))),
      set(k, i32.const(0)),
      whileLoop(i32.lessUnsigned(get(k), word(FRAME.replicas)), [
        set(first, i32.mul(i32.add(i32.mul(get(k), word(FRAME.rows)), get(row)), word(FRAME.stride))),
        draws,
        set(quad, i32.const(0)),
        set(id, get(first)),
        set(to, word(FRAME.out)),
        whileLoop(i32.lessUnsigned(get(quad), bytes(word(FRAME.quads))), [
          plus.code,
          minus.code,
          set(total, f32x4.mul(get(gain), f32x4.sub(get(plus.results.get('out')!), get(minus.results.get('out')!)))),
          v128.store(get(to), f32x4.add(v128.load(get(to)), get(total))),
          set(quad, i32.add(get(quad), i32.const(4))),
          set(id, i32.add(get(id), i32.const(4))),
          set(to, i32.add(get(to), i32.const(16))),
        ]),
        set(k, i32.add(get(k), i32.const(1))),
      ]),
      when(word(FRAME.noAutapses), f32.store(get(own), get(kept))),
      set(r, i32.add(get(r), i32.const(1))),
    ]),
    v128.store(
      get(tail),
      v128.bitselect(
        get(padding),
        v128.load(get(tail)),
        i32x4.geSigned(i32x4.add(i32x4.splat(lastQuad), v128.integers([0, 1, 2, 3])), i32x4.splat(word(FRAME.cols))),
      ),
    ),
  ]
  return { locals, body }
}

/** Code that loads four lanes of each input of an equation. */
interface Places {
  column(name: string): Code
  readonly age: Code
  readonly voltage: Code
  /** `at`: byte offset of the draw's words in the frame. */
  draw(draw: Draw, at: number): Code
}

const COUNTS = new Map([
  ['n_set', 'set_count'],
  ['n_reset', 'reset_count'],
])

/**
 * The statements as straight-line code with value numbering: equal operations on equal values are one value, stored in a local if it
 * is used again.
 */
function straightCode(layout: Frame, places: Places) {
  return (
    statements: Statements,
    local: () => number,
  ): { readonly code: Code; readonly results: ReadonlyMap<string, number> } => {
    const numbers = new Map<string, Value>()
    const fields = new Map<string, Value>()
    const tables = layout.tables

    const number = (key: string, args: readonly Value[], make: (...operands: Code[]) => Code): Value => {
      const full = `${key} ${args.map(({ id }) => id).join(' ')}`
      const known = numbers.get(full)
      if (known) return known
      const value: Value = { id: numbers.size, constant: key.startsWith('constant'), args, make, uses: 0, local: undefined }
      for (const arg of args) arg.uses++
      numbers.set(full, value)
      return value
    }
    const of = (node: Node): Value => {
      switch (node.op) {
        case 'constant':
          return number(`constant ${Object.is(Math.fround(node.value), -0) ? '-0' : Math.fround(node.value)}`, [], () =>
            v128.const(node.value),
          )
        case 'input':
          return fields.get(node.name) ?? number(`input ${node.name}`, [], () => inputCode(node.name))
        case 'draw': {
          const index = layout.draws.findIndex(({ stream, law }) => stream === node.draw.stream && law === node.draw.law)
          return number(`draw ${index}`, [], () => places.draw(node.draw, layout.draw(index)))
        }
        case 'quantile': {
          const index = tables.indexOf(node.table)
          const table = (u: Code) => kernel('quantileLanes', u, word(layout.table(index)), i32.const(node.table.length))
          return number(`quantile ${index}`, [of(node.args[0])], (u) => table(u!))
        }
        case 'if': {
          // The operands of the instruction are in the order of evaluation.
          const [condition, a, b] = node.args.map(of)
          return number('if', [a!, b!, condition!], (x, y, mask) => v128.bitselect(x!, y!, mask!))
        }
        default:
          return number(node.op, node.args.map(of), instruction(node.op))
      }
    }
    const inputCode = (name: string): Code => {
      if (name === 'age') return places.age
      if (name === 'v') return places.voltage
      const count = COUNTS.get(name)
      return count ? f32x4.fromUnsigned(places.column(count)) : places.column(name)
    }

    for (const { target, value } of statements) fields.set(target, of(value))
    for (const value of fields.values()) value.uses++
    const code: Code[] = []
    const emit = (value: Value): Code => {
      if (value.local !== undefined) return get(value.local)
      const made = value.make(...value.args.map(emit))
      // Repeating a constant is cheaper than storing it.
      if (value.uses < 2 || value.constant) return made
      value.local = local()
      return tee(value.local, made)
    }
    const results = new Map<string, number>()
    for (const [target, value] of fields) {
      const made = emit(value)
      const at = local()
      code.push(set(at, made))
      results.set(target, at)
    }
    return { code, results }
  }
}

interface Value {
  readonly id: number
  readonly constant: boolean
  readonly args: readonly Value[]
  readonly make: (...args: Code[]) => Code
  uses: number
  local: number | undefined
}

function instruction(op: Exclude<Operation, 'if'>): (...args: Code[]) => Code {
  switch (op) {
    case '+':
      return (a, b) => f32x4.add(a!, b!)
    case '-':
      return (a, b) => f32x4.sub(a!, b!)
    case '*':
      return (a, b) => f32x4.mul(a!, b!)
    case '/':
      return (a, b) => f32x4.div(a!, b!)
    case 'min':
    case 'max':
      return (a, b) => f32x4[op](a!, b!)
    case 'neg':
    case 'abs':
    case 'sqrt':
    case 'floor':
    case 'ceil':
      return (a) => f32x4[op](a!)
    case '<':
      return (a, b) => f32x4.lt(a!, b!)
    case '<=':
      return (a, b) => f32x4.le(a!, b!)
    case '==':
      return (a, b) => f32x4.eq(a!, b!)
    case '!=':
      return (a, b) => f32x4.ne(a!, b!)
    case 'pow':
      return (a, b) => kernel('powLanes', a!, b!)
    default:
      return (a) => kernel(`${op satisfies ElementaryFunction}Lanes`, a!)
  }
}
