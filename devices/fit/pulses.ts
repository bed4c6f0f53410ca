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
export function select({ names, device, sweep, pulse, elapsed, g }: Pulses, rows: Uint32Array): Pulses {
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
