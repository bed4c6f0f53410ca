/** `npm run bench`: kernels against their plain twins, and whole trials. `--json` for machines. */
import { cpus } from 'node:os'
import { Bench } from 'tinybench'
import { table } from '../cli/terminal.ts'
import { type KernelCase, kernelCases } from './kernels.ts'
import { trialTimes } from './trials.ts'

interface KernelTime {
  readonly kernel: string
  readonly unit: string
  readonly kernel_ns: number
  readonly twin_ns: number
  readonly ratio: number
}

const json = process.argv.includes('--json')
const kernels = await kernelTimes(kernelCases())
const trials = await trialTimes(5)
const machine = { cpu: cpus()[0]?.model ?? 'unknown', node: process.version, date: new Date().toISOString() }
if (json) process.stdout.write(`${JSON.stringify({ machine, kernels, trials }, null, 2)}\n`)
else {
  process.stdout.write(
    `${machine.cpu}, Node ${machine.node}, ${machine.date}\n\nKernels and their plain twins, ns a unit (minimum)\n`,
  )
  process.stdout.write(
    table(
      kernels.map((k) => ({ ...k })),
      ['kernel', 'unit', 'kernel_ns', 'twin_ns', 'ratio'],
    ),
  )
  process.stdout.write('\nTrials of 1,000 steps, CPU ms of the process a trial\n')
  process.stdout.write(
    table(
      trials.map((t) => ({ ...t })),
      ['trial', 'cpu_ms_min', 'cpu_ms_median', 'rate_hz'],
    ),
  )
}

/** Twin after kernel in the same process; ratios are taken from these pairs. */
async function kernelTimes(cases: readonly KernelCase[]): Promise<KernelTime[]> {
  const bench = new Bench({ time: 150, warmupTime: 50 })
  for (const { name, count, kernel, twin } of cases) {
    bench.add(`${name} kernel`, repeated(kernel, repeats(count))).add(`${name} twin`, repeated(twin, repeats(count)))
  }
  await bench.run()
  return cases.map(({ name, unit, count }, i) => {
    const [kernel_ns, twin_ns] = [2 * i, 2 * i + 1].map((task) => (minimum(bench, task) * 1e6) / count / repeats(count)) as [
      number,
      number,
    ]
    return { kernel: name, unit, kernel_ns, twin_ns, ratio: twin_ns / kernel_ns }
  })
}

/** Calls in a sample: the clock is too coarse for one call on a hundred neurons. */
function repeats(count: number): number {
  return Math.ceil(20_000 / count)
}

function repeated(call: () => void, times: number): () => void {
  return () => {
    for (let i = 0; i < times; i++) call()
  }
}

function minimum(bench: Bench, index: number): number {
  const result = bench.tasks[index]!.result
  if (!('latency' in result)) throw new Error(`${bench.tasks[index]!.name} did not run: ${result.state}`)
  return result.latency.min
}
