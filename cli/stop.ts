/** Signals that ask a command to stop: Ctrl-C, a scheduler's end of time, a terminal that closes. */

/** Exit codes as shells give them: 128 and the signal's number. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/**
 * Calls `stop` at the first of these signals, with the exit code that belongs to it; the second ends the process at once.
 * @returns takes the handlers away
 */
export function onStop(stop: (exitCode: number) => void): () => void {
  const handlers = Object.entries(CODES).map(([signal, code]) => {
    const handler = () => {
      ignore()
      stop(code)
    }
    process.on(signal, handler)
    return [signal, handler] as const
  })
  const ignore = () => {
    for (const [signal, handler] of handlers) process.off(signal, handler)
  }
  return ignore
}
