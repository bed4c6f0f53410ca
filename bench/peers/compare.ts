/**
 * `node dist/bench/peers/compare.js`: alternates memxbar and our PyTorch version of a trial on this machine, with the same
 * network and hyper-parameters. See bench/peers/README.md.
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { table } from '../../cli/terminal.ts'
import type { Spec } from '../../experiments/config/schema.ts'
import { loadSpec } from '../../experiments/disk/spec.ts'
import { median } from '../../statistics/describe.ts'
import { memxbarTrials } from './memxbar.ts'
import { MissingTorch, type TorchTrials, torchTrials } from './torch.ts'

const PEERS = {
  'mixed-precision': [
    ['reads all rows', ['--device', 'pcm', '--reads', 'all']],
    ['reads rows that spiked', ['--device', 'pcm', '--reads', 'spiking']],
  ],
  fp32: [['fp32 weights', ['--device', 'fp32']]],
} as const

const { values: options } = parseArgs({
  options: {
    neurons: { type: 'string', default: '100' },
    repetitions: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '10' },
    python: { type: 'string', default: '/usr/bin/python3' },
    json: { type: 'boolean', default: false },
  },
})
const repetitions = Number(options.repetitions)
const epochs = Number(options.epochs)

/** One side of a comparison, one entry per repetition: CPU ms per trial and the firing rate, Hz. */
interface Side {
  readonly ms: number[]
  readonly hz: number[]
}

interface Row {
  readonly trial: string
  readonly pytorch: string
  readonly pytorch_ms: number
  readonly memxbar_ms: number
  readonly ratio: number
  readonly pytorch_hz: number
  readonly memxbar_hz: number
}

try {
  const rows: Row[] = []
  let last: TorchTrials | undefined
  for (const neurons of options.neurons.split(',')) {
    for (const update of ['mixed-precision', 'fp32'] as const) {
      const spec = await loadSpec(undefined, [`update.kind=${update}`, `network.neurons=${neurons}`])
      const own: Side = { ms: [], hz: [] }
      const peers = PEERS[update].map(([name, args]) => ({ name, args, side: { ms: [], hz: [] } as Side }))
      // Alternating, so that a change in the machine's load affects both.
      for (let i = 0; i < repetitions; i++) {
        const run = await memxbarTrials(spec, epochs)
        add(own, run.ms, run.hz)
        for (const { args, side } of peers) {
          last = torchTrials(options.python, spec, [
            ...args,
            '--trials',
            `${epochs * Number(spec.task.patterns)}`,
            '--seed',
            `${i + 1}`,
          ])
          add(side, 1000 * last.cpu_s_median, last.rate_hz)
        }
      }
      for (const { name, side } of peers) rows.push(compared(spec, `${name}`, side, own))
    }
  }
  report(rows, last)
} catch (error) {
  if (!(error instanceof MissingTorch)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

function add(side: Side, ms: number, hz: number): void {
  side.ms.push(ms)
  side.hz.push(hz)
}

function compared({ task, network, update }: Spec, pytorch: string, peer: Side, own: Side): Row {
  const [pytorch_ms, memxbar_ms] = [Math.min(...peer.ms), Math.min(...own.ms)]
  return {
    trial: `${task.inputs}-${network.neurons}-${task.outputs}, ${update.kind}`,
    pytorch,
    pytorch_ms,
    memxbar_ms,
    ratio: pytorch_ms / memxbar_ms,
    pytorch_hz: median(peer.hz),
    memxbar_hz: median(own.hz),
  }
}

function report(rows: readonly Row[], peer: TorchTrials | undefined): void {
  const machine = {
    cpu: cpus()[0]?.model,
    node: process.version,
    torch: peer?.torch,
    blas: peer?.blas,
    date: new Date().toISOString(),
  }
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ machine, rows }, null, 2)}\n`)
    return
  }
  process.stdout.write(`${machine.cpu}, Node ${machine.node}, torch ${machine.torch} with ${machine.blas}, ${machine.date}\n`)
  if (machine.blas?.startsWith('libblas')) {
    process.stdout.write(
      'torch has the reference BLAS here, slow at matrix products: install libopenblas0-pthread for a fair comparison\n',
    )
  }
  process.stdout.write(`\nCPU ms per trial: median over ${epochs} epochs, least of ${repetitions} runs, one thread\n`)
  const columns = ['trial', 'pytorch', 'pytorch_ms', 'memxbar_ms', 'ratio', 'pytorch_hz', 'memxbar_hz']
  process.stdout.write(
    table(
      rows.map((row) => ({ ...row })),
      columns,
    ),
  )
}
