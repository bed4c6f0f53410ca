/** What is counted, and what it costs: computed by hand. */
import { describe, expect, it } from 'vitest'
import { anchors, publishedEnergy } from '../../../crossbar/cost/anchors.ts'
import { EVENTS, type EventName, eventNames } from '../../../crossbar/cost/events.ts'
import { addMeter, count, createMeter, since } from '../../../crossbar/cost/meter.ts'
import { price } from '../../../crossbar/cost/price.ts'
import { type Constant, type CostTable, checkTable, overridden } from '../../../crossbar/cost/table.ts'
import { costTables } from '../../../crossbar/cost/tables/registry.ts'
import { writeCycles } from '../../../crossbar/cost/write-cycles.ts'
import { createCrossbar } from '../../../crossbar/create.ts'
import { createPulseList, noPulses, push, sendPulses, synapseAt } from '../../../crossbar/pulse.ts'
import { groupMeans, rewrite } from '../../../crossbar/refresh.ts'
import { depressPulse, everyCell, resetPulse, setPulse } from '../../../devices/bank.ts'
import { defaults } from '../../../devices/kind.ts'
import { ideal } from '../../../devices/models/ideal.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import { vteam } from '../../../devices/models/vteam.ts'
import { createRng } from '../../../kernels/rng.ts'
import { model } from '../../support/bank.ts'
import { events } from '../../support/events.ts'
import { named } from '../../support/meter.ts'
import { arena, effect, READ } from '../periphery/sites.ts'

const constant = (event: EventName, prices: Partial<Constant>): Constant => {
  return { event, node_nm: 45, year: 2020, source: 'a book', note: '', ...prices }
}
const table: CostTable = {
  name: 'hand',
  title: 'numbers that are easy to add',
  constants: [
    constant('set_pulses', { energy_j: 8e-12 }),
    constant('adc_conversions', { energy_j: 2e-12, area_um2: 1000 }),
    constant('adc_cycles', { latency_s: 1e-9 }),
    constant('reads', { latency_s: 5e-7 }),
    constant('write_cycles', { latency_s: 5e-8 }),
    constant('partial_sums', { energy_j: 2 ** -46 }),
  ],
}

/** Numbers with 15 significant digits: what float64 has of any decimal number. */
const digits = (row: object) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? Number(value.toPrecision(15)) : value]),
  )

describe('an array of 4 x 4, three reads and two pulses', () => {
  const meter = createMeter()
  const rng = createRng(1)
  // Weights of 0.5 on a scale of 10 uS: G+ 5 uS, G- 0 uS everywhere; nothing of the device is random.
  const device = model(ideal, { g_min: 0, g_max: 15, bits: 4 })
  const effects = [effect('adc', { bits: 8, range: 'fixed', max: 100, columns_per_adc: 2 })]
  const xbar = createCrossbar(
    arena,
    { rows: 4, cols: 4, model: device, rng, scale: 10, periphery: { effects, read: READ, meter } },
    new Float32Array(64).fill(0.5),
  )
  const out = arena.f32(16)
  const read = (rows: number[], draw: number) => xbar.read(events(arena, rows), { t: 1, drawIndex: draw, gain: 1 }, out)
  const [plus, minus] = [xbar.bank.columns.g[0]!, xbar.bank.columns.g[64]!]
  read([0], 0)
  read([1, 3], 1)
  read([0, 1, 2, 3], 2)
  const list = createPulseList(arena, 4)
  push(list, 0, 1)
  push(list, 17, 1)
  sendPulses(xbar, list, 2)

  // Reads of rows {0}, {1, 3} and {0, 1, 2, 3}: 1 + 2 + 4 = 7 word lines in each of two polarities, 4 devices a line.
  // A read converts 4 columns of each polarity, two columns to a converter, G+ beside G-, and subtracts in 4 columns.
  // The pulses go to synapses of two rows: two cycles.
  const HAPPENED = {
    reads: 3,
    line_drives: 7 * 2,
    device_reads: 7 * 2 * 4,
    adc_conversions: 3 * 4 * 2,
    adc_cycles: 3 * 2,
    partial_sums: 3 * 4,
    set_pulses: 2,
    write_cycles: 2,
  }

  it('is counted event by event, and nothing else is', () => {
    expect([plus, minus]).toEqual([5, 0])
    expect(named(meter.events)).toEqual({ ...named(createMeter().events), ...HAPPENED })
    expect(meter.saturated).toBe(0)
  })

  it('costs what is computed by hand, to the last digit of 15', () => {
    // The prices of pcm-90nm; a read takes the 100 ns of the spec, and the two converters of each polarity 1200 um² each.
    expect(meter.components).toEqual({ adc_conversions: 4 })
    const cost = price(meter, costTables['pcm-90nm']!, { latency_s: { reads: 100e-9 }, components: meter.components })
    const unknown = { energy_j: null, latency_s: null, area_um2: null }
    const byHand = [
      { component: 'reads', events: 3, ...unknown, latency_s: 300e-9 },
      { component: 'line_drives', events: 14, ...unknown },
      // V² G t of the 28 devices of G+: (0.2 V)² 5 uS 100 ns = 20 fJ each. Those of G- have 0 uS.
      { component: 'device_reads', events: 56, ...unknown, energy_j: 560e-15 },
      // 24 x 1.67 pJ.
      { component: 'adc_conversions', events: 24, ...unknown, energy_j: 40.08e-12, area_um2: 4800 },
      // 6 at 1.28 GHz: 6 x 0.78125 ns.
      { component: 'adc_cycles', events: 6, ...unknown, latency_s: 4.6875e-9 },
      // 12 x 0.021 pJ.
      { component: 'partial_sums', events: 12, ...unknown, energy_j: 0.252e-12 },
      // 2 x 6.75 pJ, 2 x 50 ns.
      { component: 'set_pulses', events: 2, ...unknown, energy_j: 13.5e-12 },
      { component: 'write_cycles', events: 2, ...unknown, latency_s: 100e-9 },
    ]
    expect(cost.rows.map(digits)).toEqual(byHand)
    // 0.56 + 40.08 + 0.252 + 13.5 pJ; 300 + 4.6875 + 100 ns.
    expect(digits({ energy_j: cost.energy_j, latency_s: cost.latency_s })).toEqual({
      energy_j: 54.392e-12,
      latency_s: 404.6875e-9,
    })
    expect(cost.area_um2).toBe(4800)
  })

  it('costs a table’s time of a read where the spec gives none', () => {
    expect(price(meter, table).rows[0]!.latency_s).toBe(3 * 5e-7)
    expect(price(meter, table, { latency_s: { reads: 1e-7 } }).rows[0]!.latency_s).toBe(3 * 1e-7)
  })

  it('is the sum of its components, and says what has no price', () => {
    const cost = price(meter, table)
    for (const what of ['energy_j', 'latency_s'] as const) {
      expect(cost[what]).toBe(cost.rows.reduce((sum, row) => sum + (row[what] ?? 0), 0))
    }
    expect(cost.unpriced).toEqual(['line_drives'])
    expect(price(meter, overridden(table, [constant('line_drives', { energy_j: 1e-15 })])).unpriced).toEqual([])
  })
})

describe('pulses', () => {
  it('are counted as the devices count them, with the energy their model says, from the end of programming on', () => {
    const meter = createMeter()
    const periphery = { effects: [], read: READ, meter }
    const xbar = createCrossbar(
      arena,
      { rows: 40, cols: 40, model: model(vteam), rng: createRng(1), scale: 10, periphery },
      arena.f32(40 * 48),
    )
    const sum = (counter: Uint32Array) => counter.reduce((a, b) => a + b, 0)
    const before = sum(xbar.bank.columns.set_count)
    expect(meter).toEqual(createMeter())
    const cells = everyCell(arena, xbar.bank.size)
    const joules = arena.f32(xbar.bank.size)
    let energy = 0
    for (const [operation, pulse] of [
      ['set', setPulse],
      ['depress', depressPulse],
      ['reset', resetPulse],
    ] as const) {
      xbar.bank.model.energy!(operation, xbar.bank.columns, cells, joules)
      energy = joules.reduce((a, b) => a + b, 0)
      pulse(xbar.bank, cells, 3)
      expect(named(meter.joules)[`${operation}_pulses`] / energy).toBeCloseTo(1, 5)
      expect(named(meter.events)[`${operation}_pulses`]).toBe(xbar.bank.size)
    }
    expect(sum(xbar.bank.columns.set_count) - before).toBe(xbar.bank.size)
  })
})

describe('events', () => {
  it.each(eventNames)('%s says what is counted', (name) => expect(EVENTS[name].length).toBeGreaterThan(10))
})

describe('a meter', () => {
  it('adds others, and tells what came since', () => {
    const [a, b] = [createMeter(), createMeter()]
    count(a, 'set_pulses', 3)
    count(b, 'set_pulses', 4, 1e-12)
    b.saturated = 2
    addMeter(a, b)
    expect([named(a.events).set_pulses, named(a.joules).set_pulses, a.saturated]).toEqual([7, 1e-12, 2])
    const later = since(a, b)
    expect([named(later.events).set_pulses, named(later.joules).set_pulses, later.saturated]).toEqual([3, 0, 0])
  })
})

describe('write cycles', () => {
  it('are of each row and polarity the most pulses of a synapse', () => {
    const list = createPulseList(arena, 6)
    expect(writeCycles(list, 16)).toBe(0)
    for (const [synapse, pulses] of [
      [0, 3],
      [1, -1],
      [2, 2],
      [16, -5],
      [40, 1],
      [41, 1],
    ] as const)
      push(list, synapse, pulses)
    expect(writeCycles(list, 16)).toBe(3 + 1 + 5 + 1)
  })

  it('are counted by an array that has a meter: what is sent, and the RESETs of a rewrite row by row', () => {
    const meter = createMeter()
    const periphery = { effects: [], read: { voltage: 0.2, pulse: 1e-7 }, meter }
    const options = { rows: 3, cols: 4, model: pcm.create(defaults(pcm)), rng: createRng(1), scale: 20, periphery }
    const xbar = createCrossbar(arena, options)
    const list = createPulseList(arena, 2)
    push(list, synapseAt(xbar, 0, 1), 3)
    push(list, synapseAt(xbar, 2, 0), -2)
    sendPulses(xbar, list, 0)
    expect(named(meter.events).write_cycles).toBe(5)
    // Two rows, two polarities, then the pulses again.
    rewrite(xbar, list, 1, noPulses())
    expect(named(meter.events).write_cycles).toBe(5 + 2 * 2 + 5)
    expect([named(meter.events).refreshes, named(meter.events).reset_pulses]).toEqual([2, 4])
  })

  it('come after reads by the controller, with the energy of the devices that are read', () => {
    const meter = createMeter()
    const periphery = { effects: [], read: { voltage: 0.2, pulse: 1e-7 }, meter }
    const device = model(ideal, { g_min: 0, g_max: 15, bits: 4 })
    const options = { rows: 4, cols: 4, model: device, rng: createRng(1), scale: 10, periphery }
    const xbar = createCrossbar(arena, options, new Float32Array(64).fill(0.5))
    const list = createPulseList(arena, 2)
    push(list, synapseAt(xbar, 0, 1), 3)
    push(list, synapseAt(xbar, 2, 0), -2)
    groupMeans(xbar, list, 0)
    // Two pairs: G+ 5 uS at 0.2 V for 100 ns is 20 fJ, G- 0 uS.
    expect(named(meter.events).controller_reads).toBe(4)
    expect(digits(named(meter.joules)).controller_reads).toBe(40e-15)
  })
})

describe('cost tables', () => {
  it.each(Object.values(costTables))('$name gives source, year and note of each constant, and prices no event twice', (each) => {
    expect(checkTable(each)).toBe(each)
    for (const { source, note } of each.constants) {
      expect(source).toMatch(/\d{4}/)
      expect(note.length).toBeGreaterThan(5)
    }
  })

  it('give way to the user', () => {
    const own = overridden(table, [constant('adc_conversions', { energy_j: 5e-12 })])
    const of = own.constants.filter(({ event }) => event === 'adc_conversions')
    expect(of.map(({ energy_j, area_um2 }) => [energy_j, area_um2])).toEqual([
      [undefined, 1000],
      [5e-12, undefined],
    ])
  })

  it.each([
    [{ event: 'set_pulse' }, 'my.yaml: constant 1 prices "set_pulse", which nothing counts; known: reads,'],
    [{ source: ' ' }, 'my.yaml: constant 1 (set_pulses) has no source; say where the number comes from'],
    [{ year: 20 }, 'my.yaml: constant 1 (set_pulses): year is 20'],
    [{ energy_j: -1 }, 'my.yaml: constant 1 (set_pulses): energy_j is -1; give a finite number, 0 or more'],
    [{ energy_j: undefined }, 'my.yaml: constant 1 (set_pulses) has no price'],
  ])('are refused with %j', (change, message) => {
    const wrong = { ...constant('set_pulses', { energy_j: 1 }), ...change } as Constant
    expect(() => checkTable({ ...table, constants: [wrong] }, 'my.yaml')).toThrow(message)
  })

  it('are refused where they price an event twice', () => {
    const twice = [constant('reads', { latency_s: 1 }), constant('reads', { latency_s: 2 })]
    expect(() => checkTable({ ...table, constants: twice })).toThrow('hand: constant 2 gives latency_s of reads a second time')
  })
})

describe('published operations', () => {
  it.each(Object.values(anchors))('$system, $operation: has a source, a node and an energy', (anchor) => {
    expect(publishedEnergy(anchor)).toBeGreaterThan(1e-10)
    expect(anchor.source).toMatch(/20\d\d/)
    expect(anchor.node_nm).toBeGreaterThan(0)
  })

  it('have the energy of their multiplications with addition where only these are published', () => {
    expect(publishedEnergy(anchors.neurram4to6)).toBe((2 * 256 * 256) / 15.95e12)
    // The two numbers of one paper agree: 12.5 nJ is 10.5e12 operations per J.
    const { energy_j, tops_per_w } = anchors.hermesCore
    expect((2 * 256 * 256) / (1e12 * tops_per_w) / energy_j).toBeCloseTo(1, 2)
  })
})
