/** Draws the figures that the data in a folder of results allow. */
import type { Figure } from '../figures/frame/render.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import type { PlotOptions } from './plots/kind.ts'
import { NETWORK_KIND, STATE_KINDS } from './plots/names.ts'
import { plotKinds } from './plots/registry.ts'
import type { Results } from './results.ts'

export interface Drawn {
  readonly kind: string
  readonly title: string
  readonly figure: Figure
}

/**
 * The figures of these kinds; default: all that the data allow.
 * @throws InputError naming the missing data, where a requested kind lacks data or nothing can be drawn
 */
export async function drawFigures(results: Results, asked: readonly string[], options: PlotOptions): Promise<Drawn[]> {
  const unknown = asked.find((kind) => !Object.hasOwn(plotKinds, kind))
  if (unknown !== undefined) {
    const others = [NETWORK_KIND, ...STATE_KINDS]
    if (others.includes(unknown))
      throw new InputError(
        `--kind: ${unknown} is not a figure of results; ask for it without ${asked.find((kind) => Object.hasOwn(plotKinds, kind)) ?? 'others'}`,
      )
    throw new InputError(`--kind: unknown "${unknown}"; ${suggest(unknown, [...Object.keys(plotKinds), ...others])}`)
  }
  const { drawn, missing } = await possibleFigures(results, asked.length > 0 ? asked : Object.keys(plotKinds), options)
  const lacks = [...missing].map(([kind, what]) => `--kind ${kind}: ${what}`)
  if (asked.length > 0 && lacks.length > 0) throw new InputError(lacks.join('\n'))
  if (drawn.length === 0) throw new InputError(`nothing in "${results.folder}" can be drawn\n  ${lacks.join('\n  ')}`)
  return drawn
}

/** Figures that the data allow, and the data that the other kinds lack. */
export async function possibleFigures(results: Results, kinds: readonly string[], options: PlotOptions) {
  const drawn: Drawn[] = []
  const missing = new Map<string, string>()
  for (const kind of kinds) {
    const { title, draw } = plotKinds[kind]!
    const figure = await draw(results, options)
    if (typeof figure === 'string') missing.set(kind, figure)
    else drawn.push({ kind, title, figure })
  }
  return { drawn, missing }
}
