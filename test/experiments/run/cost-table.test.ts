/** Prices of the user's own, from the file to the tables of a run. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { costTables } from '../../../crossbar/cost/tables/registry.ts'
import { parseCostTable } from '../../../experiments/config/cost-table.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadDevice } from '../../../experiments/disk/device-kind.ts'
import { loadDataset } from '../../../experiments/disk/files.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'
import { costsOf } from '../../../experiments/run/cost.ts'
import { runExperiment } from '../../../experiments/run/run.ts'
import { command } from '../../support/command.ts'

const TABLE = `title: Pulses of our ReRAM
base: pcm-90nm
constants:
  - { event: set_pulses, energy: 3 pJ, year: 2025, source: our laboratory, node: 130 nm }
  - { event: depress_pulses, energy: 2e-12, year: 2025, source: our laboratory }
  - { event: write_cycles, latency: 100 ns, year: 2025, source: our laboratory }
`
const SMALL = {
  task: { inputs: 12, duration: 0.1, patterns: 2 },
  network: { neurons: 13, threshold: 0.3, gain: 1 },
  device: { model: 'reram-es' },
  training: { epochs: 2 },
}

describe('a table of prices', () => {
  it('has its own over those of its base, in J, s and um²', async () => {
    const { constants, title } = await parseCostTable(TABLE, 'prices.yaml')
    const of = (event: string) => constants.filter((constant) => constant.event === event)
    expect(title).toBe('Pulses of our ReRAM')
    expect(of('set_pulses')).toEqual([
      { event: 'set_pulses', energy_j: 3e-12, year: 2025, source: 'our laboratory', node_nm: 130, note: '' },
    ])
    expect(of('write_cycles').map(({ latency_s }) => latency_s)).toEqual([1e-7])
    expect(of('adc_conversions')).toEqual(costTables['pcm-90nm']!.constants.filter(({ event }) => event === 'adc_conversions'))
    const alone = await parseCostTable(TABLE.replace(/base.*\n/, ''), 'prices.yaml')
    expect(alone.constants.map(({ event }) => event)).toEqual(['set_pulses', 'depress_pulses', 'write_cycles'])
  })

  it.each([
    [/set_pulses/, 'set_pulse', /^p\.yaml:4: constants\.0\.event: unknown value "set_pulse"; known: .*mean "set_pulses"/],
    [/3 pJ/, '3 pF', /^p\.yaml:4: constants\.0\.energy: "3 pF" is not a quantity in J/],
    [/3 pJ/, '-3 pJ', /^p\.yaml:4: constants\.0\.energy: must be 0 or more, given -3e-12$/],
    [/source: our laboratory, node/, 'node', /^p\.yaml:4: constants\.0\.source: is missing/],
    [/our laboratory, node/, '"", node', /constant 1 \(set_pulses\) has no source; say where the number comes from/],
    [/pcm-90nm/, 'pcm', /^p\.yaml:2: base: unknown value "pcm"; known: pcm-90nm/],
    [/2025/, '25', /^p\.yaml:4: constants\.0\.year: must be 1900 or more, given 25$/],
    [/energy: 3 pJ, /, '', /^p\.yaml:4: constants\.0: has no price; give energy, latency, area or some of them$/],
    [/depress_pulses/, 'set_pulses', /constant 2 gives energy_j of set_pulses a second time/],
    [/set_pulses, energy/, 'device_reads, energy', /^p\.yaml:4: constants\.0\.energy: the energy of device_reads is V² G t/],
    [/write_cycles/, 'reads', /^p\.yaml:6: constants\.2\.latency: the time of a read is crossbar\.read\.pulse; set that$/],
    [/write_cycles/, 'adc_conversions', /^p\.yaml:6: .*several adc_conversions happen at once; give the time of adc_cycles/],
    [/node: /, 'nodes: ', /^p\.yaml:4: constants\.0\.nodes: unknown key; .*mean "node"/],
    [/constants:[\s\S]*/, 'constants: []', /^p\.yaml:3: constants: must not be empty/],
    [/constants:[\s\S]*/, '', /constants: is missing; see the example in docs\/array\.md/],
    [/\{ event: set/, '{ event: [', /^p\.yaml:4: /],
  ])('is refused with line and remedy: %s as "%s"', async (from, to, message) => {
    await expect(parseCostTable(TABLE.replace(from, to), 'p.yaml')).rejects.toThrow(message)
  })
})

describe('a run with prices of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memxbar-'))
  const write = (text: string) => writeFileSync(join(folder, 'prices.yaml'), text)
  const specFile = join(folder, 'spec.yaml')
  const priced = { ...SMALL, cost: { table: 'prices.yaml' } }
  writeFileSync(join(folder, 'one.yaml'), JSON.stringify(priced))
  writeFileSync(specFile, JSON.stringify({ ...priced, sweep: { seeds: '1..2' } }))
  const spec = resolveSpec(priced)

  it('pays them, found beside its spec, and is named by their text', async () => {
    write(TABLE)
    const { id, run } = await loadRun(await spec, specFile)
    const { rows } = costsOf((await run()).experiment).in!
    const row = (name: string) => rows.find(({ component }) => component === name)!
    for (const [name, price] of [
      ['set_pulses', 3e-12],
      ['depress_pulses', 2e-12],
    ] as const) {
      expect(row(name).events).toBeGreaterThan(0)
      expect(row(name).energy_j).toBe(row(name).events * price)
    }
    expect(row('write_cycles').latency_s).toBe(row('write_cycles').events * 1e-7)
    write(TABLE.replace('3 pJ', '4 pJ'))
    expect((await loadRun(await spec, specFile)).id.run_id).not.toBe(id.run_id)
  })

  it('leaves a copy and its hash, and a sweep finds them as a run does', async () => {
    write(TABLE)
    const [one, many] = [join(folder, 'one'), join(folder, 'many')]
    expect((await command(folder, 'run', 'one.yaml', '--out', one, '--quiet')).status).toBe(0)
    expect(readFileSync(join(one, 'cost-table.yaml'), 'utf8')).toBe(TABLE)
    expect(JSON.parse(readFileSync(join(one, 'manifest.json'), 'utf8')).cost_table.sha256).toMatch(/^[0-9a-f]{64}$/)
    const elsewhere = join(folder, 'elsewhere')
    mkdirSync(elsewhere)
    expect((await command(elsewhere, 'sweep', specFile, '--out', many, '--quiet', '--threads', '1')).status).toBe(0)
    const rowsOf = (dir: string) => readFileSync(join(dir, 'costs.csv'), 'utf8').trim().split('\n')
    const own = rowsOf(one).filter((line) => line.includes(',set_pulses,'))
    expect(own.length).toBe(3)
    expect(rowsOf(many)).toEqual(expect.arrayContaining(own))
  })

  it('is refused where the name is no table, the file is missing, or its prices are not given', async () => {
    await expect(resolveSpec({ cost: { table: 'pcm' } })).rejects.toThrow(
      'cost.table: must be pcm-90nm, or a file .yaml with prices of your own, given pcm',
    )
    const missing = { ...(await spec), cost: { ...(await spec).cost!, table: 'none.yaml' } }
    await expect(loadRun(missing, specFile)).rejects.toThrow(/^cost\.table: cannot read "none\.yaml": /)
    const [dataset, device] = [await loadDataset(missing.task), await loadDevice(missing.device)]
    await expect(runExperiment(missing, dataset, device)).rejects.toThrow(/"none\.yaml" is a file, and its prices are not given/)
  })
})
