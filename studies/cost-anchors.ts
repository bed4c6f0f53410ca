/**
 * What the cost meter says of a matrix product in published arrays, beside what was published for it. The array of each is built with its
 * size, converters and devices as far as they are known here; one product with random inputs is read, counted and priced with the shipped
 * table. Nothing is fitted to the published numbers.
 */

import { type Events, eventsOf } from '../crossbar/array.ts'
import { type Anchor, anchors, publishedEnergy } from '../crossbar/cost/anchors.ts'
import { EVENT, eventNames } from '../crossbar/cost/events.ts'
import { addMeter, count, createMeter, type Meter, since } from '../crossbar/cost/meter.ts'
import { type Cost, price } from '../crossbar/cost/price.ts'
import { costTables } from '../crossbar/cost/tables/registry.ts'
import { createCrossbar } from '../crossbar/create.ts'
import type { Crossbar } from '../crossbar/crossbar.ts'
import { peripheryOf } from '../experiments/config/circuit.ts'
import { loadDevice } from '../experiments/disk/device-kind.ts'
import { loadSpec } from '../experiments/disk/spec.ts'
import { seriesFigure } from '../figures/series.ts'
import { Arena, padded } from '../kernels/arena.ts'
import { pow } from '../kernels/math.ts'
import { createRng, fillUniforms, type Rng } from '../kernels/rng.ts'
import type { Paper, PaperOptions } from './paper.ts'

/** Device time of the product, s: after the devices were programmed. */
const T = 60
/** Products before the one that is counted, from which the converters take their range. */
const CALIBRATION = 10

/** Random inputs: magnitudes, both signs, or whole numbers whose bits are read one after the other. */
type Input = 'magnitudes' | 'signed' | 'bit-serial'

interface Operation {
  readonly anchor: Anchor
  /** Assignments over the defaults of a spec. */
  readonly set: readonly string[]
  readonly input: Input
  /** Of the arrays that are built, the share that does the operation. */
  readonly share?: number
}

const converters = (dac: number, adc: number, lines = 1) => [
  `crossbar.periphery.dac.bits=${dac}`,
  `crossbar.periphery.adc.bits=${adc}`,
  `crossbar.periphery.adc.columns_per_adc=${lines}`,
  'crossbar.periphery.adc.calibration_reads=1',
]
/** V and s of the reads of PCM that the table's source describes; the length is that of the table. */
const READ = ['crossbar.read.voltage=0.2', 'crossbar.read.pulse=250ns']

const HERMES = ['device.model=pcm-joshi-2020', 'crossbar.scale=25', ...READ, ...converters(8, 8)]
const NEURRAM = ['device.model=rram-wan-2022', 'crossbar.scale=40', ...READ]
const OPERATIONS: readonly Operation[] = [
  { anchor: anchors.hermesCore, set: HERMES, input: 'magnitudes' },
  { anchor: anchors.hermesOnePhase, set: HERMES, input: 'magnitudes' },
  { anchor: anchors.hermesFourPhases, set: HERMES, input: 'signed' },
  {
    ...{ anchor: anchors.isaac, input: 'bit-serial', share: 0.5 },
    set: ['device.model=ideal', 'device.bits=2', 'crossbar.scale=12', 'crossbar.read.pulse=100ns', ...converters(1, 8, 128)],
  },
  { anchor: anchors.neurram4to6, set: [...NEURRAM, ...converters(3, 6)], input: 'signed' },
  { anchor: anchors.neurram2to4, set: [...NEURRAM, ...converters(1, 4)], input: 'signed' },
  { anchor: anchors.neurram6to8, set: [...NEURRAM, ...converters(5, 8)], input: 'signed' },
]

/** Where the differences come from, beyond what the table of components says. */
const REASONS: readonly (readonly [system: string, reason: string])[] = [
  ['all', 'line drives have no price, nor have clocks, registers, drivers and digital work after the sums'],
  ['all', 'a graded input is a voltage here; a width of a pulse, or a series of pulses, is another energy for the same devices'],
  ['all', 'a conversion has the price of 8 bits, and a level put on a line that of one bit, whatever their bits'],
  ['HERMES', 'published: measured on a whole core of 14 nm, which also scales digitally; priced: converters of 32 nm'],
  ['HERMES', 'G+ and G- have a converter each here; there one converts their difference'],
  ['HERMES', 'four phases (signs of inputs and of weights) are two reads of both polarities here'],
  ['HERMES', 'a read takes 250 ns, the time of the table'],
  ['ISAAC', 'prices of converters and adders are its own, so that the ratio tests the counting; registers are not counted'],
  ['ISAAC', 'devices of 0.1 to 12 uS at 0.2 V are ours; its Table I has 0.48 nJ for the devices of an array in this time'],
  ['ISAAC', 'conversions follow the read here; there they overlap with the next one'],
  ['NeuRRAM', 'neurons of 130 nm that sense a voltage; priced: converters of 32 nm'],
  ['NeuRRAM', 'a signed input takes two reads here, one there'],
]

const COLUMNS = [
  ...['system', 'operation', 'node_nm', 'energy_j', 'published_energy_j', 'energy_ratio'],
  ...['latency_s', 'published_latency_s', 'latency_ratio', 'largest', 'largest_share'],
]
const COMPONENTS = ['system', 'operation', 'component', 'events', 'energy_j', 'latency_s']

export const costAnchors: Paper = {
  name: 'cost-anchors',
  title: 'Cost of a product beside published numbers',
  cite: ['khaddam2022', 'legallo2023', 'shafiee2016', 'wan2022'],
  description:
    'Arrays with the size and the converters of published chips, random weights over the whole range of the devices and random inputs: one product, counted by the meter and priced with the table pcm-90nm (`memxbar list costs`), beside the published energy and time. A ratio is ours over the published number; nothing is fitted.',
  seeds: [1],
  async report(_runs, options) {
    const priced = await Promise.all(OPERATIONS.map(async (operation) => ({ operation, cost: await costOf(operation, options) })))
    const points = (system: RegExp) =>
      priced
        .filter(({ operation: { anchor } }) => system.test(anchor.system))
        .map(({ operation: { anchor }, cost }) => ({ x: 1e9 * publishedEnergy(anchor), y: 1e9 * cost.energy_j }))
        .sort((a, b) => a.x - b.x)
    const energies = priced.flatMap(({ operation: { anchor }, cost }) => [1e9 * publishedEnergy(anchor), 1e9 * cost.energy_j])
    const ends = [Math.min(...energies) / 1.5, Math.max(...energies) * 1.5] as const
    const energy = await seriesFigure({
      x: { label: 'published energy of a product (nJ)', log: true, domain: ends },
      y: { label: 'our estimate (nJ)', log: true, domain: ends },
      panels: [
        {
          series: [
            { label: 'HERMES', points: points(/HERMES/) },
            { label: 'ISAAC', points: points(/ISAAC/) },
            { label: 'NeuRRAM', points: points(/NeuRRAM/) },
          ],
        },
      ],
      guide: { label: 'equal', points: ends.map((x) => ({ x, y: x })) },
    })
    return {
      tables: [
        { name: 'table', columns: COLUMNS, rows: priced.map(({ operation, cost }) => comparison(operation, cost)) },
        {
          name: 'components',
          columns: COMPONENTS,
          rows: priced.flatMap(({ operation: { anchor }, cost }) =>
            cost.rows.map(({ component, events, energy_j, latency_s }) => {
              return { system: anchor.system, operation: anchor.operation, component, events, energy_j, latency_s }
            }),
          ),
        },
        { name: 'reasons', columns: ['system', 'reason'], rows: REASONS.map(([system, reason]) => ({ system, reason })) },
      ],
      figures: { energy },
    }
  },
}

function comparison({ anchor }: Operation, cost: Cost) {
  const published = publishedEnergy(anchor)
  const largest = cost.rows.reduce((most, row) => ((row.energy_j ?? 0) > (most.energy_j ?? 0) ? row : most))
  return {
    ...{ system: anchor.system, operation: anchor.operation, node_nm: anchor.node_nm },
    ...{ energy_j: cost.energy_j, published_energy_j: published, energy_ratio: cost.energy_j / published },
    ...{ latency_s: cost.latency_s, published_latency_s: anchor.latency_s ?? null },
    latency_ratio: anchor.latency_s === undefined ? null : cost.latency_s / anchor.latency_s,
    ...{ largest: largest.component, largest_share: (largest.energy_j ?? 0) / cost.energy_j },
  }
}

async function costOf({ anchor, set, input, share = 1 }: Operation, options: PaperOptions): Promise<Cost> {
  const { crossbar, device } = await loadSpec(undefined, [...set, ...options.set])
  const { model } = await loadDevice(device)
  const meter = createMeter()
  const rng = createRng(options.seeds[0]!, 'cost-anchors')
  const [rows, cols] = anchor.weights
  const arena = new Arena(400 * rows * cols + 1e8)
  const periphery = peripheryOf(crossbar, meter)!
  const xbar = createCrossbar(
    arena,
    { rows, cols, model, rng, scale: crossbar.scale, periphery },
    randomWeights(arena, rows, cols, rng.fork('weights')),
  )
  for (let k = 0; k < CALIBRATION; k++) product(xbar, input, k, rng.fork('inputs'))
  const before = createMeter()
  addMeter(before, meter)
  product(xbar, input, CALIBRATION, rng.fork('inputs'))
  const counted = since(meter, before)
  // The results of the cycles are shifted and added.
  if (input === 'bit-serial') count(counted, 'partial_sums', (SERIAL_BITS - 1) * cols)
  return price(shared(counted, share), costTables['pcm-90nm']!, { latency_s: { reads: crossbar.read.pulse } })
}

/** Uniform from -1 to 1: in a pair of devices, one of them has all of the weight. [rows][stride] */
function randomWeights(arena: Arena, rows: number, cols: number, rng: Rng) {
  const stride = padded(cols)
  const weights = arena.f32(rows * stride)
  const draws = arena.f64(rows * stride)
  fillUniforms(arena, rng, 0, draws)
  for (let i = 0; i < weights.length; i++) weights[i] = i % stride < cols ? 2 * draws[i]! - 1 : 0
  return weights
}

const SERIAL_BITS = 16

/** Reads the array with the `draw`-th random input, which is uniform on every row. */
function product(xbar: Crossbar, input: Input, draw: number, rng: Rng): void {
  const { arena, rows, stride } = xbar
  const uniform = arena.f64(rows)
  fillUniforms(arena, rng, draw, uniform)
  const out = arena.f32(stride)
  const read = (events: Events, cycle: number) => xbar.read(events, { t: T, drawIndex: SERIAL_BITS * draw + cycle, gain: 1 }, out)
  const all = Array.from(uniform, (_, row) => row)
  if (input !== 'bit-serial') {
    read(
      eventsOf(
        arena,
        all,
        Array.from(uniform, (u) => (input === 'signed' ? 2 * u - 1 : u)),
      ),
      0,
    )
    return
  }
  for (let bit = 0; bit < SERIAL_BITS; bit++) {
    const acting = all.filter((row) => Math.floor(uniform[row]! * pow(2, SERIAL_BITS - bit)) % 2 === 1)
    read(
      eventsOf(
        arena,
        acting,
        acting.map(() => 1),
      ),
      bit,
    )
  }
}

/** What a share of arrays did that work at the same time: as much of the events and energy, and all of the time. */
function shared(meter: Meter, share: number): Meter {
  const part = createMeter()
  const waiting = new Set(['reads', 'adc_cycles'])
  for (const event of eventNames) {
    const place = EVENT[event]
    count(part, event, (waiting.has(event) ? 1 : share) * meter.events[place]!, share * meter.joules[place]!)
  }
  return part
}
