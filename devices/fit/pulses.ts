/** Measured pulses as columns: one row a reading. */

export interface Pulses {
  /** Devices by number, as the file calls them. */
  readonly names: readonly string[]
  readonly device: Uint32Array
  /** Sweep of the device that the reading belongs to: pulses of one sweep follow one another. */
  readonly sweep: Uint32Array
  /** Pulses since the sweep began; where that was a RESET, 0 reads its state. */
  readonly pulse: Uint32Array
  /** s since the pulse. */
  readonly elapsed: Float64Array
  /** uS. */
  readonly g: Float64Array
  /** 1 where the pulse before the reading was a depression pulse. Absent: all are SET pulses. */
  readonly down?: Uint8Array
  /** 1 where the sweep of the reading began with no RESET, in a state of its own. Absent: all began with one. */
  readonly open?: Uint8Array
  /** Line of the file. */
  readonly line?: Uint32Array
}

/** The same readings by device, sweep, pulse and elapsed time: one order for any order of rows. */
export function sorted(pulses: Pulses): Pulses {
  const { device, sweep, pulse, elapsed, g } = pulses
  const n = g.length
  const before = (i: number, j: number) =>
    device[i]! - device[j]! || sweep[i]! - sweep[j]! || pulse[i]! - pulse[j]! || elapsed[i]! - elapsed[j]! || g[i]! - g[j]!
  let ordered = true
  for (let i = 1; i < n && ordered; i++) ordered = before(i - 1, i) <= 0
  return ordered ? pulses : select(pulses, Uint32Array.from({ length: n }, (_, i) => i).sort(before))
}

/** The readings that `keep` takes. */
export function keptRows(pulses: Pulses, keep: (row: number) => boolean): Pulses {
  const rows: number[] = []
  for (let i = 0; i < pulses.g.length; i++) if (keep(i)) rows.push(i)
  return rows.length === pulses.g.length ? pulses : select(pulses, Uint32Array.from(rows))
}

/** The readings of the devices listed, numbered as they are listed. */
export function ofDevices(pulses: Pulses, kept: readonly number[]): Pulses {
  if (kept.length === pulses.names.length) return pulses
  const number = new Int32Array(pulses.names.length).fill(-1)
  kept.forEach((d, i) => {
    number[d] = i
  })
  const part = keptRows(pulses, (i) => number[pulses.device[i]!]! >= 0)
  return { ...part, names: kept.map((d) => pulses.names[d]!), device: part.device.map((d) => number[d]!) }
}

/** The listed readings. */
function select({ names, device, sweep, pulse, elapsed, g, down, open, line }: Pulses, rows: Uint32Array): Pulses {
  const pick = <A extends Uint32Array | Float64Array | Uint8Array>(column: A, out: A): A => {
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
    ...(down ? { down: pick(down, new Uint8Array(n)) } : {}),
    ...(open ? { open: pick(open, new Uint8Array(n)) } : {}),
    ...(line ? { line: pick(line, new Uint32Array(n)) } : {}),
  }
}

/** About `most` readings (sorted): every k-th device whole, or the first readings of each where devices are few. */
export function subset(pulses: Pulses, most: number): { readonly pulses: Pulses; readonly kept: Uint32Array } {
  const { names, g } = pulses
  const rows = g.length
  const devices = names.length
  if (rows <= most) return { pulses, kept: Uint32Array.from(names.keys()) }
  // A sweep up and down is cut nowhere: its second half is no more of the same.
  const whole = pulses.down !== undefined
  const wanted = Math.min(devices, Math.max(whole ? FEW_WHOLE : FEW, Math.floor((devices * most) / rows)))
  const kept = Array.from({ length: wanted }, (_, i) => Math.floor((i * devices) / wanted))
  const part = ofDevices(pulses, kept)
  const each = Math.max(Math.ceil(most / wanted), 30)
  const counts = new Uint32Array(wanted)
  let [cutDevice, cutSweep] = [-1, -1]
  const cut = keptRows(part, (i) => {
    const d = part.device[i]!
    if (whole && counts[d]! >= each && d !== cutDevice && part.sweep[i] !== part.sweep[i - 1])
      [cutDevice, cutSweep] = [d, part.sweep[i]!]
    counts[d]!++
    return whole ? !(d === cutDevice && part.sweep[i]! >= cutSweep) : counts[d]! <= each
  })
  return { pulses: cut, kept: Uint32Array.from(kept) }
}

/** Fewer devices would not tell how they differ. */
const FEW = 40
const FEW_WHOLE = 12
