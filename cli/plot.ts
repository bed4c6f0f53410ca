/** `memxbar plot`: figures of a folder of results. */
import { join, resolve } from 'node:path'
import { drawFigures } from '../analysis/plot.ts'
import { BANDS, type PlotOptions } from '../analysis/plots/kind.ts'
import { NETWORK_KIND, STATE_KINDS } from '../analysis/plots/names.ts'
import { openResults } from '../analysis/results.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'

interface PlotFlags extends PlotOptions {
  readonly kind?: string
  readonly out?: string
  readonly where: readonly string[]
}

export async function plot(folder: string, { kind, out, where, ...options }: PlotFlags): Promise<void> {
  checkBand(options.band)
  if (kind?.trim() === NETWORK_KIND)
    return (await import('./plot-network.ts')).plotNetwork(folder, { ...options, ...(out ? { out } : {}) })
  const kinds = kind === undefined ? (folder.endsWith('.npz') ? STATE_KINDS : []) : kind.split(',').map((name) => name.trim())
  if (kinds.length > 0 && kinds.every((name) => STATE_KINDS.includes(name)))
    return (await import('./plot-state.ts')).plotState(folder, kinds, {
      ...(out ? { out } : {}),
      ...(options.title ? { title: options.title } : {}),
    })
  const drawn = await drawFigures(await openResults(folder, where), kinds, options)
  const target = out ?? join(folder, 'figures')
  for (const { kind: name, figure } of drawn) {
    writeWhole(join(target, `${name}.svg`), figure.svg)
    writeWhole(join(target, `${name}.png`), figure.png)
  }
  process.stdout.write(`${resolve(target)}: ${drawn.map(({ kind: name }) => `${name}.svg, ${name}.png`).join(', ')}\n`)
}

/** @throws InputError */
export function checkBand(band: string): void {
  if (!BANDS.some((known) => known === band)) throw new InputError(`--band: unknown "${band}"; ${suggest(band, BANDS)}`)
}
