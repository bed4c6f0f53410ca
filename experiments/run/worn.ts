/** How long devices last under a training: updates until a share of them has had the pulses that they are rated for. */
import type { Crossbar } from '../../crossbar/crossbar.ts'
import type { Spec } from '../config/schema.ts'
import type { Dataset } from '../tasks/task.ts'
import type { Experiment } from './build.ts'

/** Pulses that a device is rated for: those of `cost.rated_pulses`, or else the median of the device's `endurance`. */
function ratedPulses({ cost, device }: Spec): number | undefined {
  const wrapper = device.endurance as { readonly pulses?: number } | undefined
  return cost?.rated_pulses ?? wrapper?.pulses
}

/** Shares of the rated pulses that devices have had: of the most written device, and the share that 99.9 % of devices stay within. */
export interface EnduranceUsed {
  readonly endurance_used_max: number
  readonly endurance_used_999: number
}

/** Undefined where nothing says what devices are rated for, or there are none. */
export function enduranceUsed({ spec, arrays }: Experiment): EnduranceUsed | undefined {
  const rated = ratedPulses(spec)
  if (!spec.cost || rated === undefined) return undefined
  const counts = Object.values(arrays)
    .flatMap(({ crossbars }) => crossbars.flatMap(pulsesOf))
    .sort((a, b) => a - b)
  if (counts.length === 0) return undefined
  return {
    endurance_used_max: counts.at(-1)! / rated,
    endurance_used_999: counts[Math.ceil(0.999 * counts.length) - 1]! / rated,
  }
}

/**
 * The updates so far, times rated pulses over the pulses that the most written devices (`cost.worn_share` of all) have had at least: wear
 * is taken to go on as it went. Pulses of a life before this run, in a state that it started from, count as its own; those that looked for
 * symmetric points only use up some of the rated ones.
 * @returns null where these devices had no pulse; undefined where nothing says what devices are rated for
 */
export function updatesUntilWorn({ spec, dataset, arrays }: Experiment, epochs: number): number | null | undefined {
  const rated = ratedPulses(spec)
  if (!spec.cost || rated === undefined) return undefined
  const updates = updatesIn(spec, dataset, epochs)
  const lives = Object.values(arrays)
    .flatMap(({ crossbars }) => crossbars)
    .flatMap((crossbar) => {
      const before = crossbar.calibrationPulses
      return pulsesOf(crossbar).map((all) => (all > before ? (updates * Math.max(0, rated - before)) / (all - before) : Infinity))
    })
    .sort((a, b) => a - b)
  if (lives.length === 0) return undefined
  const life = lives[Math.max(0, Math.ceil(spec.cost.worn_share * lives.length) - 1)]!
  return life === Infinity ? null : life
}

/** Pulses that looked for symmetric points before the training, if there were any. They are in the devices' wear, not in the pulses of updates. */
export function calibrationPulses({ arrays }: Experiment): { calibration_pulses?: number } {
  const pulses = Object.values(arrays)
    .flatMap(({ crossbars }) => crossbars)
    .reduce((sum, crossbar) => sum + crossbar.calibrationPulses * devicesOf(crossbar).length, 0)
  return pulses > 0 ? { calibration_pulses: pulses } : {}
}

/** Number of updates of a training. */
export function updatesIn({ update }: Spec, { size }: Pick<Dataset, 'size'>, epochs: number): number {
  return epochs * Math.ceil(size.train / update.every)
}

/** SET, RESET and depression pulses together, of every device that there is. */
function pulsesOf(crossbar: Crossbar): number[] {
  const { set_count, reset_count, depress_count } = crossbar.bank.columns
  return devicesOf(crossbar).map((id) => set_count[id]! + reset_count[id]! + (depress_count[id] ?? 0))
}

/** Ids of the devices of synapses: neither padding nor a missing connection of a neuron to itself. */
function devicesOf({ layout: { rows, cols, stride, replicas }, autapses, polarities }: Crossbar): number[] {
  const ids: number[] = []
  for (let line = 0; line < polarities * replicas * rows; line++) {
    for (let c = 0; c < cols; c++) if (autapses || c !== line % rows) ids.push(line * stride + c)
  }
  return ids
}
