/** `memxbar device symmetric-point`: the conductance at which steps up and down are equal, and how devices converge to it. */
import { balance } from '../devices/curves/symmetric-point.ts'
import { InputError } from '../input/input-error.ts'
import { namedDevice } from './device-model.ts'
import { formatValue, table } from './terminal.ts'

interface SymmetricPointFlags {
  readonly set: string[]
  readonly devices: number
  readonly pairs: number
  readonly seed: number
  readonly json?: boolean
}

const COLUMNS = ['pairs', 'from_low_us', 'from_middle_us', 'from_high_us', 'std_us'] as const

export async function symmetricPoint(name: string, { set, devices, pairs, seed, json }: SymmetricPointFlags): Promise<void> {
  const { kind, values } = await namedDevice(name, set)
  const model = kind.create(values)
  if (!model.depress) {
    throw new InputError(
      `device "${kind.name}" has no depression pulse, so it has no symmetric point; take a device with one, such as reram-sb or ecram`,
    )
  }
  const found = balance({ model, devices, seed }, pairs)
  if (json) {
    process.stdout.write(`${JSON.stringify({ model: kind.name, range_us: model.range, devices, pairs, seed, ...found })}\n`)
    return
  }
  const { point, quantiles_us: q, gap_us, declared } = found
  const lines = [
    `symmetric point: mean ${formatValue(point.mean)} uS, std over devices ${formatValue(point.std)} uS, 5 % to 95 %: ${formatValue(q.q05)} to ${formatValue(q.q95)} uS; range ${formatValue(model.range[0])} to ${formatValue(model.range[1])} uS`,
    ...(declared
      ? [
          `by the model's own steps: mean ${formatValue(declared.mean_us)} uS, std ${formatValue(declared.std_us)} uS; the point found differs by ${formatValue(declared.difference_us)} uS (root mean square)`,
        ]
      : []),
    `devices from low and from high end ${formatValue(gap_us)} uS apart${gap_us > point.std ? ': they have not converged, or have no such point; more --pairs show which' : ''}`,
  ]
  process.stdout.write(`${table(found.rows as unknown as Record<string, unknown>[], COLUMNS)}\n${lines.join('\n')}\n`)
}
