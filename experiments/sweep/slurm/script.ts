/** The batch script of an array: each task runs one shard. */
import { attemptsFolder } from './attempts.ts'

export interface TaskCommand {
  /** The program that runs a shard, e.g. node and the path of memxbar: `run-shard MANIFEST INDEX` is added. */
  readonly program: readonly string[]
  readonly manifest: string
  readonly dir: string
  /** Shard number of task index 0. */
  readonly offset: number
  /** Maximum number of starts of a shard, including Slurm's own restarts after the loss of a node. */
  readonly attempts: number
  /** Whether the user has allowed the code that the sweep names. */
  readonly allowCode?: boolean
}

export function batchScript({ program, manifest, dir, offset, attempts, allowCode }: TaskCommand): string {
  // Slurm requeues a task without limit when its node is lost; a shard that crashes its node must stop at some point.
  return `#!/bin/sh
set -eu
shard=$((${offset} + SLURM_ARRAY_TASK_ID))
attempts=${quote(attemptsFolder(dir))}/$shard
mkdir -p "$attempts"
if [ "$(ls "$attempts" | wc -l)" -ge ${attempts} ]; then
  echo "shard $shard was begun ${attempts} times and never finished; it is not tried again" >&2
  exit 1
fi
printf '%s %s\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "\${SLURMD_NODENAME:-}" \\
  >"$attempts/\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID.\${SLURM_RESTART_COUNT:-0}"
exec ${[...program, 'run-shard', ...(allowCode ? ['--allow-code'] : []), manifest].map(quote).join(' ')} "$shard"
`
}

/** Quotes a word for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
