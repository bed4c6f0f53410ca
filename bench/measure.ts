/** Measures one experiment in a separate process, so that its memory is measured separately. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { trialCpu } from './cpu.ts'

export interface Order {
  readonly assignments: readonly string[]
  /** Minimum number of counted epochs; the result is the minimum over all that fit into SECONDS. */
  readonly epochs: number
  /** The threshold is first set so that neurons fire at about this rate: cost depends on spikes, and sizes must be comparable. */
  readonly rate_hz?: number
}

export interface Measured {
  readonly steps: number
  readonly neurons: number
  /** Number of weights of all arrays. */
  readonly synapses: number
  /** Minimum over the epochs. */
  readonly cpu_ms: number
  readonly rate_hz: number
  /** Weights read in a trial: columns of all rows that spiked. Crossbars have two devices per weight. */
  readonly synapse_reads: number
  /** Memory reserved by the run; untouched pages are not in `rss_mib`. */
  readonly arena_mib: number
  /** Peak resident size of the process, including Node's own. */
  readonly rss_mib: number
}

const MIB = 1024 * 1024
const SECONDS = 2
const BISECTIONS = 7

export async function measure({ assignments, epochs, rate_hz: wanted }: Order): Promise<Measured> {
  const threshold = wanted === undefined ? [] : [`network.threshold=${await thresholdFor(assignments, wanted)}`]
  const { ms, rate_hz, experiment } = await trialCpu([...assignments, ...threshold], epochs, SECONDS)
  const { net, arrays, sampler, dataset } = experiment
  const { steps, dt, size } = dataset
  const trials = Array.from({ length: size.train }, (_, i) => sampler.show('train', i, 0).input)
  const inputSpikes = trials.reduce((sum, { offsets }) => sum + offsets[steps]!, 0) / trials.length
  const neurons = net.populations.reduce((sum, population) => sum + population.size, 0)
  const spikes = rate_hz * steps * dt * neurons
  // A row of an array is read at each spike of its neuron or input.
  const columns = (from: (name: string) => boolean) =>
    net.connections.reduce((sum, c) => sum + (from(c.from) ? arrays[c.array]!.cols : 0), 0)
  return {
    steps,
    neurons,
    synapses: Object.values(arrays).reduce((sum, { rows, cols }) => sum + rows * cols, 0),
    cpu_ms: Math.min(...ms),
    rate_hz,
    synapse_reads:
      inputSpikes * columns((name) => name === net.source.name) + spikes * columns((name) => name !== net.source.name),
    arena_mib: net.arena.used / MIB,
    rss_mib: peakKib() / 1024,
  }
}

/** By bisection on the rate of one epoch, which decreases with the threshold. */
async function thresholdFor(assignments: readonly string[], rate: number): Promise<number> {
  let [low, high] = [0.5, 3]
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    const { rate_hz } = await trialCpu([...assignments, `network.threshold=${middle}`], 1, SECONDS / 4)
    if (rate_hz > rate) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** On Linux, maxRSS includes the parent's memory from before this program started; VmHWM does not. */
function peakKib(): number {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1])
  } catch {
    return process.resourceUsage().maxRSS
  }
}

const MAIN = fileURLToPath(new URL('./main.js', import.meta.url))

/** The same in a child process. @throws Error with the child's output if it fails */
export async function measureApart(order: Order): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'measure', JSON.stringify(order)])
  return JSON.parse(stdout) as Measured
}
