/** The commands that read results, on results of the commands that write them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { plotKinds } from '../../analysis/plots/registry.ts'
import { command } from '../support/command.ts'
import { folderWith } from '../support/results.ts'

const PAPER = fileURLToPath(new URL('../../studies/demirag-2021', import.meta.url))
const memxbar = (...args: string[]) => command(folderWith({}), ...args)
const SHORT = ['--set', 'training.epochs=2', '--set', 'task.duration=200 ms', '--set', 'network.neurons=20', '--quiet']
const results = folderWith({})

beforeAll(async () => {
  for (const seed of ['1', '2']) {
    const { status } = await memxbar('run', ...SHORT, '--seed', seed, '--record', '--out', join(results, `run-${seed}`))
    expect(status).toBe(0)
  }
})

const read = (...path: string[]) =>
  readFileSync(join(results, ...path), 'utf8')
    .trim()
    .split('\n')

describe('memxbar run --record', () => {
  it("leaves the spikes and a few membranes of each pattern's last trial, and changes no other table", async () => {
    const plain = join(results, '..', `${results.split('/').at(-1)}-plain`)
    expect((await memxbar('run', ...SHORT, '--seed', '1', '--out', plain)).status).toBe(0)
    for (const table of ['runs', 'epochs', 'patterns', 'pulses', 'wear', 'outputs'].map((name) => `${name}.csv`)) {
      expect(readFileSync(join(plain, table), 'utf8')).toBe(readFileSync(join(results, 'run-1', table), 'utf8'))
    }
    expect(existsSync(join(plain, 'spikes.csv'))).toBe(false)
    const membrane = read('run-1', 'membrane.csv')
    expect(membrane[0]).toBe('run_id,seed,update,pattern,population,neuron,t_s,v,threshold')
    expect(membrane).toHaveLength(1 + 3 * 3 * 200)
    expect(read('run-1', 'spikes.csv')[0]).toBe('run_id,seed,update,pattern,population,t_s,neuron')
  })

  it('agree with each other: a membrane is above the threshold in the steps in which its neuron spikes, and in no other', async () => {
    const cells = (line: string) => line.split(',')
    const spikes = new Set(
      read('run-1', 'spikes.csv')
        .slice(1)
        .map((line) => cells(line).slice(3).join()),
    )
    let above = 0
    for (const line of read('run-1', 'membrane.csv').slice(1)) {
      const [, , , pattern, population, neuron, t, v, threshold] = cells(line)
      const spiked = spikes.has([pattern, population, t, neuron].join())
      expect(spiked).toBe(Number(v) > Math.fround(Number(threshold)))
      if (spiked) above++
    }
    expect(above).toBeGreaterThan(3)
  })
})

describe('memxbar analyze, plot and report', () => {
  it('analyze gives the committed comparison its table: as text, as JSON and as CSV, the same twice', async () => {
    const out = folderWith({})
    const ask = ['analyze', PAPER, '--pair', 'scheme=mixed-precision', '--resamples', '500']
    const { status, stdout } = await memxbar(...ask, '--out', out)
    expect(status).toBe(0)
    expect(stdout).toMatch(/mixed-precision +20 +20 +0\.01083 /)
    expect(readdirSync(out).sort()).toEqual(['paired.csv', 'summary.csv'])
    const json = (await memxbar(...ask, '--json')).stdout
    expect(JSON.parse(json).summary).toHaveLength(11)
    expect((await memxbar(...ask, '--json')).stdout).toBe(json)
    const first = readFileSync(join(out, 'summary.csv'))
    await memxbar(...ask, '--out', out)
    expect(readFileSync(join(out, 'summary.csv'))).toEqual(first)
  })

  it('plot draws all that recorded runs allow, and report puts it into one file', async () => {
    const out = folderWith({})
    expect((await memxbar('plot', results, '--out', out)).status).toBe(0)
    const kinds = ['box', 'cost', 'learning', 'raster', 'wear']
    expect(readdirSync(out).sort()).toEqual(kinds.flatMap((kind) => [`${kind}.png`, `${kind}.svg`]))
    const report = await memxbar('report', results, '--out', join(out, 'report.html'))
    expect([report.status, report.stdout]).toEqual([0, expect.stringMatching(/report\.html: \d+ KiB/)])
    expect(readFileSync(join(out, 'report.html'), 'utf8').match(/<figure>/g)).toHaveLength(5)
  })

  it('ask about some of the runs, about another metric, and with a title', async () => {
    const out = folderWith({})
    const some = ['--where', 'scheme!=fp32', '--where', 'set_pulses>10000']
    const summary = JSON.parse((await memxbar('analyze', PAPER, ...some, '--metric', 'set_max', '--json')).stdout).summary
    expect(summary.map((row: { scheme: string }) => row.scheme)).not.toContain('fp32')
    expect(summary[0]).toMatchObject({ scheme: 'sign', metric: 'set_max', runs: 19 })
    const plot = [
      'plot',
      PAPER,
      '--kind',
      'trade-off',
      '--against',
      'set_pulses',
      '--size',
      'set_max',
      '--title',
      'What it costs',
    ]
    expect((await memxbar(...plot, ...some, '--out', out)).status).toBe(0)
    expect(readFileSync(join(out, 'trade-off.svg'), 'utf8')).toContain('What it costs')
    const report = await memxbar('report', PAPER, ...some, '--title', 'Schemes <A>', '--out', join(out, 'report.html'))
    expect(report.status).toBe(0)
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('<h1>memxbar: Schemes &lt;A&gt;</h1>')
  })

  it('the help of plot with the list that it points to, and the message for an unknown kind, name every kind', async () => {
    const kinds = [...Object.keys(plotKinds), 'network', 'conductance', 'array-map', 'wear-map']
    expect(Object.entries(plotKinds).every(([name, kind]) => kind.name === name)).toBe(true)
    const help = (await memxbar('plot', '--help')).stdout.replaceAll(/\s+/g, ' ')
    expect(help).toContain('`memxbar list figures`')
    const figures = (await memxbar('list', 'figures')).stdout
    const { stderr } = await memxbar('plot', PAPER, '--kind', 'xyz')
    for (const kind of kinds) {
      if (Object.hasOwn(plotKinds, kind)) expect(figures).toMatch(new RegExp(`^${kind}: \\S`, 'm'))
      else expect(help).toMatch(new RegExp(`[ ,]${kind}[,;. ]`))
      expect(stderr).toMatch(new RegExp(`[ ,]${kind}(,|\n|$)`))
    }
  })

  it.each([
    [['analyze', PAPER, '--where', 'schem=x'], /no column "schem" \(did you mean "scheme"\?\)/],
    [['plot', PAPER, '--where', 'scheme=none'], /no run of .* is left; scheme is: sign, stochastic/],
    [['report', PAPER, '--better', 'more'], /--better: unknown "more"/],
    [['plot', PAPER, '--kind', 'trade-off'], /--against set_pulses/],
    [['analyze', 'nothing'], /cannot read the folder "nothing"/],
    [['analyze', PAPER, '--level', '95'], /give a number from 0\.5 to 0\.9999/],
    [['analyze', PAPER, '--threshold', 'x'], /give a number/],
    [['analyze', PAPER, '--by', 'schem'], /no column "schem"/],
    [['plot', PAPER, '--kind', 'raster'], /memxbar run --record/],
    [['plot', PAPER, '--kind', 'learning,network'], /network is not a figure of results; ask for it without learning/],
    [['plot', PAPER, '--band', 'std'], /--band: unknown "std"; known: quartiles, ci/],
    [['report', '.'], /no results in "\."/],
  ])('exits with 2, one message and nothing written for %j', async (args, expected) => {
    const cwd = folderWith({})
    const { status, stderr, stdout } = await command(cwd, ...args)
    expect(stderr).toMatch(expected)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect([status, stdout]).toEqual([2, ''])
    expect(readdirSync(cwd)).toEqual([])
  })
})
