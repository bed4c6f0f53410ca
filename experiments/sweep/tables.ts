/** The tables of a sweep: the rows of all its runs, with the swept columns added. Written in pieces. */
import { join } from 'node:path'
import { InputError } from '../../input/input-error.ts'
import { openWhole, type WholeFile } from '../results/atomic.ts'
import { csv } from '../results/tables.ts'
import type { Cell, Manifest } from './manifest.ts'
import { type FinishedRun, FURTHER, TABLES } from './shard.ts'

export interface Tables {
  add(run: FinishedRun, values: readonly Cell[]): void
  /** Moves all files to their final names; returns the names. */
  close(): string[]
  discard(): void
}

/** @throws InputError where they cannot be written, now or later; no file is then left */
export function openTables(dir: string, { columns }: Manifest): Tables {
  const open = new Map<string, { file: WholeFile; header: string }>()
  const discard = () => {
    for (const { file } of open.values()) file.discard()
  }
  const attempt = <T>(step: () => T): T => {
    try {
      return step()
    } catch (error) {
      discard()
      throw error
    }
  }
  const head = record(columns)
  return {
    add: (run, values) =>
      attempt(() => {
        const tail = record(values)
        for (const name of [...TABLES, ...FURTHER]) {
          const text = run[name]
          if (text === undefined) continue
          const [header, ...rows] = records(text)
          const table = open.get(name) ?? started(dir, name, header!, head)
          open.set(name, table)
          if (table.header !== header) {
            const mend = 'remove its file from shards and give the same memxbar sweep command again'
            throw new InputError(`${name}.csv: run ${run.run_id} has other columns than those before it; ${mend}`)
          }
          if (rows.length > 0) table.file.write(`${rows.map((row) => joined(row, tail)).join('\n')}\n`)
        }
      }),
    close: () =>
      attempt(() => {
        for (const { file } of open.values()) file.close()
        return [...open.keys()].map((name) => `${name}.csv`)
      }),
    discard,
  }
}

function started(dir: string, name: string, header: string, head: string): { file: WholeFile; header: string } {
  const file = openWhole(join(dir, `${name}.csv`))
  file.write(`${joined(header, head)}\n`)
  return { file, header }
}

const joined = (row: string, tail: string) => (tail === '' ? row : `${row},${tail}`)

/** One record of CSV, without its line feed. */
function record(cells: readonly Cell[]): string {
  if (cells.length === 0) return ''
  const keys = cells.map((_, i) => String(i))
  const row = Object.fromEntries(cells.map((cell, i) => [String(i), cell]))
  return records(csv([row], keys))[1] ?? ''
}

/** The records of CSV text: its lines, except that line feeds within quotes do not end one. */
function records(text: string): string[] {
  const found: string[] = []
  let open = ''
  for (const line of text.split('\n')) {
    open = open === '' ? line : `${open}\n${line}`
    if ((open.split('"').length - 1) % 2 === 1) continue
    found.push(open)
    open = ''
  }
  // The text ends with a line feed.
  found.pop()
  return found
}
