/** What the steps of both polarities say together: how unlike they are, and where they cancel. */
import type { Row } from './report.ts'

/** Value and 95 % interval. */
export interface Told {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/**
 * Asymmetry (dw - dw_down) / (dw + dw_down), and the symmetric point at which a SET and a depression step cancel in the mean, uS,
 * for laws with a straight mean (soft-bounds, linear-step). Intervals take the parameters for independent.
 */
export function asymmetryOf(rows: readonly Row[]): { readonly asymmetry?: Told; readonly symmetric_point_us?: Told } {
  const row = (name: string) => rows.find(({ parameter }) => parameter === name)
  const names = ['dw', 'dw_down', 'g_min', 'g_max', 'gamma', 'gamma_down'] as const
  const [up, down] = [row('dw'), row('dw_down')]
  if (!up || !down || up.low === null || down.low === null) return {}
  const asymmetry = carried(names, row, ({ dw, dw_down }) => (dw - dw_down) / (dw + dw_down))
  if (row('dw_end') || !row('g_max')) return asymmetry ? { asymmetry } : {}
  const point = carried(names, row, ({ dw, dw_down, g_min, g_max, gamma, gamma_down }) => {
    const width = g_max - g_min
    const [slope, other] = [dw * (row('gamma') ? gamma : 1), dw_down * (row('gamma_down') ? gamma_down : 1)]
    return g_min + (width * (dw - dw_down + other)) / (slope + other)
  })
  return { ...(asymmetry ? { asymmetry } : {}), ...(point ? { symmetric_point_us: point } : {}) }
}

function carried<N extends string>(
  names: readonly N[],
  row: (name: string) => Row | undefined,
  of: (values: Record<N, number>) => number,
): Told | undefined {
  const spread = (name: N) => {
    const one = row(name)
    return one && one.low !== null && one.high !== null ? (one.high - one.low) / 3.92 : 0
  }
  const at = (moved?: N, by = 0) =>
    of(
      Object.fromEntries(names.map((name) => [name, (row(name)?.estimate ?? 0) + (name === moved ? by : 0)])) as Record<
        N,
        number
      >,
    )
  const estimate = at()
  // To first order: each parameter moved by its standard error.
  const variance = names.reduce((sum, name) => sum + ((at(name, spread(name)) - at(name, -spread(name))) / 2) ** 2, 0)
  if (!Number.isFinite(estimate) || !Number.isFinite(variance)) return undefined
  const [digits, reach] = [(value: number) => Number(value.toPrecision(7)), 1.96 * Math.sqrt(variance)]
  return { estimate: digits(estimate), low: digits(estimate - reach), high: digits(estimate + reach) }
}
