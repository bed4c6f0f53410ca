/** The machine, date and commit of a bench. */
import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { REPOSITORY } from './wasm.ts'

export interface Machine {
  readonly cpu: string
  readonly node: string
  readonly date: string
  /** Abbreviated hash; `+` if the checkout has changes. */
  readonly commit: string
}

export function thisMachine(): Machine {
  return { cpu: cpus()[0]?.model ?? 'unknown', node: process.version, date: new Date().toISOString(), commit: commit() }
}

function commit(): string {
  try {
    const args = ['describe', '--always', '--dirty=+', '--exclude=*']
    return execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return 'unknown'
  }
}
