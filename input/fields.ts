/** Fields of a spec: zod types with a unit, a range and a sentence of documentation. */
import { z } from 'zod'

/** A number with a unit: files and the command line may give it as `30 ms`; internally it is a plain number in `unit`. */
export function quantity(unit: string, doc: string, min = 0, max = 1e12) {
  return z
    .number()
    .min(min)
    .max(max)
    .meta({ unit, description: `${doc} [${unit}]` })
}

/** A number above 0, with a unit or without ('').*/
export function positive(unit: string, doc: string, max = 1e12) {
  return z
    .number()
    .gt(0)
    .max(max)
    .meta({ unit, description: unit ? `${doc} [${unit}]` : doc })
}

/** A whole number. */
export function count(doc: string, min: number, max: number) {
  return z.number().int().min(min).max(max).meta({ description: doc })
}

/** A number without a unit: files and the command line may give it in per cent, so that `2 %` is 0.02. */
export function pure(doc: string, min: number, max: number) {
  return z.number().min(min).max(max).meta({ description: doc, percent: true })
}

/** The names of a record, in the form that zod requires for an enumeration. */
export function names<T extends object>(record: T): [keyof T & string, ...(keyof T & string)[]] {
  return Object.keys(record) as [keyof T & string, ...(keyof T & string)[]]
}

/** Fields of one section of a spec. */
export type Fields = Readonly<Record<string, z.ZodType>>
/** Values of the fields of a section after validation. */
export type FieldValues<F extends Fields> = { readonly [K in keyof F]: z.infer<F[K]> }
