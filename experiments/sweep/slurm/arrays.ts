/**
 * Shards as job arrays. A task's index must be below MaxArraySize, so a long sweep is several arrays: shard i is task
 * i - offset of the array of its block. The job's name contains offset and sweep, so squeue's lines can be read
 * without a record of the submissions.
 */
import { realpathSync } from 'node:fs'
import { sha256 } from '../../../input/sha256.ts'
import type { Manifest } from '../manifest.ts'
import { callSlurm } from './call.ts'

/** Slurm's default. */
const DEFAULT_MAX_ARRAY_SIZE = 1001

/** The maximum array size of this cluster. */
export function maxArraySize(): number {
  const answer = callSlurm('scontrol', ['show', 'config'])
  const [, size] = ('text' in answer && /^\s*MaxArraySize\s*=\s*(\d+)/m.exec(answer.text)) || []
  return Number(size) > 0 ? Number(size) : DEFAULT_MAX_ARRAY_SIZE
}

/** Name of the arrays that begin at shard `offset`. It depends on the folder, because two folders may hold the same sweep. */
export function jobName({ content }: Manifest, dir: string, offset: number): string {
  return `memxbar-${sha256(`${content} ${realpathSync(dir)}`).slice(0, 12)}-${offset}`
}

export function offsetsOf({ shards }: Manifest, size: number): number[] {
  return Array.from({ length: Math.ceil(shards.length / size) }, (_, block) => block * size)
}

/** `3,7-9` of ascending whole numbers. */
export function formatIndices(indices: readonly number[]): string {
  const ranges: [first: number, last: number][] = []
  for (const index of indices) {
    const range = ranges.at(-1)
    if (range && range[1] === index - 1) range[1] = index
    else ranges.push([index, index])
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}

/** The reverse, also for Slurm's output: `0-9`, `0-8:2`, `1,5-7%2`. Text of another form is left out. */
export function parseIndices(text: string): number[] {
  return text
    .replace(/%\d+$/, '')
    .split(',')
    .flatMap((part) => {
      const [, first, last, step] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part.trim()) ?? []
      if (first === undefined) return []
      const [from, to, by] = [Number(first), Number(last ?? first), Math.max(1, Number(step ?? 1))]
      return Array.from({ length: Math.max(0, Math.floor((to - from) / by) + 1) }, (_, i) => from + i * by)
    })
}
