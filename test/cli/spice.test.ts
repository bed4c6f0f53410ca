/** `memxbar export spice`: netlists of a trained array against ngspice, and against what the run itself reads. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { exportCommand } from '../../cli/export.ts'
import { spiceFiles } from '../../cli/export-spice.ts'
import { eventsOf } from '../../crossbar/array.ts'
import { netlist } from '../../crossbar/periphery/wires/netlist.ts'
import { loadRun } from '../../experiments/disk/run-spec.ts'
import { loadSpec } from '../../experiments/disk/spec.ts'
import type { StateFile } from '../../experiments/disk/state.ts'
import type { RunResult } from '../../experiments/run/run.ts'
import { stateOf } from '../../experiments/state/state.ts'

const folder = mkdtempSync('/tmp/memxbar-')
const MAP = 'array,row,column,polarity,g_us\nrec,5,6,+,17\n'
const WIRES = '{ row: 5 ohm, column: 7 ohm, driver: 30 ohm, sense: 20 ohm, solver: exact }'
const SPEC = `task: { inputs: 12, duration: 0.1, patterns: 2 }
network: { neurons: 13, threshold: 0.3, gain: 1 }
training: { epochs: 2 }
crossbar:
  replicas: 2
  tile: [16, 8]
  periphery: [{ wires: ${WIRES} }]
  faults: { open_row: 0.1, open_columns: [3], map: stuck.csv }
`
let result: RunResult
let file: StateFile

beforeAll(async () => {
  writeFileSync(join(folder, 'spec.yaml'), SPEC)
  for (const name of ['stuck.csv', 'faults-map.csv']) writeFileSync(join(folder, name), MAP)
  const path = join(folder, 'spec.yaml')
  const loaded = await loadRun(await loadSpec(path), path)
  result = await loaded.run()
  const state = stateOf(result.experiment, loaded.id.run_id, 2)
  file = { file: join(folder, 'state.npz'), bytes: new Uint8Array(), state }
})

/** Current of each column of each circuit, uA. */
const currentsIn = (text: string) =>
  text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([circuit, input, column, uA]) => ({ circuit: circuit!, input, column: Number(column), uA: Number(uA) }))

const hasNgspice = spawnSync('ngspice', ['--version']).status === 0
// Continuous integration installs it and must not pass without it.
const must = Boolean(process.env.CI)
const missing = hasNgspice || must ? '' : ' (skipped: there is no ngspice on the PATH; apt-get install ngspice)'

describe('memxbar export spice', () => {
  it('has the currents that the run reads an hour later, tile by tile, with its open lines and stuck devices', async () => {
    const files = await spiceFiles(file, { array: 'rec', at: '1h' })
    expect(Object.keys(files).length).toBe(9)
    const sums = new Float64Array(13)
    for (const { circuit, column, uA } of currentsIn(files['rec-currents.csv']!)) {
      sums[column] = sums[column]! + (circuit.startsWith('plus') ? uA : -uA)
    }
    const { experiment } = result
    const [xbar] = experiment.arrays.rec!.crossbars
    const out = xbar!.arena.f32(16)
    const t = file.state.meta.t_device_s + 3600
    const all = eventsOf(xbar!.arena, [...new Array(13).keys()])
    xbar!.read(all, { t, drawIndex: 2 ** 49, gain: 1 }, out)
    const weight = 1 / (experiment.spec.crossbar.scale * 2 * 0.2)
    for (let j = 0; j < 13; j++) expect(out[j]).toBeCloseTo(weight * sums[j]!, 5)
  })

  it.skipIf(!hasNgspice && !must)(`gives ngspice the same currents within 1e-6${missing}`, async () => {
    const input = join(folder, 'V.csv')
    writeFileSync(input, `${Array.from({ length: 13 }, (_, i) => (i % 3 === 0 ? 0.2 : -0.01 * i)).join(',')}\n`)
    const files = await spiceFiles(file, { array: 'rec', at: '1 day', input })
    const ours = currentsIn(files['rec-currents.csv']!)
    for (const [name, text] of Object.entries(files)) {
      if (!name.endsWith('.cir')) continue
      const own = ours.filter(({ circuit }) => name === `rec-${circuit}.cir`).map(({ uA }) => uA)
      const theirs = byNgspice(text)
      expect(theirs.length).toBe(own.length)
      const largest = Math.max(...own.map(Math.abs))
      theirs.forEach((uA, j) => {
        expect(Math.abs(uA - own[j]!)).toBeLessThan(1e-6 * Math.max(Math.abs(own[j]!), 1e-6 * largest))
      })
    }
  })

  it.skipIf(!hasNgspice && !must)(`joins the nodes at the ends of 0 ohm${missing}`, () => {
    const none = { row: 0, column: 0, driver: 0, sense: 0 }
    const circuit = { ...none, rows: 2, cols: 2, title: 'ideal', g: [1, 2, 3, 0], V: [0.5, -1] }
    const expected = [0.5 - 3, 1]
    for (const ohm of [{}, { row: 1e-9 }, { column: 1e-9, sense: 1e-9 }, { driver: 1e-9 }]) {
      byNgspice(netlist({ ...circuit, ...ohm })).forEach((uA, j) => {
        expect(uA).toBeCloseTo(expected[j]!, 6)
      })
    }
  })

  it('drives the rows that spike at a step, or those of a file, one netlist an input', async () => {
    const head = 'run_id,seed,update,pattern,population,t_s,neuron\n'
    writeFileSync(join(folder, 'spikes.csv'), `${head}r,1,m,1,hidden,0.004,2\nr,1,m,1,hidden,0.005,7\nr,1,m,1,hidden,0.005,9\n`)
    const files = await spiceFiles(file, { array: 'rec', spikes: 5, sample: 1 })
    const driven = [...files['rec-plus-2.cir']!.matchAll(/^Vin(\d+) in\d+ 0 0\.2$/gm)].map(([, line]) => Number(line))
    // Rows of 8 to 12 stand in the second row of tiles, two word lines each.
    expect(driven).toEqual([2, 3])
    await expect(spiceFiles(file, { array: 'in', spikes: 5, sample: 1 })).rejects.toThrow(/has no spikes of input.*--input/)
    writeFileSync(join(folder, 'two.csv'), `${new Array(13).fill(0.1).join(',')}\n${new Array(13).fill(0.2).join(',')}\n`)
    const two = await spiceFiles(file, { array: 'out', input: join(folder, 'two.csv') })
    expect(Object.keys(two)).toContain('out-minus-1-input1.cir')
  })

  it.each([
    [{}, /--array: name the array/],
    [{ array: 'reck' }, /--array: unknown array "reck"; .*in, rec, out/],
    [{ array: 'rec', at: '-1 s' }, /--at: is a time of 0 s or more/],
    [{ array: 'rec', input: join(folder, 'spec.yaml') }, /not a number/],
  ])('refuses %j', async (flags, message) => {
    await expect(spiceFiles(file, flags)).rejects.toThrow(message)
  })

  it('needs a format, before the run or as an option, and keeps its own options to itself', async () => {
    await expect(exportCommand([folder], {})).rejects.toThrow(/export: name the format/)
    await expect(exportCommand([folder], { format: 'csv', array: 'rec' })).rejects.toThrow(/--array: is of --format spice/)
    await expect(exportCommand(['spice', folder], { format: 'csv' })).rejects.toThrow(/csv and spice are both asked for/)
    await expect(exportCommand(['spice', folder], {})).rejects.toThrow(/holds no state\.npz/)
    expect(readdirSync(folder)).not.toContain('export')
  })
})

/** uA. */
function byNgspice(text: string): number[] {
  const path = join(mkdtempSync('/tmp/memxbar-'), 'array.cir')
  writeFileSync(path, text)
  const { status, stdout } = spawnSync('ngspice', ['-b', path], { encoding: 'utf8' })
  expect(status, readFileSync(path, 'utf8').slice(0, 200) + stdout).toBe(0)
  return [...stdout.matchAll(/^i\(vout\d+\) = (\S+)$/gm)].map(([, amperes]) => 1e6 * Number(amperes))
}
