/**
 * Which readings of a device belong to one sweep, and which pulse of it each follows. A sweep starts at a RESET, or where counting
 * or the direction of the pulses starts anew. What the columns do not tell is not taken from the order of rows, but for one case:
 * whole sweeps that stand one after the other, which no sorting produces.
 */
import { KINDS } from './field.ts'
import type { RawRows } from './raw-rows.ts'

const [SET, RESET, DEPRESS] = [KINDS.indexOf('set'), KINDS.indexOf('reset'), KINDS.indexOf('depress')]

/** Where each reading stands in the life of its device. */
export interface Places {
  readonly sweep: Uint32Array
  /** Pulses since the sweep began. */
  readonly pulse: Uint32Array
  /** 1 where the last of them was a depression pulse. */
  readonly down: Uint8Array
  /** 1 where the state that the sweep began with is not that of a RESET. */
  readonly open: Uint8Array
}

/** What the file says beside counts. */
export interface Told {
  readonly kinds: boolean
  readonly sweeps: boolean
  readonly times: boolean
  /** Some device is read after depression pulses. */
  readonly depresses: boolean
}

/** What the rows of one device leave open. */
export type Doubt =
  | { readonly why: 'repeated' | 'disordered'; readonly rows: readonly [number, number] }
  | { readonly why: 'resets'; readonly rows: readonly [number, number]; readonly count: number }

export function emptyPlaces(n: number): Places {
  return { sweep: new Uint32Array(n), pulse: new Uint32Array(n), down: new Uint8Array(n), open: new Uint8Array(n) }
}

/** Places the rows of one device, given in the order of the file. */
export function placeDevice(raw: RawRows, rows: readonly number[], told: Told, out: Places): Doubt | undefined {
  const { kind, pulse, sweep, time } = raw
  const starts = (i: number) => kind[i] === RESET || (!told.kinds && pulse[i] === 0)
  const classOf = (i: number) => (starts(i) ? RESET : kind[i] === DEPRESS ? DEPRESS : SET)
  const counted = (some: readonly number[]) =>
    [...some].sort(
      (i, j) => pulse[i]! - pulse[j]! || order(i) - order(j) || raw.elapsed[i]! - raw.elapsed[j]! || raw.g[i]! - raw.g[j]!,
    )
  const order = (i: number) => (starts(i) ? 0 : 1)

  let parts: number[][]
  if (told.sweeps) {
    const labelled = new Map<number, number[]>()
    for (const i of rows) {
      const part = labelled.get(sweep[i]!)
      if (part) part.push(i)
      else labelled.set(sweep[i]!, [i])
    }
    parts = [...labelled].sort(([a], [b]) => a - b).flatMap(([, part]) => byResets(counted(part)))
  } else if (told.times) {
    parts = inBlocks([...rows].sort((i, j) => time[i]! - time[j]! || pulse[i]! - pulse[j]! || raw.g[i]! - raw.g[j]!))
  } else {
    parts = byResets(counted(rows))
    const twice = parts.map(repeated).find((pair) => pair !== undefined)
    if (twice) {
      const lowest = rows.reduce((least, i) => Math.min(least, pulse[i]!), Infinity)
      parts = inBlocks(rows)
      if (parts.length < 2) return { why: 'repeated', rows: twice }
      for (const part of parts) {
        const pair = repeated(part)
        if (pair) return { why: 'repeated', rows: pair }
        if (pulse[part[0]!]! > lowest) return { why: 'disordered', rows: [part[0]! - 1, part[0]!] }
      }
    }
  }
  const bare = parts.filter((part) => part.every((i) => kind[i] === RESET))
  if (bare.length > MOST_BARE && 2 * bare.length > parts.length)
    return { why: 'resets', rows: [bare[0]![0]!, bare[1]![0]!], count: bare.length }
  for (const [number, part] of parts.entries()) place(part, number)
  return undefined

  /** Cut at RESETs. @param ordered by count */
  function byResets(ordered: readonly number[]): number[][] {
    const cut: number[][] = []
    let last = -1
    for (const i of ordered) {
      const anew = kind[i] === RESET && last >= 0 && !(kind[last] === RESET && pulse[last] === pulse[i])
      if (anew || last < 0) cut.push([])
      cut.at(-1)!.push(i)
      last = i
    }
    return cut
  }

  /** Cut where a RESET comes or counting starts anew, in the order given. */
  function inBlocks(ordered: readonly number[]): number[][] {
    const cut: number[][] = []
    let last = -1
    for (const i of ordered) {
      const [now, before] = [classOf(i), last < 0 ? -1 : classOf(last)]
      const falls = last >= 0 && pulse[i]! < pulse[last]!
      const anew = now === RESET ? before !== RESET || falls : falls && (now === before || before === DEPRESS)
      if (anew || last < 0) cut.push([])
      cut.at(-1)!.push(i)
      last = i
    }
    return cut
  }

  /** Two readings, at one age, of one pulse that is not the last of its kind: repeated readings, or two sweeps in one. */
  function repeated(part: readonly number[]): readonly [number, number] | undefined {
    const highest = new Map<number, number>()
    for (const i of part) highest.set(classOf(i), Math.max(highest.get(classOf(i)) ?? 0, pulse[i]!))
    const seen = new Map<string, number[]>()
    const only = new Set(part.map((i) => pulse[i]!)).size === 1
    for (const i of part) {
      const key = `${classOf(i)} ${pulse[i]}`
      const before = seen.get(key)?.find((j) => Math.abs(Math.log(raw.elapsed[j]! / raw.elapsed[i]!)) < SAME_AGE)
      const last = pulse[i] === highest.get(classOf(i)) && (classOf(i) !== RESET || only)
      if (before !== undefined && !last) return [before, i]
      seen.set(key, [...(seen.get(key) ?? []), i])
    }
    return undefined
  }

  /** Counts within one sweep: from its RESET on; depression after potentiation where each is counted by itself. */
  function place(part: readonly number[], number: number): void {
    const ups = part.filter((i) => classOf(i) === SET)
    const downs = part.filter((i) => classOf(i) === DEPRESS)
    const resets = part.filter((i) => classOf(i) === RESET)
    const all = (some: readonly number[], pick: (...values: number[]) => number, none: number) =>
      some.reduce((value, i) => pick(value, pulse[i]!), none)
    const [lowUp, highUp] = [all(ups, Math.min, Infinity), all(ups, Math.max, 0)]
    const [lowDown, highDown] = [all(downs, Math.min, Infinity), all(downs, Math.max, 0)]
    const reset = all(resets, Math.max, 0)
    const base = resets.length > 0 && reset <= Math.min(lowUp, lowDown) ? reset : 0
    const both = ups.length > 0 && downs.length > 0
    const ownCounts = both && !alternate()
    const from0 = ownCounts && lowDown === 0 && lowUp === 0 && resets.length === 0
    const open = resets.length === 0 && told.depresses ? 1 : 0
    for (const i of part) {
      const what = classOf(i)
      out.sweep[i] = number
      out.open[i] = open
      if (what === RESET) continue
      const shift = what === DEPRESS && ownCounts ? Math.max(0, highUp - base) + (from0 ? 1 : 0) : -base
      out.pulse[i] = pulse[i]! + shift
      out.down[i] = what === DEPRESS && (pulse[i]! > 0 || from0) ? 1 : 0
    }

    /** One count runs through both directions. */
    function alternate(): boolean {
      if (highUp < lowDown || highDown < lowUp) return true
      const counts = new Set(ups.map((i) => pulse[i]!))
      return !downs.some((i) => counts.has(pulse[i]!))
    }
  }
}

/** Readings of one pulse this far apart in ln(elapsed) are at two ages of one sweep. */
const SAME_AGE = 0.2
/** RESETs without a pulse after them that a file may hold; more of them are gradual steps down. */
const MOST_BARE = 3
