/** The only place that converts units: text such as `20 uS` becomes a number in the field's unit; its dimension is checked. */
import { z } from 'zod'
import { excerpt, LONGEST_NUMBER } from './excerpt.ts'
import { InputError } from './input-error.ts'
import { loadMathjs } from './mathjs.ts'
import { mendedNumber } from './number-text.ts'

type Convert = (text: string, unit: string) => number

/** The numeric unit of a schema node, through defaults and unions; undefined where it has none. */
function unitOf(schema: unknown): string | undefined {
  return (z.globalRegistry.get(schema as z.core.$ZodType) as { unit?: string } | undefined)?.unit
}

/** Whether a text such as `2 %` stands for a number of this node: see `pure`. */
function takesPercent(schema: unknown): boolean {
  return (z.globalRegistry.get(schema as z.core.$ZodType) as { percent?: boolean } | undefined)?.percent === true
}

/** A text that is not a quantity of its field's dimension. */
export interface UnitProblem {
  readonly path: string
  readonly message: string
}

/** Replaces, in a copy of `raw`, every text where `schema` has a quantity. A text that cannot be converted is kept and reported. */
export async function convertUnits(raw: unknown, schema: z.core.$ZodType): Promise<{ value: unknown; problems: UnitProblem[] }> {
  const found: { path: string; text: string; unit: string; put: (value: number) => void }[] = []
  const copy = copyOf(raw)
  collect(copy, schema, '', found)
  const problems: UnitProblem[] = []
  if (found.length === 0) return { value: copy, problems }
  const convert = await converter()
  for (const { path, text, unit, put } of found) {
    try {
      put(convertOnce(convert, text, unit))
    } catch (error) {
      problems.push({ path, message: `${path}: "${excerpt(text)}" ${(error as Error).message}` })
    }
  }
  return { value: copy, problems }
}

/** Deep copy of plain values; structuredClone is not used because some JavaScript engines lack it. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]))
}

type Found = { path: string; text: string; unit: string; put: (value: number) => void }[]

function collect(value: unknown, schema: z.core.$ZodType, path: string, found: Found): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) {
    const field = fieldOf(schema, key)
    if (!field) continue
    const at = path ? `${path}.${key}` : key
    const unit = unitOf(field) ?? unitOf(unwrap(field))
    const put = (number: number) => {
      ;(value as Record<string, unknown>)[key] = number
    }
    if (typeof child === 'string' && unit !== undefined) found.push({ path: at, text: child, unit, put })
    else if (typeof child === 'string' && child.trim().endsWith('%') && takesPercent(unwrap(field))) {
      const number = mendedNumber(child)
      if (number !== undefined) put(Number(number))
    } else collect(child, unwrap(field), at, found)
  }
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const { innerType } = schema._zod.def as { innerType?: z.core.$ZodType }
  return innerType ? unwrap(innerType) : schema
}

function fieldOf(schema: z.core.$ZodType, key: string): z.core.$ZodType | undefined {
  const def = unwrap(schema)._zod.def as {
    shape?: Record<string, z.core.$ZodType>
    element?: z.core.$ZodType
    valueType?: z.core.$ZodType
  }
  if (def.shape) return Object.hasOwn(def.shape, key) ? def.shape[key] : undefined
  return def.element ?? def.valueType
}

/** Common unit names that mathjs lacks. */
const ALIASES: Readonly<Record<string, string>> = { d: 'day', y: 'year', yr: 'year', min: 'minute' }

function plainWords(text: string): string {
  return text
    .trim()
    .replace(/[\u00b5\u03bc]/g, 'u')
    .replace(/[a-z]+$/i, (name) => ALIASES[name] ?? name)
}

async function converter(): Promise<Convert> {
  const { unit: parseUnit } = await loadMathjs()
  const parse = parseUnit as (text: string) => { toNumber(unit: string): number }
  return (text, unit) => {
    if (text.length > LONGEST_NUMBER)
      throw new Error(`has ${text.length} characters; write a number of at most ${LONGEST_NUMBER}`)
    if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim())) return Number(text)
    const mended = mendedNumber(text)
    if (mended !== undefined) throw new Error(`is not a number; write ${mended}`)
    let given: { toNumber(unit: string): number }
    try {
      given = parse(plainWords(text))
    } catch {
      throw new Error(`is not a number with a unit; write ${unit ? `for example "1 ${unit}"` : 'a plain number'}`)
    }
    if (!unit) throw new Error('has a unit where a plain number belongs; leave the unit out')
    try {
      // 0.02 mS is 20 uS, not 20.000000000000004: the same quantity must give the same spec, and so the same hash.
      return Number(given.toNumber(unit).toPrecision(14))
    } catch {
      throw new Error(`is not a quantity in ${unit}; write it in ${unit} or a multiple of it`)
    }
  }
}

/** Converted numbers, by unit and text: the points of a sweep repeat the same few texts. */
const converted = new Map<string, number>()
const MOST_CONVERTED = 10_000

function convertOnce(convert: Convert, text: string, unit: string): number {
  const key = `${unit}\n${text}`
  const number = converted.get(key) ?? convert(text, unit)
  if (converted.size >= MOST_CONVERTED) converted.clear()
  converted.set(key, number)
  return number
}

/** A single quantity such as a command-line option `1h`, in `unit`. */
export async function parseQuantity(text: string, unit: string, path: string): Promise<number> {
  try {
    return (await converter())(text, unit)
  } catch (error) {
    throw new InputError(`${path}: "${excerpt(text)}" ${(error as Error).message}`)
  }
}
