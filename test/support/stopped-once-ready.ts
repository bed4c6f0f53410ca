/** Signals that come when a process is ready for them, however slow the machine is. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file that, loaded before a program with --import, sends it the signal as soon as it listens for it. */
export function stoppedOnceReady(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): string {
  const file = join(mkdtempSync('/tmp/memxbar-'), 'stopped.mjs')
  writeFileSync(
    file,
    `process.on('newListener', (event) => {
  if (event === '${signal}') setImmediate(() => process.kill(process.pid, '${signal}'))
})
`,
  )
  return file
}
