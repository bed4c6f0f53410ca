/**
 * How error reaches the populations: one feedback path for each connection that error may travel, with B [pre][post]. The rules differ
 * in nothing else.
 *
 *   BPTT     every connection out of a spiking population, B = W
 *   e-prop   the connections into the readout only; B = W, or a given B in place of it. A population without a connection into the
 *            readout learns only if B is given; that B acts as a connection into the readout, without delay, that adds nothing to y
 */
import type { Matrix } from '../network.ts'
import { type Graph, readoutOf, synapsesOf } from './case.ts'

/** L^from_t receives gain_post b R^to_{t+delay}[post] for every entry. */
export interface FeedbackPath {
  readonly from: string
  readonly to: string
  readonly delay: number
  readonly entries: readonly { readonly pre: number; readonly post: number; readonly b: number }[]
}

export function bpttFeedback({ populations, connections }: Graph): FeedbackPath[] {
  return Object.values(connections).flatMap((connection) => {
    const { from, to, delay, weights } = connection
    if (populations[from]!.kind === 'source') return []
    return [{ from, to, delay, entries: synapsesOf(connection).map((s) => ({ ...s, b: weights[s.row]![s.col]! })) }]
  })
}

/** @param given B [size][outputs] of a population, in place of its connections into the readout */
export function epropFeedback(graph: Graph, given: Readonly<Record<string, Matrix>> = {}): FeedbackPath[] {
  const [to] = readoutOf(graph)
  const symmetric = bpttFeedback(graph).filter((path) => path.to === to && !(path.from in given))
  const others = Object.entries(given).map(([from, B]) => ({
    from,
    to,
    delay: 0,
    entries: B.flatMap((row, pre) => row.map((b, post) => ({ pre, post, b }))),
  }))
  return [...symmetric, ...others]
}
