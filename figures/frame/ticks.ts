/** Positions and labels of axis ticks. The width of Plot's own labels cannot be known. */

export type Domain = readonly [low: number, high: number]

export interface Ticks {
  readonly labelled: readonly number[]
  /** Finer ticks without a label. */
  readonly plain: readonly number[]
  readonly label: (tick: number) => string
}

/** At most `steps` steps of 1, 2 or 5 times a power of ten. @param finest lower bound of the step */
export function linearTicks([low, high]: Domain, steps: number, finest = 0): Ticks {
  const span = high - low
  const step = grid([1, 2, 5], Math.max(span / steps, finest), span).find((size) => size >= finest && span / size <= steps)!
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  // Rounded, because 3 * 0.1 is not 0.3.
  const labelled = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
  const decimals = Math.max(0, -Math.floor(Math.log10(step)))
  const plainNumbers = step >= 1e-4 && Math.max(Math.abs(low), Math.abs(high)) < 1e6
  return { labelled, plain: [], label: (tick) => (plainNumbers ? minus(tick.toFixed(decimals)) : powerOfTen(tick)) }
}

/** The range widened to 1, 2 or 5 times a power of ten on both sides. @param low above 0 */
export function logDomain([low, high]: Domain): Domain {
  const steps = grid([1, 2, 5], low, high)
  const from = steps.findLast((step) => step <= low) ?? low
  const to = steps.find((step) => step >= high) ?? high
  return from < to ? [from, to] : [from / 2, to * 2]
}

/** About six labels: at 1, 2 and 5 times powers of ten in a narrow domain, else at powers of ten only. */
export function logTicks([low, high]: Domain): Ticks {
  const ticks = (mantissas: number[]) => grid(mantissas, low, high).filter((tick) => tick >= low && tick <= high)
  const decades = Math.log10(high / low)
  const every = Math.ceil(decades / 6)
  const powers = ticks([1])
  const labelled = decades < 2.2 ? ticks([1, 2, 5]) : powers.filter((tick) => Math.round(Math.log10(tick)) % every === 0)
  const between = every > 1 ? powers : ticks([1, 2, 3, 4, 5, 6, 7, 8, 9])
  const label = low >= 1e-3 && high <= 1e3 ? String : powerOfTen
  return { labelled, plain: between.filter((tick) => !labelled.includes(tick)), label }
}

/** Each mantissa times each power of ten, increasing, from below `low` to above `high`. */
function grid(mantissas: readonly number[], low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low)) - 1
  const last = Math.ceil(Math.log10(high)) + 1
  const exponents = Array.from({ length: last - first + 1 }, (_, i) => first + i)
  // Parsed, because 3 * 10 ** -4 is not 0.0003.
  return exponents.flatMap((exponent) => mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`)))
}

function powerOfTen(tick: number): string {
  if (tick === 0) return '0'
  const [mantissa, exponent] = tick.toExponential().split('e')
  const power = `10${[...String(Number(exponent))].map((c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)]).join('')}`
  return minus(`${mantissa}·${power}`).replace(/^(−?)1·/, '$1')
}

function minus(text: string): string {
  return text.replace('-', '−')
}
