/** Quantities of a recipe: a number with its unit, of the dimension that is wanted. */
import { DIMENSIONS, type Dimension, type Quantity, sameDimension, type Units, unitText } from './dimensions.ts'
import { type Path, problem, type Source } from './source.ts'

const NUMBER = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([A-Za-z\u00b5\u03bc][A-Za-z0-9\u00b5\u03bc ^*/().-]*)?$/
interface Amount {
  readonly value: number
  readonly unit: string
  readonly quantity: Quantity
}

/** A number with a unit as it was written: `value` in `unit`. @throws InputError */
export function readQuantity(source: Source, path: Path, given: number | string, units: Units): Amount {
  const [, digits, unit = ''] = NUMBER.exec(String(given).trim()) ?? []
  const written = unit.trim().replace(/[\u00b5\u03bc]/g, 'u')
  const quantity = units(written)
  if (digits === undefined || !Number.isFinite(Number(digits))) {
    throw problem(source, path, `"${given}" is no quantity; write a number with its unit, such as 0.1 uS`)
  }
  if (!quantity)
    throw problem(source, path, `"${given}": there is no unit "${written}"; write, for example, uS, s, ms, V, nA, pJ or K`)
  return { value: Number(digits), unit: written, quantity }
}

/** A quantity of a known dimension, in inside units. @throws InputError naming both units */
export function readInside(source: Source, path: Path, given: number | string, dimension: Dimension, units: Units): number {
  const { value, quantity } = readQuantity(source, path, given, units)
  if (!sameDimension(quantity.dimension, dimension) && value !== 0) {
    const [is, wanted] = [unitText(quantity.dimension), unitText(dimension)]
    throw problem(
      source,
      path,
      `"${given}" is ${inUnit(is)}, and ${wanted} is wanted; write ${sameDimension(dimension, DIMENSIONS.pure) ? value : `${value} ${wanted}`}`,
    )
  }
  return value * quantity.factor
}

function inUnit(unit: string): string {
  return unit === 'a plain number' ? unit : `in ${unit}`
}
