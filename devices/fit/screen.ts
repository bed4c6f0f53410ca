/** What is left out before a fit: readings that leap out of their sweep, and devices that do not respond or read far from all others. */
import { InputError } from '../../input/input-error.ts'
import { keptRows, ofDevices, type Pulses } from './pulses.ts'

export interface LeftOut {
  readonly device: string
  /** Lines of the file, or row numbers where there is none; of a whole device its first and last. */
  readonly lines: readonly number[]
  readonly whole: boolean
  readonly why: string
  /** Readings. */
  readonly count: number
}

export interface Screened {
  /** What stays. */
  readonly pulses: Pulses
  readonly leftOut: readonly LeftOut[]
}

/** Typical sizes of a change by which a reading must leap out of both its neighbours. */
const LEAP = 8
/** A device that responds by less than this share of what devices usually do is stuck. */
const STUCK = 0.15
/** Usual responses by which a device's level may lie beyond those of the others. */
const BEYOND = 3
/** Share of its readings that may be glitches. */
const MOST_GLITCHES = 0.25

/** @param pulses sorted. @throws InputError where nothing is left to fit */
export function screened(pulses: Pulses): Screened {
  const glitched = leaping(pulses)
  const { names, device, g } = pulses
  const counts = new Uint32Array(names.length)
  const bad = new Uint32Array(names.length)
  for (let i = 0; i < g.length; i++) {
    counts[device[i]!] = counts[device[i]!]! + 1
    if (glitched[i]) bad[device[i]!] = bad[device[i]!]! + 1
  }
  const kept = keptRows(pulses, (i) => !glitched[i])
  const reasons = verdicts(kept)
  const leftOut: LeftOut[] = []
  for (let d = 0; d < names.length; d++) {
    if (counts[d] === 0) continue
    const why = bad[d]! > MOST_GLITCHES * counts[d]! ? `${bad[d]} of its ${counts[d]} readings are glitches` : reasons[d]
    if (why === undefined) continue
    const rows = rowsOf(pulses, d)
    leftOut.push({ device: names[d]!, lines: [rows[0]!, rows.at(-1)!], whole: true, why, count: rows.length })
  }
  const out = new Set(leftOut.map(({ device: name }) => name))
  for (let i = 0; i < g.length; i++) {
    const name = names[device[i]!]!
    if (glitched[i] && !out.has(name)) leftOut.push(glitch(pulses, i))
  }
  const whole = names.flatMap((name, d) => (out.has(name) || counts[d] === 0 ? [] : [d]))
  if (whole.length === 0) {
    const first = leftOut.find(({ whole: all }) => all)
    throw new InputError(
      `no device is left to fit: ${first ? `device "${first.device}" ${first.why}` : 'there are no readings'}; measure devices that respond to pulses, or fit them as they are with --keep-outliers`,
    )
  }
  return { pulses: ofDevices(kept, whole), leftOut }
}

/** A reading as it is reported. */
export function glitch({ names, device, line, g }: Pulses, i: number): LeftOut {
  const why = `a glitch: ${Number(g[i]!.toPrecision(4))} uS`
  return { device: names[device[i]!]!, lines: [line?.[i] ?? i], whole: false, why, count: 1 }
}

function rowsOf({ device, line }: Pulses, d: number): number[] {
  const rows: number[] = []
  for (let i = 0; i < device.length; i++) if (device[i] === d) rows.push(line?.[i] ?? i)
  return rows.sort((a, b) => a - b)
}

/** 1 where a reading leaps out of the readings before and after it in its sweep. */
function leaping({ device, sweep, g }: Pulses): Uint8Array {
  const n = g.length
  const result = new Uint8Array(n)
  const same = (i: number, j: number) => i >= 0 && j >= 0 && i < n && j < n && device[i] === device[j] && sweep[i] === sweep[j]
  const changes: number[] = []
  for (let i = 1; i < n; i++) if (same(i, i - 1)) changes.push(g[i]! - g[i - 1]!)
  if (changes.length === 0) return result
  const middle = median(changes)
  const typical = 1.4826 * median(changes.map((change) => Math.abs(change - middle)))
  const usual = quantile([...g].map(Math.abs), 0.5)
  const size = Math.max(typical, 1e-3 * usual)
  for (let i = 0; i < n; i++) {
    const [before, after] = [same(i - 1, i), same(i + 1, i)]
    const pair: readonly [number, number] | undefined =
      before && after
        ? [i - 1, i + 1]
        : before && same(i - 2, i)
          ? [i - 1, i - 2]
          : after && same(i + 2, i)
            ? [i + 1, i + 2]
            : undefined
    if (!pair) continue
    const [a, b] = [g[pair[0]]!, g[pair[1]]!]
    // Where a sweep begins or ends, the step that its neighbours make may go on, larger.
    const margin = LEAP * size + (before && after ? 0 : 4 * Math.abs(a - b))
    if (g[i]! > Math.max(a, b) + margin || g[i]! < Math.min(a, b) - margin) result[i] = 1
  }
  // A neighbour of a leap leaps out of it the other way: only those that stand out without it stay marked.
  const marked = result.slice()
  for (let i = 0; i < n; i++) {
    if (!marked[i]) continue
    let [a, b] = [i - 1, i + 1]
    while (same(a, i) && marked[a]) a--
    while (same(b, i) && marked[b]) b++
    const near = [a, b].filter((j) => same(j, i)).map((j) => g[j]!)
    if (near.length === 0) continue
    const far = near.every((value) => Math.abs(g[i]! - value) > LEAP * size)
    if (!far) result[i] = 0
  }
  return result
}

/** Why each device is left out; undefined where it is not. */
function verdicts(pulses: Pulses): (string | undefined)[] {
  const { names } = pulses
  const responses = names.map((_, d) => responseOf(pulses, d))
  const known = responses.filter((response) => response !== undefined)
  if (known.length === 0) return names.map(() => undefined)
  const usual = quantile(
    known.map(({ change }) => change),
    0.75,
  )
  const levels = known.map(({ level }) => level)
  const [low, high] = [quantile(levels, 0.25), quantile(levels, 0.75)]
  return responses.map((response) => {
    if (!response) return undefined
    const { change, level } = response
    const shown = `${Number(level.toPrecision(3))} uS`
    if (!(change > STUCK * usual) || !(change > 0)) {
      if (Math.abs(level) <= 0.05 * Math.max(Math.abs(high), usual)) return `is dead: reads ${shown} whatever the pulses`
      return `is stuck at ${shown}: pulses do not change it`
    }
    const beyond = known.length >= 4 && (level > high + BEYOND * usual || level < low - BEYOND * usual)
    return beyond ? `reads ${shown}, far from all other devices` : undefined
  })
}

/** Median level, and how far readings move from the first pulses of one kind to the last third of them. */
function responseOf({ device, sweep, pulse, g, down }: Pulses, d: number): { change: number; level: number } | undefined {
  const runs = new Map<string, number[]>()
  const all: number[] = []
  const [from, to] = [bound(device, d), bound(device, d + 1)]
  for (let i = from; i < to; i++) {
    all.push(g[i]!)
    const key = `${sweep[i]} ${down?.[i] ?? 0}`
    const run = runs.get(key)
    if (run) run.push(i)
    else runs.set(key, [i])
  }
  if (all.length === 0) return undefined
  const changes = [...runs.values()].flatMap((rows) => {
    const [first, last] = [pulse[rows[0]!]!, pulse[rows.at(-1)!]!]
    if (last === first) return []
    const third = (last - first) / 3
    const upTo = (n: number) => median(rows.filter((i) => pulse[i]! <= n).map((i) => g[i]!))
    const late = median(rows.filter((i) => pulse[i]! >= last - third).map((i) => g[i]!))
    // Some devices do all they do within the first pulses.
    return [Math.max(Math.abs(late - upTo(first + third)), Math.abs(late - upTo(first + (last - first) / 20)))]
  })
  if (changes.length === 0) return undefined
  return { change: median(changes), level: median(all) }
}

/** First row of device d or of one after it. */
function bound(device: Uint32Array, d: number): number {
  let [low, high] = [0, device.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (device[middle]! < d) low = middle + 1
    else high = middle
  }
  return low
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

function quantile(values: readonly number[], share: number): number {
  const ordered = Float64Array.from(values).sort()
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? 0
}
