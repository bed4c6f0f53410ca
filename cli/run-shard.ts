/** `memxbar run-shard`: runs one shard of a sweep, as a task of a cluster. */
import { dirname } from 'node:path'
import { requireCodePermission } from '../experiments/sweep/code.ts'
import { checkVersion, readManifest } from '../experiments/sweep/manifest.ts'
import { runShard } from '../experiments/sweep/run-shard.ts'
import { readShard } from '../experiments/sweep/shard.ts'

export async function runShardCommand(file: string, index: number, { allowCode }: { allowCode?: boolean } = {}): Promise<void> {
  const manifest = readManifest(file)
  checkVersion(manifest)
  const dir = dirname(file)
  const shard = manifest.shards[index]
  const there = shard && readShard(dir, manifest, shard)
  if (Array.isArray(there) && there.every(({ status }) => status === 'done')) {
    process.stderr.write(`shard ${index} is done already\n`)
    return
  }
  requireCodePermission(dir, manifest, allowCode)
  const { done, failed } = await runShard(manifest, index, dir)
  process.stderr.write(`shard ${index}: ${done} runs done, ${failed} failed\n`)
}
