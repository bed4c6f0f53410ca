/** A spec with a map of stuck devices, from the file to the results. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deviceOf } from '../../../crossbar/pulse.ts'
import { explainPath } from '../../../experiments/config/explain.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'
import { loadSpec } from '../../../experiments/disk/spec.ts'
import { writeRun } from '../../../experiments/results/write.ts'
import { summarize } from '../../../experiments/run/summary.ts'
import { departFrom } from '../../../experiments/state/from.ts'
import { stateOf } from '../../../experiments/state/state.ts'
import { planSweep } from '../../../experiments/sweep/plan.ts'
import { runShard } from '../../../experiments/sweep/run-shard.ts'
import { readShard } from '../../../experiments/sweep/shard.ts'

const folder = mkdtempSync(join(tmpdir(), 'memxbar-'))
const SMALL = `task: { inputs: 12, duration: 0.1, patterns: 2 }
network: { neurons: 13, threshold: 0.3, gain: 1 }
learning: { lr_in: 1e-3, lr_rec: 1e-3, lr_out: 1e-2 }
training: { epochs: 3 }
`
const HEADER = 'array,row,column,polarity,g_us\n'
let places = 0
/** A spec file with its map beside it. */
function specWith(map: string | undefined, more = ''): string {
  const place = join(folder, String(places++))
  mkdirSync(place)
  if (map !== undefined) writeFileSync(join(place, 'stuck.csv'), map)
  const faults = map === undefined ? '' : 'crossbar: { faults: { map: stuck.csv } }\n'
  writeFileSync(join(place, 'spec.yaml'), SMALL + faults + more)
  return join(place, 'spec.yaml')
}
const load = async (file: string) => loadRun(await loadSpec(file), file)

describe('crossbar.faults.map', () => {
  it('holds its devices through a training, and another content is another run', async () => {
    const [first, same, other, plain] = await Promise.all([
      load(specWith(`${HEADER}out,4,0,+,20\nrec,3,7,-,0.5\n`)),
      load(specWith(`${HEADER}out,4,0,+,20\nrec,3,7,-,0.5\n`)),
      load(specWith(`${HEADER}out,4,0,+,21\nrec,3,7,-,0.5\n`)),
      load(specWith(undefined)),
    ])
    expect(same.id.run_id).toBe(first.id.run_id)
    expect(new Set([first.id.run_id, other.id.run_id, plain.id.run_id]).size).toBe(3)
    const [a, b] = [await first.run(), await plain.run()]
    expect(a.epochs.at(-1)!.results.mse).not.toBe(b.epochs.at(-1)!.results.mse)
    const device = (name: string, row: number, col: number, negative: boolean) => {
      const [xbar] = a.experiment.arrays[name]!.crossbars
      return xbar!.bank.columns.g[deviceOf(xbar!, row * xbar!.stride + col, negative, 0)]
    }
    expect([device('out', 4, 0, false), device('rec', 3, 7, true)]).toEqual([20, 0.5])
    expect(a.epochs.some(({ pulses }) => pulses.some(({ set }) => set > 0))).toBe(true)
  })

  it('leaves a copy and its hash with the run', async () => {
    const file = specWith(`${HEADER}out,4,0,+,20\n`)
    const spec = await loadSpec(file)
    const loaded = await loadRun(spec, file)
    const result = await loaded.run()
    const out = join(folder, 'out')
    const timing = { started: '', wall_seconds: 0, cpu_seconds: 0 }
    const files = await writeRun(out, spec, summarize(spec, loaded.id, result), result, timing, 'memxbar run', {
      map: loaded.map!,
    })
    expect(files).toContain('faults-map.csv')
    expect(readFileSync(join(out, 'faults-map.csv'), 'utf8')).toBe(`${HEADER}out,4,0,+,20\n`)
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).faults_map.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('holds for the devices of a state that a run starts from', async () => {
    const before = await load(specWith(undefined))
    const trained = await before.run()
    const state = stateOf(trained.experiment, before.id.run_id, 3)
    const file = specWith(`${HEADER}out,4,0,+,20\n`)
    const spec = await loadSpec(file)
    const { taken, options } = departFrom(state, spec, trained.experiment.net.graph, 0)
    expect(taken.out).toBe('devices')
    const { experiment } = await (await loadRun(spec, file)).run(options)
    const [xbar] = experiment.arrays.out!.crossbars
    expect(xbar!.bank.columns.g[deviceOf(xbar!, 4 * xbar!.stride, false, 0)]).toBe(20)
  })

  it('goes with a sweep: planned runs have the names of the runs that are done', async () => {
    const file = specWith(`${HEADER}out,4,0,+,20\n`, 'sweep: { seeds: 0..1 }\n')
    const plan = await planSweep(file)
    const dir = join(folder, 'sweep')
    expect(await runShard(plan, 0, dir)).toEqual({ done: 1, failed: 0 })
    writeFileSync(file.replace('spec.yaml', 'stuck.csv'), `${HEADER}out,4,0,+,19\n`)
    expect(await runShard(plan, 1, dir)).toEqual({ done: 0, failed: 1 })
    expect(JSON.stringify(readShard(dir, plan, plan.shards[1]!))).toMatch(/has changed since the sweep was planned/)
  })

  it.each([
    [`${HEADER}recc,0,0,+,1`, /stuck\.csv:2: unknown array "recc"; known: in, rec, out \(did you mean "rec"\?\)/],
    [`${HEADER}out,0,1,+,1`, /stuck\.csv:2: column is 1; the array has one column, number 0/],
    [`${HEADER}out,13,0,+,1`, /stuck\.csv:2: row is 13; the array has 13 rows: give 0 to 12/],
    [`${HEADER}rec,4,4,+,1`, /stuck\.csv:2: no neuron of "rec" has a connection to itself, so no device is there/],
    ['row,column,polarity,g_us\n0,0,+,1', /stuck\.csv:2: names no array, and the network has in, rec, out; add a column array/],
  ])('refuses %j before anything is run', async (map, message) => {
    await expect(load(specWith(map))).rejects.toThrow(message)
    await expect(planSweep(specWith(map, 'sweep: { seeds: 0..1 }\n'))).rejects.toThrow(message)
  })

  it('names a file that is not there, and is explained', async () => {
    const spec = await loadSpec(undefined, ['crossbar.faults.map=none.csv'])
    await expect(loadRun(spec)).rejects.toThrow(/crossbar\.faults\.map: cannot read "none\.csv"/)
    expect(explainPath('crossbar.faults').map(({ path }) => path)).toContain('crossbar.faults.map')
    expect(explainPath('crossbar.faults.map')[0]!.meaning).toMatch(/stuck devices/)
  })
})
