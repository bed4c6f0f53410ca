/**
 * `node dist/bench/peers/classify.js`: training on Fashion-MNIST, 784-400-400-10, by memxbar and by our PyTorch version in turns, CPU
 * time per sample. See bench/peers/README.md.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { table } from '../../cli/terminal.ts'
import type { Spec } from '../../experiments/config/schema.ts'
import { loadSpec } from '../../experiments/disk/spec.ts'
import { memxbarTrials } from './memxbar.ts'

const root = new URL('../../../', import.meta.url)
const SCRIPT = fileURLToPath(new URL('bench/peers/classify.py', root))
const EXAMPLE = fileURLToPath(new URL('examples/fashion-mnist.yaml', root))

/** [update scheme, samples of an epoch, PyTorch's sides]. */
const SIDES = [
  ['fp32', 3200, [['batches of 32', ['--device', 'fp32', '--samples', '3200']]]],
  [
    'mixed-precision',
    320,
    [
      ['reads all rows', ['--device', 'pcm', '--reads', 'all', '--samples', '64']],
      ['reads active rows', ['--device', 'pcm', '--reads', 'active', '--samples', '64']],
    ],
  ],
] as const

interface Peer {
  readonly cpu_s_per_sample: number
  readonly torch: string
  readonly blas: string
}

const { values: options } = parseArgs({
  options: {
    repetitions: { type: 'string', default: '3' },
    python: { type: 'string', default: '/usr/bin/python3' },
    data: { type: 'string', default: '/usr/share/datasets/fashion-mnist' },
  },
})

function peer(args: readonly string[], { task, network, learning, crossbar }: Spec): Peer {
  const settings = {
    ...{ steps: task.steps, dt: task.dt, 'tau-mem': network.tau_mem, 'tau-out': network.tau_out, threshold: network.threshold },
    ...{ gamma: network.gamma, gain: network.gain, lr: learning.lr_in, 'lr-out': learning.lr_out, scale: crossbar.scale },
  }
  const given = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const { status, stdout, stderr, error } = spawnSync(options.python, [SCRIPT, '--data', options.data, ...given, ...args], {
    encoding: 'utf8',
  })
  if (error || status !== 0) throw new Error(error?.message ?? stderr.trim())
  return JSON.parse(stdout) as Peer
}

async function compare(): Promise<void> {
  const rows: Record<string, string | number>[] = []
  let last: Peer | undefined
  for (const [update, samples, peers] of SIDES) {
    const set = [`task.data=${options.data}`, `update.kind=${update}`, `task.train=${samples}`, 'task.test=1']
    const spec = await loadSpec(EXAMPLE, [...set, 'training.evaluate_every=1000'])
    const own: number[] = []
    const theirs = peers.map((): number[] => [])
    for (let i = 0; i < Number(options.repetitions); i++) {
      own.push((await memxbarTrials(spec, 2)).ms)
      for (const [k, [, args]] of peers.entries()) {
        last = peer([...args, '--seed', `${i + 1}`], spec)
        theirs[k]!.push(1000 * last.cpu_s_per_sample)
      }
    }
    for (const [k, [name]] of peers.entries()) {
      const [pytorch_ms, memxbar_ms] = [Math.min(...theirs[k]!), Math.min(...own)]
      rows.push({ update, pytorch: name, pytorch_ms, memxbar_ms, ratio: pytorch_ms / memxbar_ms })
    }
  }
  const machine = `${cpus()[0]?.model}, Node ${process.version}, torch ${last?.torch} with ${last?.blas}, ${new Date().toISOString()}`
  process.stdout.write(`${machine}\n\nCPU ms per sample: least of ${options.repetitions} runs, one thread\n`)
  process.stdout.write(table(rows, ['update', 'pytorch', 'pytorch_ms', 'memxbar_ms', 'ratio']))
}

if (existsSync(options.data)) {
  try {
    await compare()
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = 2
  }
} else {
  process.stderr.write(
    `${options.data} is not there; apt-get install dataset-fashion-mnist, or give the folder of IDX files with --data\n`,
  )
  process.exitCode = 2
}
