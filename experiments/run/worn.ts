/** How long devices last under a training: updates until a share of them has had the pulses that they are rated for. */
import type { SynapseArray } from '../../learning/update/scheme.ts'
import type { Spec } from '../config/schema.ts'
import type { Dataset } from '../tasks/task.ts'
import type { Experiment } from './build.ts'

/** Pulses that a device is rated for: those of `cost.rated_pulses`, or else the median of the device's `endurance`. */
function ratedPulses({ cost, device }: Spec): number | undefined {
  const wrapper = device.endurance as { readonly pulses?: number } | undefined
  return cost?.rated_pulses ?? wrapper?.pulses
}

/**
 * The updates so far, times rated pulses over the pulses that the most written devices (`cost.worn_share` of all) have had at least: wear
 * is taken to go on as it went. Pulses of a life before this run, in a state that it started from, count as its own.
 * @returns null where these devices had no pulse; undefined where nothing says what devices are rated for
 */
export function updatesUntilWorn({ spec, dataset, arrays }: Experiment, epochs: number): number | null | undefined {
  const rated = ratedPulses(spec)
  if (!spec.cost || rated === undefined) return undefined
  const counts = pulsesOf(Object.values(arrays)).sort((a, b) => b - a)
  if (counts.length === 0) return undefined
  const least = counts[Math.max(0, Math.ceil(spec.cost.worn_share * counts.length) - 1)]!
  return least === 0 ? null : (updatesIn(spec, dataset, epochs) * rated) / least
}

function updatesIn({ update }: Spec, { size }: Dataset, epochs: number): number {
  return epochs * Math.ceil(size.train / update.every)
}

/** Of every device that there is: SET, RESET and depression together. */
function pulsesOf(arrays: readonly SynapseArray[]): number[] {
  return arrays.flatMap(({ crossbars }) =>
    crossbars.flatMap(({ layout, bank, autapses, polarities }) => {
      const { rows, cols, stride, replicas } = layout
      const { set_count, reset_count, depress_count } = bank.columns
      const counts: number[] = []
      for (let line = 0; line < polarities * replicas * rows; line++) {
        for (let c = 0; c < cols; c++) {
          if (!autapses && c === line % rows) continue
          const id = line * stride + c
          counts.push(set_count[id]! + reset_count[id]! + (depress_count[id] ?? 0))
        }
      }
      return counts
    }),
  )
}
