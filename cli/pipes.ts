/** Closed output: a closed pipe or terminal neither ends a run nor changes its exit code. */

/** Errors of a closed reader; a destroyed stream reports them at each further write. */
const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'ENXIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED'])

/** From now on, output that cannot be written to stdout or stderr is dropped; a full disk under stdout is reported once, with exit code 1. */
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
