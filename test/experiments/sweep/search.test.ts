/** `memxbar search`: the candidates of `sweep.search`, screened on one seed and held to all. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { rungSizes, searchRuns } from '../../../experiments/sweep/search.ts'
import { searchRanges } from '../../../experiments/sweep/search-ranges.ts'
import { giveUpAt } from '../../../experiments/sweep/stop.ts'
import { simulate } from '../../../experiments/sweep/worker.ts'
import { schemes } from '../../../learning/update/registry.ts'
import { command } from '../../support/command.ts'
import { simple } from '../../support/recipes.ts'

const base = { task: { inputs: 10, duration: 0.05 }, network: { neurons: 12, gain: 1 }, training: { epochs: 3 } }
const SET = ['task.inputs=10', 'task.duration=0.05', 'network.neurons=12', 'network.gain=1', 'training.epochs=3']

/** Candidates of the built command line: its workers are built files. */
async function searched(...further: string[]): Promise<Record<string, unknown>[]> {
  const counts = ['--candidates', '4', '--finalists', '2', '--seeds', '1,2', '--seed', '3', '--threads', '1']
  const set = SET.flatMap((assignment) => ['--set', assignment])
  const { stdout } = await command(tmpdir(), 'search', 'sign', ...counts, ...set, ...further, '--json', '--quiet')
  return JSON.parse(stdout)
}

describe('a search', () => {
  it('screens all candidates on the first seed, holds the best to all, and ranks by the worst seed', async () => {
    const rows = await searched()
    expect(rows.map(({ objective, runs }) => [objective, runs])).toEqual([
      ['mse_last50_mean', 2],
      ['mse_last50_mean', 2],
      ['mse_last50_mean', 1],
      ['mse_last50_mean', 1],
    ])
    const worst = rows.map((row) => Number(row.objective_worst ?? Number.POSITIVE_INFINITY))
    expect(worst[0]).toBeLessThanOrEqual(worst[1]!)
    expect(worst[2]).toBeLessThanOrEqual(worst[3]!)
    for (const row of rows) {
      expect(row).toHaveProperty(['update.threshold'])
      // What the base fixes is not searched.
      expect(row).not.toHaveProperty(['network.gain'])
    }
    expect(await searched()).toEqual(rows)
  })

  it('tells a mistake that only a run finds in one line', async () => {
    const adc = ['--set', 'crossbar.periphery=[{adc: {bits: 0, offset_std: 1}}]']
    const counts = ['--candidates', '4', '--finalists', '2', '--seeds', '1,2', '--threads', '2']
    const set = SET.flatMap((assignment) => ['--set', assignment])
    const failed = await command(tmpdir(), 'search', 'sign', ...counts, ...set, ...adc, '--quiet')
    expect([failed.status, failed.stderr]).toEqual([2, expect.stringMatching(/^adc: offset_std .*\n$/)])
  })

  it('ranks candidates whose values stop being numbers last, finalists too, and goes on', async () => {
    // After 20 pulses the root of a number below 0.
    const file = join(mkdtempSync('/tmp/memxbar-'), 'worn.yaml')
    const set = '{ p: p - 0.05, g: g + 0.1 uS * sqrt(p) }'
    writeFileSync(file, simple({ state: '{ p: 1 }', set, parameters: '{}' }))
    const fields = ['crossbar.refresh.enabled=false', 'update.threshold=0', 'training.epochs=20', 'network.threshold=0.3']
    const rows = await searched(...[`device.model=${file}`, ...fields].flatMap((field) => ['--set', field]))
    expect(rows.map(({ objective_worst }) => objective_worst)).toEqual([null, null, null, null])
    expect(rows.map(({ runs }) => runs)).toEqual([2, 2, 1, 1])
  })

  it('screens on several seeds in shorter trainings, and then trains the best whole on all', async () => {
    const ranges = ['--range', 'crossbar.replicas=[1, 2]', '--range', 'update.threshold=log(200, 300)']
    const rows = await searched('--screen-seeds', '2', '--screen-epochs', '2', ...ranges)
    expect(rows.map(({ runs }) => runs)).toEqual([2, 2, 2, 2])
    // The caller's range takes the place of the scheme's own, from 1 to 100.
    for (const row of rows) expect(Number(row['update.threshold'])).toBeGreaterThanOrEqual(200)
    expect(new Set(rows.map((row) => row['crossbar.replicas']))).toEqual(new Set([1, 2]))
    const [best] = rows
    const fields = Object.entries(best!).filter(([path]) => path.includes('.'))
    const set = [...SET, 'update.kind=sign', ...fields.map(([path, value]) => `${path}=${value}`), 'seed=1'].flatMap((one) => [
      '--set',
      one,
    ])
    const out = mkdtempSync('/tmp/memxbar-')
    const run = await command(tmpdir(), 'run', ...set, '--out', join(out, 'run'), '--json', '--quiet')
    const { mse_last50_mean } = JSON.parse(run.stdout) as { mse_last50_mean: number }
    expect(mse_last50_mean).toBeLessThanOrEqual(Number(best!.objective_worst))
    expect(2 * Number(best!.objective_mean) - Number(best!.objective_worst)).toBeCloseTo(mse_last50_mean, 12)
  })

  it('screens in rungs, from rung to rung fewer candidates in longer trainings', async () => {
    const rows = await searched('--candidates', '8', '--screen-epochs', '1,2')
    expect(rows.map(({ epochs, runs }) => [epochs, runs])).toEqual([
      ...[3, 3].map((epochs) => [epochs, 2]),
      ...[2, 2].map((epochs) => [epochs, 1]),
      ...[1, 1, 1, 1].map((epochs) => [epochs, 1]),
    ])
    expect(new Set(rows.map(({ candidate }) => candidate)).size).toBe(8)
    // Those that left after a rung were the worst of it.
    const [, , ...out] = rows.map(({ objective_worst }) => Number(objective_worst ?? Number.POSITIVE_INFINITY))
    expect(out.slice(0, 2)).toEqual(out.slice(0, 2).toSorted((a, b) => a - b))
    expect(out.slice(2)).toEqual(out.slice(2).toSorted((a, b) => a - b))
    expect(rungSizes(300, 8, 2)).toEqual([300, 49, 8])
    expect(searchRuns(rungSizes(300, 8, 2), 2, 5)).toBe(2 * 349 + 40)
  })

  it('refuses rungs that are no ascending list, or longer than a training', async () => {
    const refusal = async (epochs: string) => {
      const { stderr } = await command(tmpdir(), 'search', 'sign', '--screen-epochs', epochs, '--set', 'training.epochs=3')
      return stderr
    }
    expect(await refusal('2,1')).toContain('ascending list such as 25,75')
    expect(await refusal('2,x')).toContain('ascending list')
    expect(await refusal('2,4')).toContain('4 of the 3 epochs')
  })

  it('searches the scale where a scheme knows a step, and what a scheme says of itself', () => {
    const free = () => false
    expect(Object.keys(searchRanges(schemes.fp32!, free).ranges)).not.toContain('crossbar.scale')
    expect(searchRanges(schemes.stochastic!, free)).toMatchObject({
      ranges: { 'crossbar.scale': 'log(10, 400) uS' },
      own: { 'update.prob_scale': 'log(0.1, 100)' },
    })
  })

  it('gives up a candidate that does badly after a share of its epochs', async () => {
    const spec = await resolveSpec({ ...base, training: { epochs: 20 } })
    const hopeless = giveUpAt({ after: 0.1, worst: 1e-9, rate_hz: 1e6 }, 20)
    expect((await simulate({ spec, giveUp: hopeless })).summary).toMatchObject({ completed: false, epochs: 2 })
    const hopeful = giveUpAt({ after: 0.1, worst: 1e9, rate_hz: 1e6 }, 20)
    expect((await simulate({ spec, giveUp: hopeful })).summary).toMatchObject({ completed: true, epochs: 20 })
  })
})
