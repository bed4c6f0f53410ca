/** Quantities of a recipe: a number with its unit, of the required dimension. */
import { excerpt, LONGEST_NUMBER } from '../../input/excerpt.ts'
import { mendedNumber } from '../../input/number-text.ts'
import { DIMENSIONS, type Dimension, type Quantity, sameDimension, type Units, unitText } from './dimensions.ts'
import { type Path, problem, type Source } from './source.ts'
import { unitWithCorrectCase } from './unit-names.ts'

const NUMBER = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([A-Za-z\u00b5\u03bc][A-Za-z0-9\u00b5\u03bc ^*/().-]*)?$/
interface Amount {
  readonly value: number
  readonly unit: string
  readonly quantity: Quantity
}

/** A number with a unit as it was written: `value` in `unit`. @throws InputError */
export function readQuantity(source: Source, path: Path, given: number | string, units: Units): Amount {
  if (typeof given === 'string' && given.length > LONGEST_NUMBER) {
    const most = `has ${given.length} characters; write a number with its unit in at most ${LONGEST_NUMBER}`
    throw problem(source, path, `"${excerpt(given)}" ${most}`)
  }
  const mended = typeof given === 'string' ? mendedNumber(given) : undefined
  if (mended !== undefined) throw problem(source, path, `"${given}" is not a quantity; write ${mended}`)
  const [, digits, unit = ''] = NUMBER.exec(String(given).trim()) ?? []
  const written = unit.trim().replace(/[\u00b5\u03bc]/g, 'u')
  const quantity = units(written)
  if (digits === undefined || !Number.isFinite(Number(digits))) {
    throw problem(source, path, `"${given}" is not a quantity; write a number with its unit, such as 0.1 uS`)
  }
  if (!quantity) {
    const near = unitWithCorrectCase(written)
    const mend = near === undefined ? 'write, for example, uS, s, ms, V, nA, pJ or K' : `did you mean ${near}?`
    throw problem(source, path, `"${given}": there is no unit "${written}"; ${mend}`)
  }
  return { value: Number(digits), unit: written, quantity }
}

/** A quantity of a known dimension, in internal units. @throws InputError naming both units */
export function readInside(source: Source, path: Path, given: number | string, dimension: Dimension, units: Units): number {
  const { value, quantity } = readQuantity(source, path, given, units)
  if (!sameDimension(quantity.dimension, dimension) && value !== 0) {
    throw problem(source, path, wrongUnit(String(given), value, quantity.dimension, dimension))
  }
  return value * quantity.factor
}

/** A value in internal units that fits into a column of devices. @throws InputError if it exceeds the range of float32 */
export function inColumn(source: Source, path: Path, inside: number): number {
  if (Number.isFinite(Math.fround(inside))) return inside
  throw problem(source, path, `${inside} (in uS, s, V) is more than a device can hold, 3.4e38; lower it`)
}

const NOUNS: readonly (readonly [Dimension, string])[] = [
  [DIMENSIONS.conductance, 'a conductance'],
  [DIMENSIONS.time, 'a time'],
  [DIMENSIONS.voltage, 'a voltage'],
  [DIMENSIONS.current, 'a current'],
  [DIMENSIONS.energy, 'an energy'],
]

/** The message for a quantity of the wrong dimension, with the remedy. */
export function wrongUnit(given: string, value: number, dimension: Dimension, wanted: Dimension): string {
  const [is, unit] = [unitText(dimension), unitText(wanted)]
  const said = `"${given}" is ${inUnit(is)}, and ${unit} is expected`
  if (sameDimension(wanted, DIMENSIONS.pure)) return `${said}; write ${value}`
  const noun = NOUNS.find(([known]) => sameDimension(known, wanted))?.[1]
  // If the unit is missing, or is us instead of uS, the number itself is probably right.
  const right = sameDimension(dimension, DIMENSIONS.pure) || given.toLowerCase().endsWith(unit.toLowerCase())
  return `${said}; write ${right || noun === undefined ? '' : `${noun}, such as `}${value} ${unit}`
}

function inUnit(unit: string): string {
  return unit === 'a plain number' ? unit : `in ${unit}`
}
