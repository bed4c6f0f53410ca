/** `memxbar plot`: figures of a folder of results. */
import { join, resolve } from 'node:path'
import { BANDS, drawFigures, type PlotOptions } from '../analysis/plot.ts'
import { openResults } from '../analysis/results.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'

interface PlotFlags extends PlotOptions {
  readonly kind?: string
  readonly out?: string
}

export async function plot(folder: string, { kind, out, ...options }: PlotFlags): Promise<void> {
  checkBand(options.band)
  const kinds = kind === undefined ? [] : kind.split(',').map((name) => name.trim())
  const drawn = await drawFigures(await openResults(folder), kinds, options)
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
