/**
 * The operations of a bank for callers of the library: each call checks the shapes of its arguments before it changes a device.
 * Internal code, which builds correct lists, uses the unchecked operations of `bank.ts`.
 */
import { checkInArena, type F32 } from '../kernels/arena.ts'
import type { Bank } from './bank.ts'
import * as unchecked from './bank.ts'
import type { CellList } from './model.ts'

/** One SET pulse on each listed device at time t, s. @throws RangeError if the list does not fit the bank */
export function setPulse(bank: Bank, cells: CellList, t: number): void {
  hold(bank, cells, t)
  unchecked.setPulse(bank, cells, t)
}

/** One RESET pulse on each listed device at time t, s. @throws RangeError if the list does not fit the bank */
export function resetPulse(bank: Bank, cells: CellList, t: number): void {
  hold(bank, cells, t)
  unchecked.resetPulse(bank, cells, t)
}

/**
 * One gradual depression pulse on each listed device at time t, s.
 * @throws TypeError if the model has no depression pulse; RangeError if the list does not fit the bank
 */
export function depressPulse(bank: Bank, cells: CellList, t: number): void {
  hold(bank, cells, t)
  unchecked.depressPulse(bank, cells, t)
}

/**
 * One noisy read of each listed device at time t, s: out[i] in uS. `event` is the number of the read.
 * @throws RangeError if the list or `out` does not fit the bank
 */
export function readCells(bank: Bank, cells: CellList, t: number, event: number, out: F32): void {
  hold(bank, cells, t)
  if (!(Number.isSafeInteger(event) && event >= 0))
    throw new RangeError(`${event} is not a number of a read; number reads 0, 1, 2, ...`)
  checkInArena(bank.arena, out, cells.n, 'out of readCells')
  unchecked.readCells(bank, cells, t, event, out)
}

/**
 * Programs the initial state of an experiment: the conductance of each listed device rises by `change[i]` uS. It counts no pulse.
 * @throws RangeError if the list or `change` does not fit the bank
 */
export function program(bank: Bank, cells: CellList, change: F32): void {
  hold(bank, cells, 0)
  checkInArena(bank.arena, change, cells.n, 'change of program')
  unchecked.program(bank, cells, change)
}

/** @throws RangeError if a list does not fit the bank or has a device twice; one pass over the ids, two if they are not ascending */
function hold(bank: Bank, { ids, n }: CellList, t: number): void {
  const { size, arena } = bank
  if (!(Number.isSafeInteger(n) && n >= 0))
    throw new RangeError(`a list of ${n} devices was given; set n to a whole number, 0 or more`)
  if (!Number.isFinite(t)) throw new RangeError(`a time of ${t} s was given; times are finite`)
  checkInArena(arena, ids, n, 'ids of the list of devices')
  let ascending = true
  for (let i = 0, before = -1; i < n; i++) {
    const id = ids[i]!
    if (id >= size) throw new RangeError(`device ${id} (entry ${i} of ${n}) is not in a bank of ${size}, counted from 0`)
    if (id <= before) ascending = false
    before = id
  }
  if (!ascending) holdOnce(bank, ids, n)
}

/** For each device of a bank, the number of the last call that listed it. */
const marks = new WeakMap<Bank, { readonly seen: Uint32Array; call: number }>()

/** A kernel processes four devices of a list at a time: if a device is listed twice, one pulse would be lost. */
function holdOnce(bank: Bank, ids: Uint32Array, n: number): void {
  const held = marks.get(bank) ?? { seen: new Uint32Array(bank.size), call: 0 }
  marks.set(bank, held)
  held.call++
  for (let i = 0; i < n; i++) {
    const id = ids[i]!
    if (held.seen[id] === held.call)
      throw new RangeError(
        `device ${id} occurs twice in the list of ${n}; list each device at most once and make two calls for two pulses`,
      )
    held.seen[id] = held.call
  }
}
