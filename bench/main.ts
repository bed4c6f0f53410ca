/** `npm run bench -- [section ...] [--json] [--compare FILE]`: see bench/README.md. */
import { parseArgs } from 'node:util'
import { table } from '../cli/terminal.ts'
import { compared, type Results, readResults } from './compare.ts'
import { deviceTables } from './devices.ts'
import { firstOrderTables } from './first-order.ts'
import { kernelTables } from './kernel-times.ts'
import { thisMachine } from './machine.ts'
import { measure, type Order } from './measure.ts'
import { modeTables } from './modes.ts'
import { peripheryTables } from './periphery.ts'
import { rooflineTables } from './roofline.ts'
import { scaleTables } from './scale.ts'
import { startupTables } from './startup.ts'
import type { Table } from './table.ts'
import { throughputTables } from './throughput.ts'
import { trialTables } from './trials.ts'
import { wireTables } from './wires.ts'

/** In the order of execution. */
const SECTIONS: Readonly<Record<string, () => Promise<Table[]>>> = {
  kernels: kernelTables,
  roofline: rooflineTables,
  trials: trialTables,
  startup: startupTables,
  modes: modeTables,
  throughput: throughputTables,
  scale: scaleTables,
  devices: deviceTables,
  wires: wireTables,
  periphery: peripheryTables,
  'first-order': firstOrderTables,
}
const QUICK = ['kernels', 'roofline', 'trials']

const { values, positionals } = usage(() =>
  parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, compare: { type: 'string' } },
  }),
)

// The sections scale and modes start this in a separate process.
if (positionals[0] === 'measure') {
  process.stdout.write(JSON.stringify(await measure(JSON.parse(positionals[1]!) as Order)))
} else {
  const sections = usage(() => chosen(positionals))
  const { compare } = values
  const earlier = compare === undefined ? undefined : usage(() => readResults(compare))
  await bench(sections, earlier)
}

async function bench(sections: readonly string[], earlier: Results | undefined): Promise<void> {
  const machine = thisMachine()
  const print = (text: string) => process.stdout.write(text)
  const show = ({ title, rows, columns }: Table) => print(`\n${title}\n${table(rows, columns)}`)
  if (!values.json) print(`${machine.cpu}, Node ${machine.node}, ${machine.date}, commit ${machine.commit}\n`)
  if (earlier && !values.json) {
    const then = earlier.machine
    print(`compared with ${then.cpu}, Node ${then.node}, ${then.date}, commit ${then.commit ?? 'unknown'}\n`)
  }
  const results: Record<string, unknown> = { machine }
  for (const section of sections) {
    for (const result of await SECTIONS[section]!()) {
      results[result.name] = result.rows
      const ratios = earlier && compared(result, earlier)
      if (ratios) results[`${result.name}_ratios`] = ratios.rows
      if (values.json) continue
      show(result)
      if (ratios) show(ratios)
    }
  }
  if (values.json) print(`${JSON.stringify(results, null, 2)}\n`)
}

function chosen(names: readonly string[]): string[] {
  const known = Object.keys(SECTIONS)
  const unknown = names.filter((name) => name !== 'all' && !known.includes(name))
  if (unknown.length > 0) throw new Error(`unknown section ${unknown.join(', ')}; known: all, ${known.join(', ')}`)
  if (names.includes('all')) return known
  return names.length > 0 ? known.filter((name) => names.includes(name)) : QUICK
}

/** A mistake in the command ends the program with a message. */
function usage<A>(read: () => A): A {
  try {
    return read()
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exit(2)
  }
}
