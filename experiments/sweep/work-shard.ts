/** The job of a sweep worker: one shard, from the order to its file. */
import { performShard, type ShardOrder, type ShardOutcome } from './run-shard.ts'

/** A shard that could not be written, returned as a value: error classes are lost between threads. */
export interface Unwritable {
  readonly unwritable: string
}

export async function work(order: ShardOrder): Promise<ShardOutcome | Unwritable> {
  try {
    return await performShard(order)
  } catch (error) {
    return { unwritable: (error as Error).message }
  }
}
