/** Specs of sweeps for tests: networks so small that a run takes milliseconds. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const TINY = `task: { inputs: 8, duration: 0.03, patterns: 1, input_rate: 100 }
network: { neurons: 8, threshold: 0.3, gain: 1 }
training: { epochs: 2 }
`

/** A new folder with a spec file in it: TINY and `section`. */
export function sweepFile(section: string, base = TINY): { folder: string; file: string } {
  const folder = mkdtempSync('/tmp/memxbar-')
  const file = join(folder, 'sweep.yaml')
  writeFileSync(file, `${base}${section}`)
  return { folder, file }
}

/** CSV without quotes as rows by column. */
export function rowsOf(csv: string): Record<string, string>[] {
  const [header, ...lines] = csv.trimEnd().split('\n')
  const columns = header!.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i]!, cell])))
}
