/** `memxbar array solve` from the terminal: what it writes, and what it says of input that is wrong. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import golden from '../golden/irdrop/xbar_16x48_asym.json' with { type: 'json' }
import { command } from '../support/command.ts'

const solve = (G: string, V: string, ...args: string[]) => run(G, V, ['--input', 'V.csv', ...args])
const write = (G: string, ...args: string[]) => run(G, '', args)

async function run(G: string, V: string, args: readonly string[]) {
  const cwd = mkdtempSync('/tmp/memxbar-')
  writeFileSync(join(cwd, 'G.csv'), G)
  writeFileSync(join(cwd, 'V.csv'), V)
  const outcome = await command(cwd, 'array', 'solve', 'G.csv', '--out', 'out', ...args)
  const read = (name: string) =>
    readFileSync(join(cwd, 'out', name), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
  return { ...outcome, read, wrote: existsSync(join(cwd, 'out', 'currents.csv')) }
}

const csv = (matrix: readonly (readonly number[])[]) => matrix.map((line) => line.join(',')).join('\n')

describe('memxbar array solve', () => {
  it('gives the column currents of ngspice, with lines of different resistance and conductances in siemens', async () => {
    const lines = [
      '--row',
      golden.R_word_ohm,
      '--column',
      golden.R_bit_ohm,
      '--driver',
      golden.R_driver_ohm,
      '--sense',
      golden.R_sense_ohm,
    ]
    const args = lines.map((value) => (typeof value === 'number' ? `${value} ohm` : value))
    const { status, stderr, read } = await solve(csv(golden.G), csv([golden.V]), '--unit', 'S', ...args)
    expect([status, stderr]).toEqual([0, ''])
    const currents = read('currents.csv').map((line) => Number(line.split(',')[2]))
    expect(currents.length).toBe(golden.I.length)
    currents.forEach((uA, j) => {
      expect(Math.abs(uA / (1e6 * golden.I[j]!) - 1)).toBeLessThan(1e-9)
    })
  })

  it('reads the other way with --back, by the transpose', async () => {
    const { read } = await solve('1,2,3\n4,5,6', '1,0,-1', '--back')
    expect(read('currents.csv')).toEqual(['0,0,-2,-2', '0,1,-2,-2'])
  })

  it('writes a cell: the voltage of each cell beside its share, and classes of cells', async () => {
    const { status, stdout, read } = await write('1,2,3\n4,5,6', '--write', '1,2', '--voltage', '3 V', '--scheme', 'V/3')
    expect(status).toBe(0)
    expect(read('write-cells.csv')[5]).toBe('1,2,selected,3,3,18')
    expect(read('write.csv').map((line) => line.split(',').slice(0, 3).join())).toEqual([
      'selected,1,3',
      'half-row,2,1',
      'half-column,1,1',
      'unselected,2,-1',
    ])
    expect(stdout).toContain('percent_of_voltage')
  })

  it.each([
    [[], '--input: give a CSV of voltages, one row an input; or a cell to --write'],
    [['--write', '2,0', '--voltage', '1'], '--write: "2,0" is no cell of G.csv; give row and column from 0, 0,0 to 1,2'],
    [['--write', '1', '--voltage', '1'], '--write: "1" is no cell'],
    [['--write', '1,1'], '--voltage: give the voltage of the write'],
    [['--write', '1,1', '--voltage', '0'], '--voltage: "0" writes nothing'],
    [['--write', '1,1', '--voltage', '1', '--scheme', 'v/4'], '--scheme: unknown "v/4"; '],
  ])('exits 2 on %j', async (args, message) => {
    const { status, stderr } = await write('1,2,3\n4,5,6', ...args)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
  })

  it.each([
    ['1,2\n3', '1,1', [], 'G.csv: row 2 has 1 columns, and the first row 2'],
    ['1,2\n3,x', '1,1', [], 'G.csv: row 2, column 2 is "x", not a number'],
    ['1,2\n3,-4', '1,1', [], 'G.csv: row 2, column 2 is -4; a conductance is 0 or more'],
    ['', '1,1', [], 'G.csv is empty'],
    ['1,2\n3,4', '1,1,1', [], 'V.csv'],
    ['1', '1', ['--row', '3 s'], '--row: "3 s" is not a quantity in ohm'],
    ['1', '1', ['--driver', '-1'], '--driver: "-1" is below 0'],
    ['1', '1', ['--map', '1'], '--map 1: V.csv has 1 rows'],
    ['1', '1', ['--sinh', '0'], '--sinh: 0 per volt'],
    ['1', '1', ['--input', 'nothing.csv'], 'cannot read "nothing.csv"'],
    ['1', '1', ['--write', '0,0'], '--write: drives all lines itself; leave out --input'],
  ])('exits 2 and writes nothing on %j, %j, %j', async (G, V, args, message) => {
    const { status, stderr, wrote } = await solve(G, V, ...args)
    expect([status, wrote]).toEqual([2, false])
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
  })
})
