/** Calls a Slurm command: without a shell, with a time limit; returns its output or the reason for a failure. */
import { spawnSync } from 'node:child_process'

export type Answer = { readonly text: string } | { readonly missing: true } | { readonly refusal: string }

const LIMIT_MS = 60_000
/** -r prints one line per task: the limit is far above the tasks that a cluster's controller holds. */
const LIMIT_BYTES = 1 << 28

export function callSlurm(command: string, args: readonly string[], input = ''): Answer {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    timeout: LIMIT_MS,
    maxBuffer: LIMIT_BYTES,
  })
  if (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { missing: true }
    // A command that does not read its input closes the pipe: only its exit status matters.
    if (code !== 'EPIPE') {
      return { refusal: code === 'ETIMEDOUT' ? `no answer within ${LIMIT_MS / 1000} s` : error.message }
    }
  }
  return status === 0 ? { text: stdout } : { refusal: (stderr || stdout).trim() || `exit code ${status}` }
}
