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
    device[i]! - device[j]! ||
    sweep[i]! - sweep[j]! ||
    pulse[i]! - pulse[j]! ||
    elapsed[i]! - elapsed[j]! ||
    chance(g[i]!) - chance(g[j]!)
  let ordered = true
  for (let i = 1; i < n && ordered; i++) ordered = before(i - 1, i) <= 0
  return ordered ? pulses : select(pulses, Uint32Array.from({ length: n }, (_, i) => i).sort(before))
}

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

/** A number that tells readings apart, but not which is the higher: the first of several readings is not the lowest. */
function chance(g: number): number {
  float[0] = g
  let bits = words[0]! ^ Math.imul(words[1]!, 0x9e3779b1)
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b)
  return (bits ^ (bits >>> 13)) >>> 0
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

/** Devices without which it is not told how they differ. */
const FEW = 40
/** Pulses of one stretch of a long sweep. */
const STRETCH = 16
/** Stretches' worth of pulses up to which the first readings of a device stand for all. */
const SHORT = 4

/**
 * About `most` readings (sorted): every k-th device whole, or part of each where devices are few. Of long sweeps that part is
 * stretches all along them, each a sweep of its own that begins in a state which only its first reading tells.
 * @param few devices that are kept at least, where there are so many
 */
export function subset(pulses: Pulses, most: number, few = FEW): { readonly pulses: Pulses; readonly kept: Uint32Array } {
  const { names, g } = pulses
  const rows = g.length
  const devices = names.length
  if (rows <= most) return { pulses, kept: Uint32Array.from(names.keys()) }
  const wanted = Math.min(devices, Math.max(few, Math.floor((devices * most) / rows)))
  const kept = Array.from({ length: wanted }, (_, i) => Math.floor((i * devices) / wanted))
  const part = ofDevices(pulses, kept)
  return { pulses: stretches(part, Math.max(Math.ceil(most / wanted), 30)), kept: Uint32Array.from(kept) }
}

/** About `each` readings of every device. */
function stretches(pulses: Pulses, each: number): Pulses {
  const { device, sweep, pulse, g } = pulses
  const rows: number[] = []
  const [sweeps, open]: [number[], number[]] = [[], []]
  for (let from = 0, to = 0; from < g.length; from = to) {
    const starts: number[] = []
    for (; to < g.length && device[to] === device[from]; to++)
      if (to === from || pulse[to] !== pulse[to - 1] || sweep[to] !== sweep[to - 1]) starts.push(to)
    const visits = starts.length
    const count = Math.max(1, Math.floor((each * visits) / (to - from) / STRETCH))
    const all = to - from <= each
    const long = !all && visits > SHORT * STRETCH
    // No two devices are cut at the same places.
    const shift = (device[from]! * 0.618034) % 1
    let [last, number] = [-1, 0]
    for (let v = 0; v < visits; v++) {
      const within = Math.floor((v * count) / visits)
      const begins = within === 0 ? 0 : Math.floor(((within + shift * (1 - (count * STRETCH) / visits)) * visits) / count)
      if (long && !(v >= begins && v < begins + STRETCH)) continue
      for (let i = starts[v]!; i < (starts[v + 1] ?? to); i++) {
        if (!all && !long && i - from >= each) continue
        rows.push(i)
        if (i === starts[v]) {
          const follows = v > 0 && last === v - 1 && sweep[i] === sweep[i - 1]
          if (!follows) number++
          open[rows.length - 1] = follows
            ? open[rows.length - 2]!
            : (pulses.open?.[i] ?? 0) || (v > 0 && sweep[i] === sweep[i - 1])
              ? 1
              : 0
        } else open[rows.length - 1] = open[rows.length - 2]!
        sweeps.push(number)
      }
      last = v
    }
  }
  return { ...select(pulses, Uint32Array.from(rows)), sweep: Uint32Array.from(sweeps), open: Uint8Array.from(open) }
}
