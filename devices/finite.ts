/**
 * Finds devices whose state or read is not finite. One NaN in an array makes every sum over it NaN, and a network of NaN fires no
 * spikes and fails no other check. The run therefore checks the devices and reports the first one.
 */
import type { Bank } from './bank.ts'
import type { CellList, Operation } from './model.ts'

export interface NonFinite {
  readonly device: number
  /** `read`, or the column with the value: `g` or one of the model's columns. */
  readonly found: string
  readonly value: number
  /** The device, its pulse counts and, for a user's equations, the expression. */
  readonly message: string
}

/**
 * The first device of the bank whose state is not finite, by id and then by column. It checks every number of the columns once,
 * in about 1 ns each, and allocates nothing.
 */
export function nonFiniteState(bank: Bank): NonFinite | undefined {
  const { columns, model } = bank
  const names = ['g', ...Object.keys(model.columns)]
  let first: { device: number; found: string; value: number } | undefined
  for (const name of names) {
    const column = name === 'g' ? columns.g : columns.own[name]!
    const device = firstOf(column, first?.device ?? bank.size)
    if (device >= 0) first = { device, found: name, value: column[device]! }
  }
  if (!first) return undefined
  const { device, found, value } = first
  const unit = found === 'g' ? 'uS' : (model.columns[found]?.unit ?? '')
  const said = `device ${device} of "${model.name}" has ${found} = ${value}${unit && ` ${unit}`}`
  return { ...first, message: `${said} after ${livedBy(bank, device)}${expressions(bank, ['set', 'reset', 'depress'])}` }
}

/**
 * The first of the listed devices whose read at time t is not finite: drift and noise can give such a read although the state is
 * finite. The check is a noisy read from the verification stream, so that other reads do not change; call it only after a result
 * was not finite.
 * @param event number of the read
 */
export function nonFiniteRead(bank: Bank, cells: CellList, t: number, event: number): NonFinite | undefined {
  const { model, columns, arena, streams } = bank
  const out = arena.f32(cells.n)
  model.read(columns, cells, t, event, streams.verify, arena, out)
  const at = firstOf(out, cells.n)
  if (at < 0) return undefined
  const device = cells.ids[at]!
  const age = Number((t - columns.t_programmed[device]!).toPrecision(6))
  const state = `with g = ${Number(columns.g[device]!.toPrecision(6))} uS, ${age} s after its last pulse`
  const said = `device ${device} of "${model.name}" reads ${out[at]} uS at ${t} s, ${state}`
  const message = `${said}, after ${livedBy(bank, device)}${expressions(bank, ['read'])}`
  return { device, found: 'read', value: out[at]!, message }
}

/** Index of the first number below `end` that is not finite, or -1. */
function firstOf(column: Float32Array, end: number): number {
  for (let i = 0; i < end; i++) if (column[i]! - column[i]! !== 0) return i
  return -1
}

function livedBy({ columns }: Bank, device: number): string {
  const { set_count, reset_count, depress_count } = columns
  const depressed = depress_count[device] ?? 0
  return `${set_count[device]} SET and ${reset_count[device]} RESET${depressed > 0 ? ` and ${depressed} depression` : ''} pulses`
}

function expressions({ model: { written } }: Bank, operations: readonly Operation[]): string {
  const known = operations.flatMap((operation) => {
    const text = written?.[operation]
    return text === undefined ? [] : [`${operation} is { ${text.length > 200 ? `${text.slice(0, 197)}...` : text} }`]
  })
  return known.length === 0 ? '' : `; ${known.join(', ')}`
}
