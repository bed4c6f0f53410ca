/** The state of a sweep's shards from squeue. It forgets finished tasks after minutes, so only the shard files show what is done. */
import { userInfo } from 'node:os'
import type { Manifest } from '../manifest.ts'
import { jobName, maxArraySize, offsetsOf, parseIndices } from './arrays.ts'
import { callSlurm } from './call.ts'

export interface QueuedTask {
  readonly job: string
  /** Slurm's state, e.g. RUNNING, PENDING, COMPLETING. */
  readonly state: string
  /** Reason for waiting; None if it does not wait. */
  readonly reason: string
}

/** Shards by index; a text with the reason if the queue is unknown. */
export type Queue = ReadonlyMap<number, QueuedTask> | string

/** Final states; squeue shows them for a while. */
const ENDED = new Set([
  'BOOT_FAIL',
  'CANCELLED',
  'COMPLETED',
  'DEADLINE',
  'FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'REVOKED',
  'TIMEOUT',
])

/** Waiting and running shards of the sweep in `dir`. */
export function queryQueue(dir: string, manifest: Manifest): Queue {
  const queue = new Map<number, QueuedTask>()
  for (const offset of offsetsOf(manifest, maxArraySize())) {
    const name = jobName(manifest, dir, offset)
    const answer = callSlurm('squeue', ['-h', '-r', '-u', userInfo().username, '-n', name, '-o', '%i|%T|%r'])
    if ('missing' in answer) return 'squeue is not on this machine'
    if ('refusal' in answer) return `squeue: ${answer.refusal}`
    for (const [index, task] of parseQueue(answer.text)) {
      if (offset + index < manifest.shards.length) queue.set(offset + index, task)
    }
  }
  return queue
}

/** Tasks by array index from `squeue -h -r -o '%i|%T|%r'`; ended tasks and lines of another form are left out. */
export function parseQueue(text: string): Map<number, QueuedTask> {
  const tasks = new Map<number, QueuedTask>()
  for (const line of text.split('\n')) {
    // Without -r, or at sites that wrap squeue, pending tasks share a line: 12_[3,7-9%2].
    const [, job, single, many, state, reason] = /^\s*(\d+)_(?:(\d+)|\[([^\]|]*)\])\|([A-Z_]+)\|(.*)$/.exec(line.trimEnd()) ?? []
    if (job === undefined || ENDED.has(state!)) continue
    for (const index of parseIndices((single ?? many)!)) tasks.set(index, { job, state: state!, reason: reason! })
  }
  return tasks
}
