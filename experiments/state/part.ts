/** One array of a run's state: what it is called in a file, its shape there, and where its numbers are while the run goes on. */
import { InputError } from '../../input/input-error.ts'
import type { ShapedArray } from './npy.ts'

type Column = Float32Array | Float64Array | Uint32Array

export interface Part {
  /** Such as `connections/rec/g_plus`. */
  readonly name: string
  /** '' for a pure number. */
  readonly unit: string
  readonly shape: readonly number[]
  /** A copy in the order of the file. */
  take(): ShapedArray
  /** Takes the numbers over; absent where they follow from others. */
  put?(array: ShapedArray): void
}

/** Where the entries of an array stand in its column: index i of dimension d is i steps[d] further on. */
export interface Place {
  readonly shape: readonly number[]
  readonly steps: readonly number[]
  readonly first?: number
}

export function columnPart(name: string, unit: string, column: Column, place: Place): Part {
  const { shape } = place
  const kind = column.constructor as { new (n: number): Column }
  return {
    ...{ name, unit, shape },
    take() {
      const data = new kind(shape.reduce((product, length) => product * length, 1))
      eachEntry(place, (i, at) => {
        data[i] = column[at]!
      })
      return { shape, data }
    },
    put(array) {
      const data = fitting(array, name, shape)
      eachEntry(place, (i, at) => {
        column[at] = data[i]!
      })
    },
  }
}

/** One number that is no entry of a column. */
export function numberPart(name: string, unit: string, get: () => number, set: (value: number) => void): Part {
  return {
    ...{ name, unit, shape: [] },
    take: () => ({ shape: [], data: Float64Array.of(get()) }),
    put: (array) => set(fitting(array, name, [])[0]!),
  }
}

/** Visits the entries of up to three dimensions in the order of the file: their number, and their place in the column. */
function eachEntry({ shape, steps, first = 0 }: Place, visit: (i: number, at: number) => void): void {
  const [a, b, c] = [...shape, 1, 1, 1]
  const [da, db, dc] = [...steps, 0, 0, 0]
  let entry = 0
  for (let i = 0; i < a!; i++) {
    for (let j = 0; j < b!; j++) for (let k = 0; k < c!; k++) visit(entry++, first + i * da! + j * db! + k * dc!)
  }
}

/** @throws InputError where shapes differ */
function fitting({ shape, data }: ShapedArray, name: string, wanted: readonly number[]): Column {
  if (shape.join() === wanted.join()) return data
  throw new InputError(`${name}: the state has shape [${shape.join(', ')}], and the network needs [${wanted.join(', ')}]`)
}
