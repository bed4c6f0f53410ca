/** Many runs at once: one run a worker thread, as many as there are cores. Results do not depend on the number of workers. */
import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import type { Spec } from './spec/schema.ts'
import type { Summary } from './summary.ts'
import type { GiveUp, Job } from './worker.ts'

export interface PoolOptions {
  readonly threads?: number
  readonly giveUp?: GiveUp
  readonly onDone?: (summary: Summary, index: number) => void
  readonly signal?: AbortSignal
}

/** Summaries of all specs, in their order. @throws the first run's error, or AbortError */
export async function runAll(
  specs: readonly Spec[],
  { threads = availableParallelism(), giveUp, onDone, signal }: PoolOptions = {},
): Promise<Summary[]> {
  const pool = new Piscina<Job, Summary>({
    filename: new URL('./worker.js', import.meta.url).href,
    name: 'work',
    maxThreads: Math.max(1, Math.min(threads, specs.length)),
    minThreads: 1,
  })
  try {
    return await Promise.all(
      specs.map(async (spec, index) => {
        const summary = await pool.run(giveUp ? { spec, giveUp } : { spec }, signal ? { signal } : {})
        onDone?.(summary, index)
        return summary
      }),
    )
  } finally {
    await pool.destroy()
  }
}
