/** How often each shard was begun: DIR/slurm/attempts/INDEX holds a file for every start, made by the task before all else. */
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
