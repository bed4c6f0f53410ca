/** What happens when nobody reads any more: a pipe that was closed, or a terminal that is gone, ends no run and changes no exit code. */

/** Errors of a reader that is gone; a destroyed stream says so at each further write. */
const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'ENXIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED'])

/** From now on what cannot be written to stdout or stderr is dropped; a full disk below stdout is told once, with exit code 1. */
export function outliveReaders({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'> = process): void {
  let told = false
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (GONE.has(error.code) || told) return
    told = true
    process.exitCode = 1
    stderr.write(`cannot write to the standard output: ${error.message}\n`)
  })
  stderr.on('error', () => {})
}
