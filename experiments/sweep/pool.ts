/** Runs many jobs in parallel: one run per worker thread, as many as there are cores. Results do not depend on the number of workers. */
import { setMaxListeners } from 'node:events'
import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import { InputError } from '../../input/input-error.ts'
import type { Spec } from '../config/schema.ts'
import { RunFailure } from '../run/failure.ts'
import type { Summary } from '../run/summary.ts'
import type { Answer, GiveUp, Job } from './worker.ts'

export interface PoolOptions<Result = Summary> {
  readonly threads?: number
  readonly onDone?: (result: Result, index: number) => void
  readonly signal?: AbortSignal
}

/** Summaries of all specs, in their order. @throws the first run's error, or AbortError */
export function runAll(
  specs: readonly Spec[],
  {
    giveUp,
    mayFail = giveUp !== undefined,
    ...options
  }: PoolOptions & { readonly giveUp?: GiveUp; readonly mayFail?: boolean } = {},
): Promise<Summary[]> {
  const jobs: Job[] = specs.map((spec) => ({ spec, mayFail, ...(giveUp ? { giveUp } : {}) }))
  return runJobs('summarizeJob', jobs, options)
}

/** Results of all jobs, in their order; `task` is the worker's function that runs a job. @throws the first job's error, or AbortError */
export async function runJobs<T, Result>(
  task: keyof typeof import('./worker.ts'),
  jobs: readonly T[],
  { threads = availableParallelism(), onDone, signal }: PoolOptions<Result>,
): Promise<Result[]> {
  const pool = new Piscina<T, Answer<Result>>({
    filename: new URL('./worker.js', import.meta.url).href,
    name: task,
    maxThreads: Math.max(1, Math.min(threads, jobs.length)),
    minThreads: 1,
  })
  // Every waiting job adds a listener to the signal.
  if (signal) setMaxListeners(jobs.length + 10, signal)
  try {
    return await Promise.all(
      jobs.map(async (job, index) => {
        const result = unwrapped(await pool.run(job, signal ? { signal } : {}))
        onDone?.(result, index)
        return result
      }),
    )
  } finally {
    // After the first error, other workers may answer before they end, which piscina takes for an error of its own.
    pool.on('error', () => {})
    await pool.destroy()
  }
}

function unwrapped<Result>(answer: Answer<Result>): Result {
  if ('result' in answer) return answer.result
  throw new { InputError, RunFailure }[answer.error](answer.message)
}
