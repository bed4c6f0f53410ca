/** Counts the starts of each shard: DIR/slurm/attempts/INDEX holds one file for each start, which the task makes first. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export const attemptsFolder = (dir: string) => join(dir, 'slurm', 'attempts')

export function countAttempts(dir: string, shard: number): number {
  try {
    return readdirSync(join(attemptsFolder(dir), String(shard))).length
  } catch {
    return 0
  }
}
