/** What commands share in talking to a terminal: tables on stdout, progress on stderr. */

/** Rows as aligned text; numbers to the right, four significant digits unless they are whole. */
export function table(rows: readonly Readonly<Record<string, unknown>>[], columns: readonly string[]): string {
  const cells = rows.map((row) => columns.map((column) => shown(row[column])))
  const numeric = columns.map((column) => rows.every((row) => row[column] === null || typeof row[column] === 'number'))
  const widths = columns.map((column, c) => Math.max(column.length, ...cells.map((row) => row[c]!.length)))
  const line = (texts: readonly string[]) =>
    texts
      .map((text, c) => (numeric[c] ? text.padStart(widths[c]!) : text.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd()
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line), ''].join('\n')
}

/** A value for reading, not for computing on. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value)
  return Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4 ? value.toExponential(3) : String(Number(value.toPrecision(4)))
}

export interface Progress {
  update(done: number, note: string): void
  stop(): void
}

/** A bar where stderr is a terminal, elsewhere a plain line now and then; nothing if `quiet`. */
export async function createProgress(total: number, what: string, quiet: boolean): Promise<Progress> {
  if (quiet) return { update() {}, stop() {} }
  if (!process.stderr.isTTY) {
    const every = Math.max(1, Math.ceil(total / 10))
    return {
      update(done, note) {
        if (done % every === 0 || done === total) process.stderr.write(`${what} ${done}/${total} ${note}\n`)
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
  bar.start(total, 0, { note: '' })
  return {
    update: (done, note) => bar.update(done, { note }),
    stop: () => bar.stop(),
  }
}
