/** Figures of the least-squares study: learning curves, and the bias of the mean weights. */
import { bandsFigure } from '../figures/bands.ts'
import type { Figure } from '../figures/frame/render.ts'
import { seriesFigure } from '../figures/series.ts'
import { mean } from '../statistics/describe.ts'
import {
  type Condition,
  METHODS,
  type Method,
  type MethodRun,
  MIXED_PRECISION,
  SGD,
  V2,
  V2_MID_RANGE,
  V4,
} from './least-squares-methods.ts'
import { TARGETS } from './least-squares-run.ts'
import { meanInterval } from './paired.ts'

/** Without mixed precision, which would be hidden by v2. */
const CURVES = METHODS.filter((method) => method !== MIXED_PRECISION)
/** More methods than these hide each other. */
const BIASED = [SGD, V2_MID_RANGE, V2, V4]
const NOTE = 'v1 to v4: Tiki-Taka, in brackets the zero of its fast array; mean, 95 % interval'

/** Against updates, by method: root-mean-square error of the weights, or squared error of an output without the noise of its target. */
export function curveFigure(
  of: 'error' | 'excess',
  runs: readonly MethodRun[],
  conditions: readonly Condition[],
): Promise<Figure> {
  return bandsFigure({
    x: { label: 'updates', scale: 'linear' },
    y: { label: of === 'error' ? 'rms of W − W*' : 'squared error without noise', scale: 'log' },
    note: NOTE,
    panels: conditions.map((condition) => ({
      label: labelOf(condition),
      bands: CURVES.map((method) => {
        const own = runs.filter((run) => run.condition === condition && run.method === method)
        const points = own[0]!.curve.map(({ updates }, i) =>
          at(
            updates,
            own.map((run) => run.curve[i]![of]),
          ),
        )
        return { label: nameOf(method), points }
      }),
    })),
  })
}

/** W - W* against W*, where W is the mean over the last updates and over all synapses with that W*. */
export function biasFigure(runs: readonly MethodRun[], conditions: readonly Condition[]): Promise<Figure> {
  const ends = [TARGETS[0]!, TARGETS.at(-1)!] as const
  return seriesFigure({
    x: { label: 'W*' },
    y: { label: 'mean of W − W*' },
    note: NOTE,
    panels: conditions.map((condition) => ({
      label: labelOf(condition),
      series: BIASED.map((method) => {
        const own = runs.filter((run) => run.condition === condition && run.method === method)
        return {
          label: nameOf(method),
          points: TARGETS.map((target) =>
            at(
              target,
              own.flatMap((run) => biasAt(run, target)),
            ),
          ),
        }
      }),
    })),
    guide: { label: 'no bias', points: ends.map((x) => ({ x, y: 0 })) },
  })
}

/** Mean over the synapses with this target; none if no synapse has it. */
function biasAt({ target, weights }: MethodRun, wanted: number): number[] {
  const own = weights.filter((_, i) => target[i] === wanted)
  return own.length > 0 ? [mean(own) - wanted] : []
}

function at(x: number, values: readonly number[]) {
  const { mean: y, low, high } = meanInterval(values)
  return { x, y, low: low ?? y, high: high ?? y }
}

function labelOf({ symmetric_point, spread }: Condition): string {
  return `symmetric points ${symmetric_point} ± ${spread}`
}

function nameOf({ name, reference }: Method): string {
  return reference === 'none' ? name : `${name.replace('Tiki-Taka ', '')} (${reference})`
}
