/** What a run says of its costs, epoch by epoch and for use, and a sweep of all its runs. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { drawFigures } from '../../../analysis/plot.ts'
import { openResults } from '../../../analysis/results.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'
import { epochsTable } from '../../../experiments/results/tables.ts'
import { summarize } from '../../../experiments/run/summary.ts'
import { collect } from '../../../experiments/sweep/collect.ts'
import { writeManifest } from '../../../experiments/sweep/manifest.ts'
import { planSweep } from '../../../experiments/sweep/plan.ts'
import { runShard } from '../../../experiments/sweep/run-shard.ts'

const SMALL = {
  task: { inputs: 12, duration: 0.1, patterns: 2 },
  network: { neurons: 13, threshold: 0.3, gain: 1 },
  training: { epochs: 3 },
}
const run = async (raw: object) => {
  const spec = await resolveSpec(raw)
  const loaded = await loadRun(spec)
  const result = await loaded.run()
  return { id: loaded.id, result, summary: summarize(spec, loaded.id, result) }
}

describe('costs of a run', () => {
  it('of its epochs add up to those of the run, and stand in epochs.csv', async () => {
    const { result, summary } = await run({ ...SMALL, cost: {} })
    const sum = result.epochs.reduce((all, { spent }) => all + spent!.energy_j, 0)
    expect(sum / (summary.energy_j as number)).toBeCloseTo(1, 12)
    expect(Math.min(...result.epochs.map(({ spent }) => spent!.latency_s))).toBeGreaterThan(0)
    expect(epochsTable(summary, result).split('\n')[0]).toMatch(/,energy_j,latency_s$/)
    expect(summary).not.toHaveProperty('energy_per_correct_j')
    expect(summary).not.toHaveProperty('updates_until_worn')
  })

  it('are absent, and the run has its old name, unless asked for; fields at rest rename none', async () => {
    const [plain, costed, same] = [
      await run(SMALL),
      await run({ ...SMALL, cost: {} }),
      await run({ ...SMALL, cost: { worn_share: 0.01 } }),
    ]
    expect(plain.result.epochs[0]).not.toHaveProperty('spent')
    expect(plain.summary.mse_best).toBe(costed.summary.mse_best)
    expect(same.id.run_id).toBe(costed.id.run_id)
  })

  it('tell how many updates devices last, by hand', async () => {
    const { result, summary } = await run({ ...SMALL, update: { kind: 'sign' }, cost: { rated_pulses: 1e6, worn_share: 0.1 } })
    const counts = Object.values(result.experiment.arrays).flatMap(({ crossbars: [xbar], rows, cols, stride }) =>
      Array.from({ length: 2 * rows * cols }, (_, n) => {
        const [group, col] = [Math.floor(n / cols), n % cols]
        if (!xbar!.autapses && group % rows === col) return Number.NaN
        const { set_count, reset_count } = xbar!.bank.columns
        return set_count[group * stride + col]! + reset_count[group * stride + col]!
      }),
    )
    const sorted = counts.filter(Number.isFinite).sort((a, b) => b - a)
    const least = sorted[Math.ceil(0.1 * sorted.length) - 1]!
    expect(least).toBeGreaterThan(0)
    expect(summary.updates_until_worn).toBeCloseTo((3 * 2 * 1e6) / least, 6)
    const wrapped = await run({
      ...SMALL,
      update: { kind: 'sign' },
      device: { endurance: { pulses: 1e6 } },
      cost: { worn_share: 0.1 },
    })
    expect(wrapped.summary.updates_until_worn).toBe(summary.updates_until_worn)
  })

  it('tell what a correct classification costs: the last evaluation alone', async () => {
    const task = { kind: 'digits', train: 40, test: 30 }
    const { result, summary } = await run({ task, network: { neurons: 20 }, training: { epochs: 2 }, cost: {} })
    const right = result.predictions!.filter(({ label, predicted }) => label === predicted).length
    const { inference } = result
    expect(inference!.correct).toBe(right)
    expect(inference!.energy_j).toBeGreaterThan(0)
    expect(inference!.energy_j).toBeLessThan(result.epochs.at(-1)!.spent!.energy_j)
    expect(summary.energy_per_correct_j).toBe(right > 0 ? inference!.energy_j / right : null)
  })

  it('of a sweep are collected, and drawn by component and against the error', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'memxbar-'))
    const file = join(dir, 'spec.yaml')
    const sweep = { seeds: '0..1', grid: { 'update.kind': ['sign', 'mixed-precision'] } }
    writeFileSync(file, JSON.stringify({ ...SMALL, cost: {}, sweep }))
    const plan = await planSweep(file)
    writeManifest(plan, dir)
    for (const index of plan.shards.keys()) await runShard(plan, index, dir)
    expect((await collect(dir)).files).toContain('costs.csv')
    const rows = readFileSync(join(dir, 'costs.csv'), 'utf8').trim().split('\n').slice(1)
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(4)
    const drawn = await drawFigures(await openResults(dir), ['cost-breakdown', 'trade-off'], { band: 'ci' })
    expect(drawn[0]!.figure.svg).toMatch(/energy of the arrays in a run \((n|µ)J\)/)
    for (const name of ['device reads', 'SET pulses', 'without a price: line drives'])
      expect(drawn[0]!.figure.svg).toContain(name)
    expect(drawn[1]!.figure.svg).toContain('energy of the arrays (J)')
  })
})
