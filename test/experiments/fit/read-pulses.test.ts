import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ReadOptions, readPulses } from '../../../experiments/fit/read-pulses.ts'

const folder = mkdtempSync(join(tmpdir(), 'memxbar-'))
const HEADER = 'device,pulse,elapsed_s,conductance_us'

function read(lines: readonly string[], options: ReadOptions = {}) {
  const file = join(folder, 'pulses.csv')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return readPulses(file, options)
}

describe('pulses from CSV', () => {
  it('become columns, devices numbered as they appear, and the file is named by its hash', async () => {
    const { pulses, sha256 } = await read([HEADER, 'b,1,2.5,3', 'a,1,2,4', 'b,2,2.5,5'])
    expect(pulses.names).toEqual(['b', 'a'])
    expect([...pulses.device]).toEqual([0, 1, 0])
    expect([...pulses.pulse]).toEqual([1, 1, 2])
    expect([...pulses.elapsed]).toEqual([2.5, 2, 2.5])
    expect([...pulses.g]).toEqual([3, 4, 5])
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('may have other names, units, separators and further columns', async () => {
    const options = { columns: 'device=cell,conductance_us=G', units: 'conductance_us=nS,elapsed_s=ms' }
    const { pulses } = await read(['cell;note;pulse;elapsed_s;G', '7;x;1;500;250'], options)
    expect([pulses.names[0], pulses.elapsed[0], pulses.g[0]]).toEqual(['7', 0.5, 0.25])
  })

  it('count anew after a RESET, whether the file does or not', async () => {
    const kind = `${HEADER},kind`
    const anew = await read([kind, 'a,0,1,1,reset', 'a,1,1,2,set', 'a,2,1,3,', 'a,0,1,1,reset', 'a,1,1,2,set'])
    expect([...anew.pulses.pulse]).toEqual([0, 1, 2, 0, 1])
    expect([...anew.pulses.sweep]).toEqual([0, 0, 0, 1, 1])
    const onwards = await read([kind, 'a,1,1,2,set', 'a,2,1,3,set', 'a,3,1,1,RESET', 'a,4,1,2,set'])
    expect([...onwards.pulses.pulse]).toEqual([1, 2, 0, 1])
    const bare = await read([HEADER, 'a,0,1,1', 'a,1,1,2', 'a,0,1,1', 'a,1,1,2'])
    expect([...bare.pulses.sweep]).toEqual([0, 0, 1, 1])
  })

  it.each([
    [['device,pulse,elapsed_s,conductance', 'a,1,1,1'], /no column "conductance_us".*did you mean "conductance".*--columns/],
    [[HEADER, 'a,1,1,1', 'a,2,1,x'], /line 3: conductance_us is "x"; give a number/],
    [[HEADER, 'a,1,1,'], /line 2: conductance_us is ""/],
    [[HEADER, 'a,1.5,1,1'], /line 2: pulse is 1.5; give a whole number/],
    [[HEADER, 'a,1,0,1'], /line 2: elapsed_s is 0; .*above 0/],
    [[HEADER, ',1,1,1'], /line 2: device is empty/],
    [[HEADER, 'a,5,1,1', 'a,4,1,1'], /line 3: pulse 4 comes after pulse 5.*order of time/],
    [[`${HEADER},kind`, 'a,1,1,1,up'], /line 2: kind is "up"; known: set, reset/],
    [[HEADER, 'a,1,1'], /pulses.csv: Invalid Record Length/],
    [[HEADER], /no rows/],
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
