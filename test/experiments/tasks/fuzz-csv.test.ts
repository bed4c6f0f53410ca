import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPulses } from '../../../experiments/fit/read-pulses.ts'
import { csvTable } from '../../../experiments/tasks/read/csv.ts'
import { targetFromCsv } from '../../../experiments/tasks/target.ts'
import { InputError } from '../../../input/input-error.ts'
import { casesOf, edited } from '../../support/spoilt.ts'

const file = join(mkdtempSync(join(tmpdir(), 'memxbar-')), 'fuzz.csv')
const cell = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    '-0.5',
    '1e300',
    '1e-400',
    'NaN',
    'Infinity',
    '',
    '"',
    '"a',
    'a"b',
    '0,5',
    '0x10',
    ' 3 ',
    '\u2212 1',
    'set',
    'reset',
    '\0',
    '=1',
  ),
  fc.double().map(String),
  fc.string(),
)
const header = fc.constantFrom(
  't_s,y',
  'a,b,label',
  'device,pulse,elapsed_s,conductance_us',
  'device,pulse,elapsed_s,conductance_us,kind',
  '1,2',
  'a,a',
  '',
)
const text = fc
  .tuple(
    header,
    fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 }),
    fc.constantFrom('\n', '\r\n', '\r', ';\n'),
    fc.option(fc.tuple(fc.nat(), fc.string())),
  )
  .map(([first, rows, end, edit]) => edited([first, ...rows.map((row) => row.join(','))].join(end), edit))
const CSVS = casesOf(0.25)

/** What reads a text of a user. */
const READERS: Readonly<Record<string, (csv: string) => unknown>> = {
  async target(csv) {
    const { target } = await targetFromCsv(csv, 'fuzz.csv', 7)
    expect([...Float32Array.from(target)].every(Number.isFinite)).toBe(true)
  },
  table(csv) {
    const table = csvTable(new TextEncoder().encode(csv), 'fuzz.csv')
    for (const row of table.rows) for (let column = 0; column < table.header.length; column++) table.numberIn(row, column)
  },
  async pulses(csv) {
    writeFileSync(file, csv)
    const { pulses } = await readPulses(file)
    expect([...pulses.g].every(Number.isFinite)).toBe(true)
  },
}

it.each(Object.keys(READERS))(`${CSVS} spoilt CSVs are numbers or refused by name: %s`, async (reader) => {
  await fc.assert(
    fc.asyncProperty(text, async (csv) => {
      try {
        await READERS[reader]!(csv)
      } catch (error) {
        expect(error, String((error as Error).stack)).toBeInstanceOf(InputError)
        expect((error as Error).message).toMatch(/fuzz\.csv.{10}/s)
      }
    }),
    { numRuns: CSVS, seed: 20210804 },
  )
})
