/** Growth of cost and memory with the number of neurons and of steps; each size runs in a separate process. */
import { exponent } from './exponent.ts'
import { type Measured, measureApart } from './measure.ts'
import { STEADY } from './steady.ts'
import type { Row, Table } from './table.ts'

const SCHEMES = ['mixed-precision', 'fp32'] as const

const NEURONS = [50, 100, 200, 500, 1000, 2000, 4000]
const STEPS = [100, 300, 1000, 3000, 10_000, 30_000, 100_000]
const EPOCHS = 2
const RATE_HZ = 10
/** Sizes between which the cost per synapse and step must be flat. */
const FLAT = [200, 2000] as const

export async function scaleTables(): Promise<Table[]> {
  const neurons: Row[] = []
  const steps: Row[] = []
  const fits: Row[] = []
  for (const scheme of SCHEMES) {
    const byNeurons: Costs[] = []
    for (const n of NEURONS) byNeurons.push(...(await costs(scheme, neuronsAndInputs(n))))
    const bySteps: Costs[] = []
    for (const T of STEPS) bySteps.push(...(await costs(scheme, [`task.duration=${T / 1000}`])))
    neurons.push(...byNeurons)
    steps.push(...bySteps)
    fits.push(
      growth(scheme, 'cpu_ms', 'neurons', byNeurons),
      growth(scheme, 'arena_mib', 'neurons', byNeurons),
      growth(scheme, 'cpu_ms', 'steps', bySteps),
      growth(scheme, 'arena_mib', 'steps', bySteps),
      flatness(scheme, 'synapse_step_ns', byNeurons),
      flatness(scheme, 'read_ns', byNeurons),
    )
  }
  const columns = ['cpu_ms', 'synapse_step_ns', 'read_ns', 'rate_hz', 'arena_mib', 'rss_mib']
  const compared = ['cpu_ms', 'arena_mib', 'rss_mib']
  return [
    {
      name: 'scale_neurons',
      title: 'Cost of a trial of 1,000 steps against neurons, n/10 inputs at 50 Hz, neurons at about 10 Hz',
      columns: ['scheme', 'neurons', ...columns],
      key: ['scheme', 'neurons'],
      compared,
      rows: neurons,
    },
    {
      name: 'scale_steps',
      title: 'Cost of a trial against its steps, 100 inputs, 100 neurons',
      columns: ['scheme', 'steps', ...columns],
      key: ['scheme', 'steps'],
      compared,
      rows: steps,
    },
    {
      name: 'scale_fits',
      title: `Growth: cost ~ size^exponent (least squares, log-log), and largest / smallest cost from n = ${FLAT.join(' to ')}`,
      columns: ['scheme', 'cost', 'against', 'exponent', 'exponent_last', 'spread'],
      key: ['scheme', 'cost', 'against'],
      compared: ['exponent', 'spread'],
      rows: fits,
    },
  ]
}

/** A tenth as many inputs as neurons, so that the mix of active and silent rows is the same at every size. */
const neuronsAndInputs = (n: number) => [`network.neurons=${n}`, `task.inputs=${n / 10}`]

interface Costs extends Row, Measured {
  readonly scheme: string
  readonly synapse_step_ns: number
  /** CPU time of the whole trial divided by the devices (fp32: weights) it read. */
  readonly read_ns: number
}

/** One row; none, with a note on stderr, if the size does not fit on this machine. */
async function costs(scheme: string, size: readonly string[]): Promise<Costs[]> {
  const perRead = scheme === 'fp32' ? 1 : 2
  try {
    const m = await measureApart({ assignments: [...STEADY, `update.kind=${scheme}`, ...size], epochs: EPOCHS, rate_hz: RATE_HZ })
    const synapse_step_ns = (1e6 * m.cpu_ms) / (m.synapses * m.steps)
    return [{ scheme, ...m, synapse_step_ns, read_ns: (1e6 * m.cpu_ms) / (perRead * m.synapse_reads) }]
  } catch (error) {
    process.stderr.write(`scale leaves out ${scheme}, ${size.join(', ')}: ${(error as Error).message}\n`)
    return []
  }
}

/** `exponent_last`: between the two largest sizes. */
function growth(scheme: string, cost: 'cpu_ms' | 'arena_mib', against: 'neurons' | 'steps', rows: readonly Costs[]): Row {
  const points = rows.map((row) => [row[against], row[cost]] as const)
  const last = exponent(points.slice(-2))
  return { scheme, cost, against, exponent: exponent(points), exponent_last: last, spread: null }
}

function flatness(scheme: string, cost: 'synapse_step_ns' | 'read_ns', rows: readonly Costs[]): Row {
  const values = rows.filter(({ neurons }) => neurons >= FLAT[0] && neurons <= FLAT[1]).map((row) => row[cost])
  return {
    scheme,
    cost,
    against: 'neurons',
    exponent: null,
    exponent_last: null,
    spread: Math.max(...values) / Math.min(...values),
  }
}
