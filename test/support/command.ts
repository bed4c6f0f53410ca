/** The built command line, called in this process: a new one takes 0.3 s to start, and 0.7 s where it draws figures. */
import { fileURLToPath } from 'node:url'

const DIST = new URL('../../dist/cli/', import.meta.url)
const { memxbar } = (await import(new URL('program.js', DIST).href)) as typeof import('../../cli/program.ts')

/** What a process leaves, as `spawnSync` says it. */
export interface Outcome {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

let running = false

/** Performs `memxbar ...args` in the folder `cwd`. For signals, pipes, limits and the environment, tests start a process. */
export async function command(cwd: string, ...args: string[]): Promise<Outcome> {
  if (running) throw new Error('calls of command must not overlap: a process has one folder and one stdout')
  running = true
  const { argv, exitCode, stdout, stderr } = process
  const here = process.cwd()
  const writes = [stdout.write, stderr.write] as const
  const said = { stdout: '', stderr: '' }
  const hear = (stream: keyof typeof said) => (chunk: string | Uint8Array) => {
    said[stream] += Buffer.from(chunk as string).toString()
    return true
  }
  process.chdir(cwd)
  process.argv = [process.execPath, fileURLToPath(new URL('main.js', DIST)), ...args]
  process.exitCode = undefined
  stdout.write = hear('stdout')
  stderr.write = hear('stderr')
  try {
    const code = await memxbar(args)
    return { status: code === 0 ? Number(process.exitCode ?? 0) : code, ...said }
  } finally {
    ;[stdout.write, stderr.write] = writes
    process.exitCode = exitCode
    process.argv = argv
    process.chdir(here)
    running = false
  }
}
