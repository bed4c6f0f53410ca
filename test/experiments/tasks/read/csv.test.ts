import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvTable } from '../../../../experiments/tasks/read/csv.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const all = (text: string) =>
  Array.from(csvTable(bytes(text), 'x.csv').rows, (row) => ({ ...row, cells: [...row.cells], columns: [...row.columns] }))

describe('a CSV file', () => {
  it('gives cells with their lines and columns, whatever ends its lines', () => {
    const rows = [
      { line: 2, cells: ['1', 'x'], columns: [1, 3] },
      { line: 4, cells: ['22', ''], columns: [1, 5] },
    ]
    for (const end of ['\n', '\r\n', '\r']) expect(all(['\uFEFFa,b', '1,x', '', '22 ,'].join(end))).toEqual(rows)
  })

  it('keeps commas, quotes and line ends in quoted cells, and counts their lines', () => {
    expect(all('a,b\n"1,""2""\n3",y\n"", z \n')).toEqual([
      { line: 2, cells: ['1,"2"\n3', 'y'], columns: [1, 4] },
      { line: 4, cells: ['', 'z'], columns: [1, 4] },
    ])
  })

  it('reads back what a writer that quotes each cell wrote', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', '\u00e9'), maxLength: 6 })
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const text = [['a', 'b'], ...rows].map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\n')
        expect(all(text).map(({ cells }) => cells)).toEqual(rows)
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it.each([
    ['', /x\.csv: is empty/],
    ['1,2\n3,4\n', /x\.csv:1: the first row holds numbers/],
    ['a;b\n1;2\n', /x\.csv:1: semicolons separate the columns/],
    ['a,b,a\n1,2,3\n', /x\.csv:1:5: two columns are "a"/],
    ['a,b\n1,2\n3\n', /x\.csv:3: 1 cells, where the header has 2/],
    ['a,b\n1,"2\n3,4\n', /x\.csv:2:3: the quote that opens here does not close/],
    ['a,b\n1,"2"3\n', /x\.csv:2:6: "3" after a closing quote/],
  ])('is refused with its place: %j', (text, message) => {
    expect(() => all(text)).toThrow(message)
  })

  it('says where a cell is that is no number, and what to write', () => {
    const table = csvTable(bytes('a,b\n1,"0,5"\n2,\n3,x\n'), 'x.csv')
    const [, b] = ['a', 'b'].map((name) => table.columnOf(name, 'task.label'))
    const said: string[] = []
    for (const row of table.rows) {
      try {
        table.numberIn(row, b!)
      } catch (error) {
        said.push((error as Error).message)
      }
    }
    expect(said).toEqual([
      'x.csv:2:3: "0,5" in column "b" is not a number; write 0.5',
      'x.csv:3:3: the value of column "b" is missing; fill it in or remove the row',
      'x.csv:4:3: "x" in column "b" is not a number; give a number or remove the row',
    ])
    expect(() => table.columnOf('bb', 'task.label')).toThrow(
      'task.label: "x.csv" has no column "bb"; known: a, b (did you mean "b"?)',
    )
  })

  it('is refused where it is no UTF-8', () => {
    expect(() => csvTable(Uint8Array.of(0x61, 0xe9, 0x2c), 'x.csv')).toThrow('x.csv: is not UTF-8 text')
  })
})
