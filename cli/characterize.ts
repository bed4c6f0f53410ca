/** `memxbar characterize`: pulse and read statistics of a device population. */
import { type CharacterizeRow, characterize } from '../devices/curves/characterize.ts'
import { loadDevice } from '../experiments/disk/device-kind.ts'
import { loadSpec } from '../experiments/disk/spec.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { csv } from '../experiments/results/tables.ts'
import { InputError } from '../input/input-error.ts'
import { parseQuantity } from '../input/units.ts'
import { createRng } from '../kernels/rng.ts'
import { table } from './terminal.ts'

interface CharacterizeFlags {
  readonly pulses: number
  readonly count: number
  readonly from?: string
  readonly at?: string
  readonly seed: number
  readonly set: string[]
  readonly out?: string
  readonly json?: boolean
}

const COLUMNS = ['kind', 'pulse', 'target_us', 'elapsed_s', 'mean_us', 'std_us', 'q05_us', 'q50_us', 'q95_us', 'count'] as const

export async function characterizeCommand(device: string, flags: CharacterizeFlags): Promise<void> {
  const spec = await loadSpec(undefined, [`device.model=${JSON.stringify(device)}`, ...flags.set])
  const { model } = await loadDevice(spec.device)
  const [gMin, gMax] = model.range
  const at = await quantities(flags.at, 's', '--at')
  const early = at.find((age) => !(age > 0))
  if (early !== undefined) throw new InputError(`--at: ${early} s is not after programming; give ages above 0`)
  const from = await quantities(flags.from, 'uS', '--from')
  for (const g of from)
    if (!(g >= gMin && g <= gMax))
      throw new InputError(`--from: ${g} uS is outside ${device}'s range; give ${gMin} to ${gMax} uS`)
  const rng = createRng(flags.seed, 'characterize')
  const { pulses, count } = flags
  const starts = from.length > 0 ? from : [undefined]
  const rows = starts.flatMap((g) => characterize({ model, pulses, count, at, rng, ...(g === undefined ? {} : { from: g }) }))
  if (flags.out) writeWhole(flags.out, csv(rows as (CharacterizeRow & Record<string, never>)[], COLUMNS))
  if (flags.json) process.stdout.write(`${JSON.stringify(rows)}\n`)
  else process.stdout.write(table(rows as unknown as Record<string, unknown>[], COLUMNS))
}

async function quantities(list: string | undefined, unit: string, flag: string): Promise<number[]> {
  if (list === undefined) return []
  return Promise.all(list.split(',').map((text) => parseQuantity(text.trim(), unit, flag)))
}
