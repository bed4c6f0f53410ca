/** Sequences of operations on a population: execution, description as text, and reduction to a minimal sequence. */
import { createCellList, depressPulse, program, readCells, resetPulse, setPulse } from '../bank.ts'
import type { CellList } from '../model.ts'
import type { Population } from './subject.ts'

export type Step =
  | { readonly op: 'set' | 'reset' | 'depress' }
  /** `age` s after the last pulse. */
  | { readonly op: 'read'; readonly age: number; readonly event?: number }
  /** To this share of the range. */
  | { readonly op: 'program'; readonly to: number }

export const SET: Step = { op: 'set' }
export const RESET: Step = { op: 'reset' }
export const DEPRESS: Step = { op: 'depress' }

export function times(n: number, step: Step): Step[] {
  return Array.from({ length: n }, () => step)
}

/**
 * Executes steps on the listed devices (default: all), one pulse per second; reads write their results to `out`.
 * @param after called after each step; true ends the sequence
 */
export function play(
  population: Population,
  steps: readonly Step[],
  cells: CellList = population.all,
  after?: (step: Step, index: number) => boolean,
): void {
  const { bank, out, change, clock } = population
  for (const [index, step] of steps.entries()) {
    if (step.op === 'read') readCells(bank, cells, clock.t + step.age, step.event ?? clock.event++, out)
    else if (step.op === 'program') {
      const [gMin, gMax] = bank.model.range
      for (let i = 0; i < cells.n; i++) change[i] = gMin + step.to * (gMax - gMin) - bank.columns.g[cells.ids[i]!]!
      program(bank, cells, change)
    } else {
      const pulse = { set: setPulse, reset: resetPulse, depress: depressPulse }[step.op]
      pulse(bank, cells, ++clock.t)
    }
    if (after?.(step, index)) return
  }
}

/** `RESET, SET x 3, read after 10 s`. */
export function told(steps: readonly Step[]): string {
  const words = steps.map((step) => {
    if (step.op === 'read') return `read after ${step.age} s`
    return step.op === 'program' ? `program to ${step.to} of the range` : step.op.toUpperCase()
  })
  const runs: { word: string; n: number }[] = []
  for (const word of words) {
    const last = runs.at(-1)
    if (last?.word === word) last.n++
    else runs.push({ word, n: 1 })
  }
  return runs.map(({ word, n }) => (n > 1 ? `${word} x ${n}` : word)).join(', ') || 'nothing'
}

/** Removes steps, in pieces of decreasing size, as long as `fails` is true for the rest. */
export function shrink(steps: readonly Step[], fails: (steps: readonly Step[]) => boolean): readonly Step[] {
  let shortest = steps
  for (let size = Math.floor(steps.length / 2); size >= 1; ) {
    const shorter = Array.from({ length: Math.ceil(shortest.length / size) }, (_, piece) => [
      ...shortest.slice(0, piece * size),
      ...shortest.slice((piece + 1) * size),
    ]).find(fails)
    if (shorter) shortest = shorter
    else size = Math.floor(size / 2)
  }
  return shortest
}

/** A list of given devices of a population. */
export function cellsOf({ bank }: Population, ids: ArrayLike<number>): CellList {
  const cells = createCellList(bank.arena, ids.length)
  cells.ids.set(ids)
  cells.n = ids.length
  return cells
}
