/** Reads through a periphery: CPU time compared with the fused read. */
import { createEvents, type Events } from '../crossbar/array.ts'
import { createMeter } from '../crossbar/cost/meter.ts'
import { createCrossbar } from '../crossbar/create.ts'
import type { Crossbar } from '../crossbar/crossbar.ts'
import type { Effect, Periphery } from '../crossbar/periphery/read-path.ts'
import { effectKinds } from '../crossbar/periphery/registry.ts'
import { defaults } from '../devices/kind.ts'
import { pcm } from '../devices/models/pcm.ts'
import { Arena } from '../kernels/arena.ts'
import { createRng, fillNormals } from '../kernels/rng.ts'
import type { Row, Table } from './table.ts'

const SIDE = 100
const [STEPS, ROWS] = [1000, 6]
const REPETITIONS = 12
export const READ = { voltage: 0.2, pulse: 100e-9 }

export async function peripheryTables(): Promise<Table[]> {
  return [
    {
      name: 'read_path',
      title: `${STEPS} reads of ${ROWS} rows of PCM, ${SIDE} x ${SIDE} weights: CPU ms, least of ${REPETITIONS}; ratio to the fused read`,
      columns: ['periphery', 'cpu_ms', 'ratio'],
      key: ['periphery'],
      compared: ['cpu_ms', 'ratio'],
      rows: readPath(),
    },
  ]
}

function effect(name: string, given: object): Effect {
  const kind = effectKinds[name]!
  const values = Object.entries(kind.fields).map(([field, type]) => [
    field,
    type.parse((given as Record<string, unknown>)[field]),
  ])
  return { kind, values: Object.fromEntries(values) }
}

export const wires = (ohm: number, solver: string, error = 0.003) =>
  effect('wires', { row: ohm, column: ohm, driver: ohm, sense: ohm, solver, error })

export function crossbar(side: number, std: number, periphery?: Periphery): Crossbar {
  const arena = new Arena(200 * side * side + 1e8)
  const stride = (side + 15) & ~15
  const initial = arena.f32(side * stride)
  fillNormals(arena, createRng('bench', 'weights'), 0, initial)
  for (let k = 0; k < initial.length; k++) initial[k] = k % stride < side ? std * initial[k]! : 0
  const options = { rows: side, cols: side, model: pcm.create(defaults(pcm)), rng: createRng('bench'), scale: 10 }
  return createCrossbar(arena, { ...options, ...(periphery ? { periphery } : {}) }, initial)
}

/** `n` active rows of a step, spread over the array. */
export function acting({ arena, rows }: Crossbar, n: number, step: number): Events {
  const ids = arena.u32(n)
  for (let i = 0; i < n; i++) ids[i] = Math.floor(((i + ((step * 0.618) % 1)) * rows) / n)
  return { ...createEvents(ids), n }
}

function readPath(): Row[] {
  const adc = effect('adc', { bits: 8, offset_std: 0.5, gain_std: 0.01, noise_std: 0.5 })
  const cases: readonly (readonly [string, Periphery | undefined])[] = [
    ['none: fused', undefined],
    ['none: fused, metered', { effects: [], read: READ, meter: createMeter() }],
    ['one tile: read path', { effects: [], tile: [SIDE, SIDE], read: READ }],
    ['one tile, metered', { effects: [], tile: [SIDE, SIDE], read: READ, meter: createMeter() }],
    ['wires, first order', { effects: [wires(1, 'first-order')], read: READ }],
    ['adc', { effects: [adc], read: READ }],
    ['wires, first order, adc, tiles of 64', { effects: [wires(1, 'first-order'), adc], tile: [64, 64], read: READ }],
  ]
  const ms = cases.map(([, periphery]) => cpu(crossbar(SIDE, 0.5, periphery)))
  return cases.map(([name], i) => ({ periphery: name, cpu_ms: ms[i]!, ratio: ms[i]! / ms[0]! }))
}

function cpu(xbar: Crossbar): number {
  const out = xbar.arena.f32(xbar.stride)
  const steps = Array.from({ length: STEPS }, (_, k) => acting(xbar, ROWS, k))
  let best = Number.POSITIVE_INFINITY
  for (let r = 0; r < REPETITIONS; r++) {
    const before = process.cpuUsage()
    for (let k = 0; k < STEPS; k++) xbar.read(steps[k]!, { t: 50 + 1e-3 * k, drawIndex: r * STEPS + k, gain: 1 }, out)
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}
