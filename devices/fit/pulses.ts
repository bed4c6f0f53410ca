/** Measured pulses as columns: one row a reading. */

export interface Pulses {
  /** Devices by number, as the file calls them. */
  readonly names: readonly string[]
  readonly device: Uint32Array
  /** RESETs of the device before this reading: pulses of one sweep follow one another from RESET. */
  readonly sweep: Uint32Array
  /** SET pulses since RESET; 0 reads the RESET state. */
  readonly pulse: Uint32Array
  /** s since the pulse. */
  readonly elapsed: Float64Array
  /** uS. */
  readonly g: Float64Array
}

/** The same readings by device, sweep, pulse and elapsed time. */
export function sorted(pulses: Pulses): Pulses {
  const { device, sweep, pulse, elapsed, g } = pulses
  const n = g.length
  const before = (i: number, j: number) =>
    device[i]! - device[j]! || sweep[i]! - sweep[j]! || pulse[i]! - pulse[j]! || elapsed[i]! - elapsed[j]! || i - j
  let ordered = true
  for (let i = 1; i < n && ordered; i++) ordered = before(i - 1, i) <= 0
  return ordered ? pulses : select(pulses, Uint32Array.from({ length: n }, (_, i) => i).sort(before))
}

/** The listed readings. */
function select({ names, device, sweep, pulse, elapsed, g }: Pulses, rows: Uint32Array): Pulses {
  const pick = <A extends Uint32Array | Float64Array>(column: A, out: A): A => {
    for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]!]!
    return out
  }
  const n = rows.length
  return {
    names,
    device: pick(device, new Uint32Array(n)),
    sweep: pick(sweep, new Uint32Array(n)),
    pulse: pick(pulse, new Uint32Array(n)),
    elapsed: pick(elapsed, new Float64Array(n)),
    g: pick(g, new Float64Array(n)),
  }
}

/** About `most` readings (sorted): every k-th device whole, or the first readings of each where devices are few. */
export function subset(pulses: Pulses, most: number): { readonly pulses: Pulses; readonly kept: Uint32Array } {
  const { names, device, g } = pulses
  const rows = g.length
  const devices = names.length
  if (rows <= most) return { pulses, kept: Uint32Array.from(names.keys()) }
  const wanted = Math.min(devices, Math.max(FEW, Math.floor((devices * most) / rows)))
  const kept = Uint32Array.from({ length: wanted }, (_, i) => Math.floor((i * devices) / wanted))
  const number = new Int32Array(devices).fill(-1)
  kept.forEach((d, i) => {
    number[d] = i
  })
  const each = Math.ceil(most / wanted)
  const counts = new Uint32Array(wanted)
  const chosen: number[] = []
  for (let i = 0; i < rows; i++) {
    const d = number[device[i]!]!
    if (d >= 0 && counts[d]!++ < Math.max(each, 30)) chosen.push(i)
  }
  const part = select(pulses, Uint32Array.from(chosen))
  return { pulses: { ...part, names: Array.from(kept, (d) => names[d]!), device: part.device.map((d) => number[d]!) }, kept }
}

/** Fewer devices would not tell how they differ. */
const FEW = 40
