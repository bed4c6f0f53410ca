/** Runs the built command on a sweep and kills it at moments of its own choosing. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

export function startSweep(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn('node', [CLI, 'sweep', ...args], { env: { ...process.env, ...env } })
  const text = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk) => {
      text[stream] += chunk
    })
  }
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...text })))
  return { child, ended }
}

/** Whole shards in a sweep's folder. */
export function shardsIn(dir: string): number {
  try {
    return readdirSync(join(dir, 'shards')).filter((name) => name.endsWith('.json')).length
  } catch {
    return 0
  }
}

/** Kills the process once `more` shards have been added, and then `delay_ms` later: false if it ended before. */
export async function killAfter({ child, ended }: Started, dir: string, more: number, delay_ms: number): Promise<boolean> {
  const goal = shardsIn(dir) + more
  let over = false
  void ended.then(() => {
    over = true
  })
  while (!over && shardsIn(dir) < goal) await pause(4)
  await pause(delay_ms)
  child.kill('SIGKILL')
  // A process that ends by itself has a code.
  return (await ended).code === null
}

export const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms))
