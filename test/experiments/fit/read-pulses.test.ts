import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Pulses, sorted } from '../../../devices/fit/pulses.ts'
import { type ReadOptions, readPulses } from '../../../experiments/fit/read-pulses.ts'

const folder = mkdtempSync(join(tmpdir(), 'memxbar-'))
const HEADER = 'device,pulse,elapsed_s,conductance_us'

function read(lines: readonly string[], options: ReadOptions = {}) {
  const file = join(folder, 'pulses.csv')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return readPulses(file, options)
}

/** The readings as text, one each, in the order that a fit sees them. */
function readings(pulses: Pulses): string[] {
  const { names, device, sweep, pulse, elapsed, g, down, open } = sorted(pulses)
  return Array.from(g, (value, i) =>
    [names[device[i]!], sweep[i], pulse[i], down?.[i] ? 'down' : 'up', open?.[i] ? 'open' : 'reset', elapsed[i], value].join(' '),
  )
}

const KIND = `${HEADER},kind`

describe('pulses from CSV', () => {
  it('become columns, devices numbered by the order of their names, and the file is named by its hash', async () => {
    const { pulses, sha256 } = await read([HEADER, 'b,1,2.5,3', 'a,1,2,4', 'b,2,2.5,5'])
    expect(pulses.names).toEqual(['a', 'b'])
    expect([...pulses.device]).toEqual([1, 0, 1])
    expect([...pulses.pulse]).toEqual([1, 1, 2])
    expect([...pulses.elapsed]).toEqual([2.5, 2, 2.5])
    expect([...pulses.g]).toEqual([3, 4, 5])
    expect([...pulses.line!]).toEqual([2, 3, 4])
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect((await read([HEADER, '10,1,1,1', '9,1,1,1'])).pulses.names).toEqual(['9', '10'])
  })

  it('may have other names, units, separators and further columns', async () => {
    const options = { columns: 'device=cell,conductance_us=G', units: 'conductance_us=nS,elapsed_s=ms' }
    const { pulses } = await read(['cell;note;pulse;elapsed_s;G', '7;x;1;500;250'], options)
    expect([pulses.names[0], pulses.elapsed[0], pulses.g[0]]).toEqual(['7', 0.5, 0.25])
  })

  it('may carry the unit in the name of a column, and decimals with a comma between semicolons', async () => {
    const { pulses } = await read(['Device;Pulse;Elapsed_ms;Conductance_nS;Cycle', 'a;1;0,5;1250,5;1'])
    expect([pulses.elapsed[0], pulses.g[0]]).toEqual([0.0005, 1.2505])
  })

  it('skip rows without a reading, and count them by their lines', async () => {
    const lines = [HEADER, 'a,0,1,0.1', 'a,1,1,', 'a,2,1,NaN', 'a,3,1,9.9e37', 'a,4,1,2', ',,,']
    const { pulses, blank } = await read(lines)
    expect([...pulses.pulse]).toEqual([0, 4])
    expect(blank).toEqual({ count: 3, lines: [3, 4, 5] })
  })

  it('count anew after a RESET, whether the file does or not', async () => {
    const anew = await read([KIND, 'a,0,1,1,reset', 'a,1,1,2,set', 'a,2,1,3,', 'a,0,1,1,reset', 'a,1,1,2,set'])
    expect([...anew.pulses.pulse]).toEqual([0, 1, 2, 0, 1])
    expect([...anew.pulses.sweep]).toEqual([0, 0, 0, 1, 1])
    const onwards = await read([KIND, 'a,1,1,2,set', 'a,2,1,3,set', 'a,3,1,1,RESET', 'a,4,1,2,set'])
    expect([...onwards.pulses.pulse]).toEqual([1, 2, 0, 1])
    const bare = await read([HEADER, 'a,0,1,1', 'a,1,1,2', 'a,0,1,1', 'a,1,1,2'])
    expect([...bare.pulses.sweep]).toEqual([0, 0, 1, 1])
  })

  it('follow a sweep up and down, however its halves are counted', async () => {
    const up = ['a,1,1,1,set', 'a,2,1,2,set', 'a,3,1,3,set']
    const expected = ['a 0 1 up open 1 1', 'a 0 2 up open 1 2', 'a 0 3 up open 1 3', 'a 0 4 down open 1 2', 'a 0 5 down open 1 1']
    const runningOn = await read([KIND, ...up, 'a,4,1,2,depress', 'a,5,1,1,depress'])
    const anew = await read([KIND, 'a,1,1,2,LTD', ...up, 'a,2,1,1,depression'])
    expect(readings(runningOn.pulses)).toEqual(expected)
    expect(readings(anew.pulses)).toEqual(expected)
  })

  it('part sweeps up and down by the column sweep', async () => {
    const rows = [1, 0].flatMap((sweep) => [
      `a,2,1,${2 + sweep},set,${sweep}`,
      `a,1,1,${1 + sweep},set,${sweep}`,
      `a,1,1,${1.5 + sweep},depress,${sweep}`,
    ])
    expect(readings((await read([`${KIND},sweep`, ...rows])).pulses)).toEqual([
      'a 0 1 up open 1 1',
      'a 0 2 up open 1 2',
      'a 0 3 down open 1 1.5',
      'a 1 1 up open 1 2',
      'a 1 2 up open 1 3',
      'a 1 3 down open 1 2.5',
    ])
  })

  it.each([
    [
      'a column sweep',
      `${KIND},sweep`,
      (d: number, s: number, n: number) => `${d},${n},1,${d + s + n},${n ? 'set' : 'reset'},${s}`,
    ],
    [
      'a clock',
      `${KIND},time_s`,
      (d: number, s: number, n: number) => `${d},${n},1,${d + s + n},${n ? 'set' : 'reset'},${50 * s + n}`,
    ],
    [
      'a count that runs on',
      KIND,
      (d: number, s: number, n: number) => `${d},${4 * s + n},1,${d + s + n},${n ? 'set' : 'reset'}`,
    ],
  ])('are the same in any order of rows, told apart by %s', async (_, header, row) => {
    const rows = [0, 1].flatMap((d) => [0, 1, 2].flatMap((s) => [0, 1, 2, 3].map((n) => row(d, s, n))))
    const expected = readings((await read([header, ...rows])).pulses)
    expect(expected.filter((text) => / 2 3 up reset /.test(text))).toHaveLength(2)
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(rows, { minLength: rows.length }), async (shuffled) => {
        expect(readings((await read([header, ...shuffled])).pulses)).toEqual(expected)
      }),
      { numRuns: 20, seed: 1 },
    )
  })

  it('are refused where neither columns nor counts tell sweeps apart, in any order but that of time', async () => {
    const rows = [0, 1].flatMap((s) => [0, 1, 2, 3, 4].map((n) => `a,${n},1,${s + n},${n ? 'set' : 'reset'}`))
    const ordered = [...rows].sort()
    await expect(read([KIND, ...ordered])).rejects.toThrow(/several readings after pulse 0 \(lines 2 and 3\).*add a column sweep/)
    const expected = readings((await read([KIND, ...rows])).pulses)
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(rows, { minLength: rows.length }), async (shuffled) => {
        const outcome = await read([KIND, ...shuffled]).then(
          ({ pulses }) => readings(pulses).map((text) => text.split(' ')[2]),
          (error: Error) => error.message,
        )
        // Readings of one pulse cannot be told apart, but their places can.
        if (Array.isArray(outcome)) expect(outcome).toEqual(expected.map((text) => text.split(' ')[2]))
        else expect(outcome).toMatch(/add a column sweep/)
      }),
      { numRuns: 30, seed: 1 },
    )
  })

  it.each([
    [['device,pulse,elapsed_s,conductance', 'a,1,1,1'], /no column "conductance_us".*did you mean "conductance".*--columns/],
    [[HEADER, 'a,1,1,1', 'a,2,1,x'], /line 3: conductance_us is "x"; give a number/],
    [[HEADER, 'a,1,1,'], /none of its 1 rows \(from line 2\) has a reading/],
    [[HEADER, 'a,1,1,"3,5"'], /line 2: conductance_us is "3,5"; write decimals with a point/],
    [[HEADER, 'a,1.5,1,1'], /line 2: pulse is 1.5; give a whole number/],
    [[HEADER, 'a,1,0,1'], /line 2: elapsed_s is 0; .*above 0/],
    [[HEADER, ',1,1,1'], /line 2: device is empty/],
    [[KIND, 'a,1,1,1,up'], /line 2: kind is "up"; known: set, reset, depress/],
    [[HEADER, 'a,1,1'], /pulses.csv: Invalid Record Length/],
    [[HEADER, 'a,1,1,3,5'], /Invalid Record Length.*decimals .* comma.*semicolons/],
    [[HEADER], /no rows/],
    [[`${HEADER},conductance_ns`, 'a,1,1,1,1'], /conductance_us and conductance_ns are the same column/],
    [
      [KIND, ...[1, 2, 3, 4, 5, 6].map((n) => `a,${n},1,${7 - n},reset`)],
      /6 RESETs with no pulse after them.*write kind depress/,
    ],
  ])('tell what is wrong and where: %#', async (lines, message) => {
    await expect(read(lines)).rejects.toMatchObject({ name: 'InputError', message: expect.stringMatching(message) })
  })

  it('refuse unknown columns and units of the wrong dimension', async () => {
    const rows = [HEADER, 'a,1,1,1']
    await expect(read(rows, { columns: 'devise=x' })).rejects.toThrow(/--columns: unknown column "devise".*did you mean "device"/)
    await expect(read(rows, { units: 'conductance_us=s' })).rejects.toThrow(/--unit conductance_us.*uS/)
    await expect(readPulses(join(folder, 'absent.csv'))).rejects.toThrow(/cannot read ".*absent.csv"/)
  })
})
