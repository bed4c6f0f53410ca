/**
 * Accuracy of a single-shot write, without reading back, to a synapse of N devices: the multi-memristive synapse of Boybat et al.,
 * Nat. Commun. 9, 2514 (2018), as arXiv 2108.01804 uses it.
 *
 * A synapse is N devices of one polarity; its conductance is their mean. Its source is the mean after a number of SET pulses on each
 * device from RESET. The controller knows the source, assumes that every pulse raises the mean by step / N, and sends round((target - source) N /
 * step) pulses, none if the source is above the target, one device each, in the order of the global counter. The mean after
 * the pulses is the programmed conductance.
 */
import { createCrossbar } from '../crossbar/create.ts'
import type { Crossbar } from '../crossbar/crossbar.ts'
import { clampPulses, createPulseList, type PulseList, push, sendPulses } from '../crossbar/pulse.ts'
import { groupMeans } from '../crossbar/refresh.ts'
import type { DeviceModel } from '../devices/model.ts'
import { loadDevice } from '../experiments/disk/device-kind.ts'
import { loadSpec } from '../experiments/disk/spec.ts'
import { seriesFigure } from '../figures/series.ts'
import { Arena } from '../kernels/arena.ts'
import { createRng, type Rng } from '../kernels/rng.ts'
import { moments } from '../statistics/describe.ts'
import type { Paper } from './paper.ts'

const DEVICES = [1, 8, 16]
/** SET pulses on each device from RESET to the source. */
const SOURCES = [0, 2, 4]
/** Only these: more bands in one panel hide each other. */
const DRAWN = [0, 2]
/** uS */
const TARGETS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
const COLUMNS = ['n', 'source_pulses', 'source_us', 'target_us', 'pulses', 'mean_us', 'std_us', 'error_us', 'synapses']

export const boybat2018Write: Paper = {
  name: 'boybat-2018-write',
  title: 'Single-shot programming of synapses of N devices',
  cite: ['boybat2018', 'demirag2021'],
  description:
    'Mean and std over 5,000 synapses of the conductance that open-loop pulses reach from a source towards a target, for N = 1, 8 and 16 devices. The source is the mean of the N devices after 0, 2 or 4 SET pulses on each from RESET; the controller assumes that each pulse raises it by 0.75 uS / N; g_max is 12 uS.',
  seeds: [1],
  async report(_runs, { set, seeds, quick }) {
    const { device } = await loadSpec(undefined, [...set, 'device.model=pcm'])
    const { model } = await loadDevice(device)
    const rng = createRng(seeds[0]!, 'boybat-2018-write')
    const rows = DEVICES.flatMap((n) => SOURCES.flatMap((source) => shoot(model, n, source, quick ? 200 : 5000, rng)))
    const points = (n: number, source: number) =>
      rows
        .filter((row) => row.n === n && row.source_pulses === source)
        .map(({ target_us, mean_us, std_us }) => ({ x: target_us, y: mean_us, low: mean_us - std_us, high: mean_us + std_us }))
    const label = (source: number) => (source === 0 ? 'from RESET' : `after ${source} pulses`)
    const ends = [0, 11] as const
    const figure = await seriesFigure({
      x: { label: 'target (µS)', domain: ends },
      y: { label: 'programmed (µS), mean ± std', domain: ends },
      panels: DEVICES.map((n) => ({
        label: `N = ${n}`,
        series: DRAWN.map((source) => ({ label: label(source), points: points(n, source) })),
      })),
      guide: { label: 'ideal', points: ends.map((x) => ({ x, y: x })) },
    })
    const table = { name: 'table', columns: COLUMNS, rows: rows.map((row) => ({ ...row })) }
    return { tables: [table], figures: { programmed: figure } }
  },
}

interface Shot {
  readonly n: number
  readonly source_pulses: number
  readonly source_us: number
  readonly target_us: number
  /** Mean over the synapses. */
  readonly pulses: number
  readonly mean_us: number
  readonly std_us: number
  /** mean_us - target_us */
  readonly error_us: number
  readonly synapses: number
}

/** All targets above the source, each on different synapses. */
function shoot(model: DeviceModel, n: number, source: number, synapses: number, rng: Rng): Shot[] {
  return TARGETS.flatMap((target) => {
    const arena = new Arena(1e6 + 2 * n * synapses * 100)
    const stream = rng.fork(`N=${n} source=${source} target=${target}`)
    const options = { rows: 1, cols: synapses, replicas: n, model, rng: stream, scale: 1 }
    const xbar = createCrossbar(arena, options)
    const list = createPulseList(arena, synapses)
    for (let i = 0; i < synapses; i++) push(list, i, n * source)
    sendPulses(xbar, list, 0)
    const before = groupMeans(xbar, list, 0).plus
    const source_us = moments(before).mean
    if (target <= source_us) return []
    const pulses = aim(xbar, list, before, target)
    sendPulses(xbar, list, 0)
    const { mean, std } = moments(groupMeans(xbar, list, 0).plus)
    const error_us = mean - target
    return [{ n, source_pulses: source, source_us, target_us: target, pulses, mean_us: mean, std_us: std, error_us, synapses }]
  })
}

/** Lists for every synapse the pulses towards the target, none if it is already above; returns their mean number. */
function aim(xbar: Crossbar, list: PulseList, source: Float64Array, target: number): number {
  const perPulse = xbar.step * xbar.scale
  let sum = 0
  for (let i = 0; i < list.n; i++) {
    const pulses = clampPulses(xbar, Math.max(0, Math.round((target - source[i]!) / perPulse)))
    list.pulses[i] = pulses
    sum += pulses
  }
  return sum / list.n
}
