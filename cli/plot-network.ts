/** `memxbar plot --kind network`: the graph of a spec, or of the run in a folder. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describeNetwork } from '../experiments/config/graph.ts'
import type { Spec } from '../experiments/config/schema.ts'
import { loadDataset } from '../experiments/disk/files.ts'
import { loadSpec } from '../experiments/disk/spec.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { networkFigure } from '../figures/network.ts'
import { InputError } from '../input/input-error.ts'
import { stepOrder } from '../network/graph.ts'

/** @param what a spec file, or a folder with a manifest */
export async function plotNetwork(what: string, { out, title }: { out?: string; title?: string }): Promise<void> {
  const isSpec = /\.(ya?ml|json)$/.test(what)
  const spec = isSpec ? await loadSpec(what) : specOf(what)
  const { graph } = describeNetwork(spec.network, await loadDataset(spec.task, isSpec ? what : undefined))
  const size = (name: string) => graph.populations[name]!.size
  const ends = (kind: string) => Object.keys(graph.populations).filter((name) => graph.populations[name]!.kind === kind)
  const figure = await networkFigure({
    title,
    populations: [...ends('source'), ...stepOrder(graph), ...ends('readout')].map((name) => ({
      ...{ name, kind: graph.populations[name]!.kind, size: size(name) },
    })),
    connections: Object.entries(graph.connections).map(([name, { from, to, delay, shape, array, read }]) => {
      const own = shape === 'diagonal' ? `diagonal of ${size(to)}` : `${size(from)} x ${size(to)}`
      return {
        name,
        from,
        to,
        delay,
        array: array === undefined ? own : `array of ${array}${read === 'back' ? ', read back' : ''}`,
      }
    }),
  })
  const target = out ?? (isSpec ? '.' : join(what, 'figures'))
  writeWhole(join(target, 'network.svg'), figure.svg)
  writeWhole(join(target, 'network.png'), figure.png)
  process.stdout.write(`${resolve(target)}: network.svg, network.png\n`)
}

/** @throws InputError where the folder has no manifest of a run */
function specOf(folder: string): Spec {
  const file = join(folder, 'manifest.json')
  if (!existsSync(file))
    throw new InputError(`--kind network: "${folder}" has no manifest.json; give the folder of a run, or a spec file`)
  const { spec, specs } = JSON.parse(readFileSync(file, 'utf8')) as { spec?: Spec; specs?: Spec[] }
  const found = spec ?? specs?.[0]
  if (!found) throw new InputError(`--kind network: "${file}" holds no spec; give the folder of a run, or a spec file`)
  return found
}
