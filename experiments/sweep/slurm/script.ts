/** The batch script of an array: one task does one shard. */
import { attemptsFolder } from './attempts.ts'

export interface TaskCommand {
  /** The program that does a shard, e.g. node and the path of memxbar: `run-shard MANIFEST INDEX` is added. */
  readonly program: readonly string[]
  readonly manifest: string
  readonly dir: string
  /** Shard of index 0. */
  readonly offset: number
  /** Starts of a shard at most, those that Slurm makes by itself after the loss of a node included. */
  readonly attempts: number
  /** The user has allowed the code that the sweep names. */
  readonly allowCode?: boolean
}

export function batchScript({ program, manifest, dir, offset, attempts, allowCode }: TaskCommand): string {
  // Slurm queues a task again when its node is lost, without end; a shard that takes its node down must stop somewhere.
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

/** A word for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
