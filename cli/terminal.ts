/** Terminal output of all commands: tables on stdout, progress on stderr. */

/** Rows as aligned text; numbers are right-aligned, with four significant digits unless they are integers. */
export function table(rows: readonly Readonly<Record<string, unknown>>[], columns: readonly string[]): string {
  const cells = rows.map((row) => columns.map((column) => formatValue(row[column])))
  const numeric = columns.map((column) => rows.every((row) => row[column] === null || typeof row[column] === 'number'))
  const widths = columns.map((column, c) => Math.max(column.length, ...cells.map((row) => row[c]!.length)))
  const line = (texts: readonly string[]) =>
    texts
      .map((text, c) => (numeric[c] ? text.padStart(widths[c]!) : text.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd()
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line), ''].join('\n')
}

/** A value for display, not for computation. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value)
  return Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4 ? value.toExponential(3) : String(Number(value.toPrecision(4)))
}

/** Seconds for display: `40 s`, `3 min`, `2.5 h`. */
export function duration(seconds: number): string {
  if (seconds < 100) return `${Number(seconds.toPrecision(2))} s`
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

/** Time between two lines about one long epoch. */
const QUIET_MS = 30_000

export interface Progress {
  update(done: number, note: string): void
  /** Progress within the current one of `total`. */
  within(done: number, of: number): void
  stop(): void
}

/**
 * A bar if stderr is a terminal, otherwise an occasional plain line; nothing if `quiet`.
 * @param already number of `total` done before: excluded from the estimate of the time left
 */
export async function createProgress(total: number, what: string, quiet: boolean, already = 0): Promise<Progress> {
  if (quiet) return { update() {}, within() {}, stop() {} }
  if (!process.stderr.isTTY) {
    const every = Math.max(1, Math.ceil((total - already) / 10))
    const started = Date.now()
    let [whole, said] = [already, started]
    return {
      update(done, note) {
        whole = done
        if ((done - already) % every !== 0 && done !== total) return
        const left = ((Date.now() - started) / 1000 / Math.max(1, done - already)) * (total - done)
        process.stderr.write(
          `${what} ${done}/${total} ${note}${done > already && done < total ? `, ${duration(left)} left` : ''}\n`,
        )
      },
      within(done, of) {
        if (Date.now() - said < QUIET_MS) return
        said = Date.now()
        process.stderr.write(`${what} ${whole + 1}/${total}: ${done} of ${of}\n`)
      },
      stop() {},
    }
  }
  const { default: cliProgress } = await import('cli-progress')
  const format = `${what} {bar} {value}/{total} {note} {eta_formatted} left`
  const bar = new cliProgress.SingleBar(
    { format, stream: process.stderr, etaBuffer: 50, hideCursor: true },
    cliProgress.Presets.shades_classic,
  )
  bar.start(total, already, { note: '' })
  let whole = already
  return {
    update(done, note) {
      whole = done
      bar.update(done, { note })
    },
    within: (done, of) => bar.update(whole + done / of),
    stop: () => bar.stop(),
  }
}
