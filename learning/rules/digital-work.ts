/** Digital work of the learning rules in a trial, for the costs of a run: it follows from the events, so that nothing is counted step by step. */
import { count, type Meter } from '../../crossbar/cost/meter.ts'
import type { Connection, Network } from '../../network/network.ts'
import type { RuleOptions } from '../rule.ts'

type Meters = Readonly<Record<string, Meter>>

/**
 * Of the adjoint form: a step back for each neuron, an addition of a row for each event.
 * @returns counts a trial, from the number of events that each connection carried; nothing where no costs are counted
 */
export function adjointWork(
  net: Network,
  { meters, paths }: RuleOptions,
): (eventsOf: (connection: Connection) => number) => void {
  if (!meters) return () => {}
  return (eventsOf) => {
    countFeedback(net, paths, meters)
    for (const { name, size } of [...net.populations, net.readout]) {
      count(meters[`populations/${name}`]!, 'eligibility_updates', net.steps * size)
    }
    for (const connection of net.connections) {
      count(meters[connection.array]!, 'gradient_macs', eventsOf(connection) * targets(net, connection))
    }
  }
}

/** Of the form for hardware: an eligibility for each synapse, and a trace for each presynaptic neuron, in every step. */
export function onlineWork(net: Network, { meters, paths }: RuleOptions): () => void {
  if (!meters) return () => {}
  return () => {
    countFeedback(net, paths, meters)
    for (const connection of net.connections) {
      const { array, from, to } = connection
      const pre = net.graph.populations[from]!.size
      const synapses = pre * targets(net, connection)
      // To the readout, the trace is the eligibility.
      count(meters[array]!, 'eligibility_updates', net.steps * (pre + (to === net.readout.name ? 0 : synapses)))
      count(meters[array]!, 'gradient_macs', net.steps * synapses)
    }
  }
}

function countFeedback({ steps }: Network, paths: RuleOptions['paths'], meters: Meters): void {
  for (const { to, macs = 0 } of paths) count(meters[`populations/${to}`]!, 'feedback_macs', steps * macs)
}

/** Synapses of a presynaptic neuron. */
function targets({ graph }: Network, { to, shape }: Connection): number {
  return shape === 'diagonal' ? 1 : graph.populations[to]!.size
}
