/** Activity of the spiking populations in a trial: a copy that the next trial does not overwrite. */
import type { Network } from '../../network/network.ts'
import type { Population } from '../../network/population.ts'

export interface Activity {
  readonly population: string
  /** Step and neuron of each spike, in order of time. */
  readonly spikes: readonly (readonly [step: number, neuron: number])[]
  /** Membranes of a few neurons, [steps]. */
  readonly membranes: readonly { readonly neuron: number; readonly v: Float32Array }[]
}

/** Number of membranes kept for each population. */
const MEMBRANES = 3

/** All spikes, and the membranes of the first neurons that spiked (or of the first, if none did), of every population. */
export function activityOf({ populations, steps }: Network): Activity[] {
  return populations.map((population) => activityIn(population, steps))
}

function activityIn({ name, size, stride, record }: Population, steps: number): Activity {
  const { spikes, v } = record
  const all = Array.from({ length: steps }, (_, k) =>
    Array.from(spikes.ids.subarray(spikes.offsets[k], spikes.offsets[k + 1]), (neuron) => [k, neuron] as const),
  ).flat()
  const active = new Set(all.map(([, neuron]) => neuron))
  const silent = Array.from({ length: size }, (_, neuron) => neuron).filter((neuron) => !active.has(neuron))
  const chosen = [...[...active].sort((a, b) => a - b), ...silent].slice(0, MEMBRANES).sort((a, b) => a - b)
  const membranes = chosen.map((neuron) => ({
    neuron,
    v: Float32Array.from({ length: v ? steps : 0 }, (_, k) => v![k * stride + neuron]!),
  }))
  return { population: name, spikes: all, membranes }
}
