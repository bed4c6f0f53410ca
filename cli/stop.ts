/** Signals that ask a command to stop: Ctrl-C, a scheduler's time limit, a closed terminal. */

/** Exit codes of shells: 128 plus the signal's number. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/**
 * Calls `stop` at the first of these signals, with its exit code; the second signal ends the process at once.
 * @returns a function that removes the handlers
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
