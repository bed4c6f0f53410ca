/** The options of a submitted sweep, DIR/slurm/options.json: later submissions use the same ones. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../../input/input-error.ts'
import { writeWhole } from '../../results/atomic.ts'

export interface SlurmOptions {
  /** Maximum number of starts of a shard. */
  readonly attempts: number
  /** Maximum number of tasks at once. */
  readonly concurrency?: number
  /** Further options of sbatch, one word each: `--partition=short`. */
  readonly sbatch: readonly string[]
}

const fileIn = (dir: string) => join(dir, 'slurm', 'options.json')

export function writeOptions(dir: string, { attempts, concurrency, sbatch }: SlurmOptions): void {
  writeWhole(fileIn(dir), `${JSON.stringify({ attempts, concurrency, sbatch }, null, 2)}\n`)
}

/** @throws InputError where the sweep was never submitted */
export function readOptions(dir: string): SlurmOptions {
  try {
    return JSON.parse(readFileSync(fileIn(dir), 'utf8')) as SlurmOptions
  } catch (error) {
    throw new InputError(
      `"${dir}" was not submitted to Slurm: ${(error as Error).message}; begin with 'memxbar sweep submit SPEC.yaml --engine slurm'`,
    )
  }
}
