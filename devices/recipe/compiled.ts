/** Runs a plan by loops compiled for it: one WebAssembly module per model, one instance per arena. */
import type { Arena, F32, U32 } from '../../kernels/arena.ts'
import { NONE, type Pointer } from '../../kernels/pointer.ts'
import { eventWords, type Rng } from '../../kernels/rng.ts'
import type { CellList, Columns, Layout, RowRead, RowReadRequest } from '../model.ts'
import type { Engine } from './engine.ts'
import { FRAME, type Frame, frameOf } from './frame.ts'
import { compileLoops, type Loop } from './loops.ts'
import type { Plan, Program } from './plan.ts'

/** A loop with its frame in an arena. */
interface Live {
  readonly layout: Frame
  readonly words: U32
  readonly floats: Float32Array
  readonly doubles: Float64Array
  run(frame: number): void
  /** The columns whose addresses are in the frame, and the stream whose keys are. */
  columns: Columns | undefined
  rng: Rng | undefined
  /** Row length for which the scratch is allocated. */
  stride: number
}

type Instance = ReadonlyMap<string, Live>
const ROWS = 'rows'

export function compiledEngine(plan: Plan): Engine {
  const names = ['g', 't_programmed', 'set_count', 'reset_count', ...Object.keys(plan.columns)]
  const loops: Loop[] = [...plan.programs].map(([name, statements]) => {
    const stores = name === 'set' || name === 'reset' || name === 'depress'
    return { name, statements, frame: frameOf(statements, names, stores), over: 'cells' }
  })
  const read = loops.find(({ name }) => name === 'read')!
  loops.push({ ...read, name: ROWS, over: 'rows' })

  let module: WebAssembly.Module | undefined
  const instances = new WeakMap<ArrayBufferLike, Instance>()
  const instanceIn = (arena: Arena): Instance => {
    const known = instances.get(arena.memory.buffer)
    if (known) return known
    module ??= compileLoops(loops)
    const imports = { env: { memory: arena.memory }, kernels: arena.kernels as unknown as WebAssembly.ModuleImports }
    const { exports } = new WebAssembly.Instance(module, imports)
    const made = new Map(loops.map(({ name, frame }) => [name, live(arena, frame, exports[name] as Live['run'])]))
    instances.set(arena.memory.buffer, made)
    return made
  }
  // Operations without an arena argument come after the first RESET, which created the instance.
  const instanceOf = (c: Columns) => instances.get(c.g.buffer)!

  return {
    pulse(operation, c, cells, rng, arena) {
      const loop = instanceIn(arena).get(operation)!
      begin(loop, c, cells, rng)
      loop.words[FRAME.events >> 2] = { set: c.set_count, reset: c.reset_count, depress: c.depress_count }[operation].ptr
      loop.run(loop.words.ptr)
    },
    read(c, cells, t, event, rng, arena, out) {
      const loop = instanceIn(arena).get('read')!
      begin(loop, c, cells, rng)
      loop.words[FRAME.out >> 2] = out.ptr
      at(loop, t, event)
      loop.run(loop.words.ptr)
    },
    energy(operation, c, cells, out) {
      const loop = instanceOf(c).get(`energy.${operation}` satisfies Program)!
      begin(loop, c, cells, undefined)
      loop.words[FRAME.out >> 2] = out.ptr
      loop.run(loop.words.ptr)
    },
    current(c, cells, voltage, out) {
      const loop = instanceOf(c).get('current')!
      begin(loop, c, cells, undefined)
      loop.words[FRAME.out >> 2] = out.ptr
      loop.floats[FRAME.voltage >> 2] = voltage
      loop.run(loop.words.ptr)
    },
    rowRead: rowReadOf(instanceIn),
  }
}

function rowReadOf(instanceIn: (arena: Arena) => Instance): RowRead {
  const references = new WeakMap<Columns, number>()
  return {
    columns: {},
    // Nothing is prepared: a read uses the age of each device at its own time, so it equals reads of single cells bit for bit.
    prepare(c, _n, tReference) {
      references.set(c, tReference)
    },
    read(c: Columns, layout: Layout, rows: Pointer<'u32'>, n: number, request: RowReadRequest, out: F32, arena: Arena) {
      const loop = instanceIn(arena).get(ROWS)!
      const { words, floats } = loop
      enter(loop, c, request.rng)
      if (loop.stride < layout.stride) makeScratch(loop, layout.stride, arena)
      at(loop, references.get(c)! + request.elapsed, request.drawIndex)
      words[FRAME.out >> 2] = out.ptr
      words[FRAME.polarity >> 2] = layout.replicas * layout.rows * layout.stride
      words[FRAME.replicas >> 2] = layout.replicas
      words[FRAME.rows >> 2] = layout.rows
      words[FRAME.stride >> 2] = layout.stride
      words[FRAME.cols >> 2] = layout.cols
      words[FRAME.quads >> 2] = (layout.cols + 3) >> 2
      words[FRAME.noAutapses >> 2] = request.autapses ? 0 : 1
      const graded = request.values !== NONE
      // The loop has one gain for all of its rows; rows with graded values are read one by one.
      for (let first = 0; first < n; first += graded ? 1 : n) {
        words[FRAME.ids >> 2] = rows + 4 * first
        words[FRAME.n >> 2] = graded ? 1 : n
        floats[FRAME.gain >> 2] = graded ? request.gain * numbers(arena)[request.values / 4 + first]! : request.gain
        loop.run(words.ptr)
      }
    },
  }
}

const views = new WeakMap<Arena, Float32Array>()

/** The whole memory of an arena as float32. */
function numbers(arena: Arena): Float32Array {
  const view = views.get(arena) ?? new Float32Array(arena.memory.buffer)
  views.set(arena, view)
  return view
}

function live(arena: Arena, layout: Frame, run: Live['run']): Live {
  const words = arena.u32(layout.size)
  const { buffer } = arena.memory
  layout.tables.forEach((table, i) => {
    const column = arena.f32(table.length)
    column.set(table)
    words[layout.table(i) >> 2] = column.ptr
  })
  return {
    layout,
    words,
    floats: new Float32Array(buffer, words.ptr, layout.size),
    doubles: new Float64Array(buffer, words.ptr, layout.size >> 1),
    run,
    columns: undefined,
    rng: undefined,
    stride: 0,
  }
}

function begin(loop: Live, c: Columns, { ids, n }: CellList, rng: Rng | undefined): void {
  enter(loop, c, rng)
  loop.words[FRAME.ids >> 2] = ids.ptr
  loop.words[FRAME.n >> 2] = n
}

/** Writes the addresses of the columns and the keys of the draws if they differ from the last call. */
function enter(loop: Live, c: Columns, rng: Rng | undefined): void {
  const { layout, words } = loop
  if (loop.columns !== c) {
    const { g, t_programmed, set_count, reset_count, own } = c
    const base: Readonly<Record<string, { readonly ptr: number }>> = { g, t_programmed, set_count, reset_count }
    for (const name of layout.columns) words[layout.column(name) >> 2] = (base[name] ?? own[name]!).ptr
    loop.columns = c
  }
  if (rng && loop.rng !== rng) {
    layout.draws.forEach(({ stream }, i) => {
      const { k0, k1 } = stream === '' ? rng : rng.fork(stream)
      words.set([k0, k1], layout.draw(i) >> 2)
    })
    loop.rng = rng
  }
}

function at({ words, doubles }: Live, t: number, event: number): void {
  const [low, high] = eventWords(event)
  doubles[FRAME.t >> 3] = t
  words[FRAME.eventLow >> 2] = low
  words[FRAME.eventHigh >> 2] = high
}

function makeScratch(loop: Live, stride: number, arena: Arena): void {
  loop.layout.draws.forEach((_, i) => {
    loop.words.set([arena.f32(stride).ptr, arena.f32(stride).ptr], (loop.layout.draw(i) >> 2) + 2)
  })
  loop.stride = stride
}
