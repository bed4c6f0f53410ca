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
import { command } from '../../support/command.ts'
import { named } from '../../support/meter.ts'

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

/** Digital work of a population. */
function digitalOf(events: Readonly<Record<string, Readonly<Record<string, number>>>>, population: string) {
  const { membrane_updates, eligibility_updates, feedback_macs } = events[`populations/${population}`]!
  return { membrane_updates, eligibility_updates, feedback_macs }
}

describe('costs of a run', () => {
  it('of its epochs add up to those of the run, and stand in epochs.csv', async () => {
    const { result, summary } = await run({ ...SMALL, cost: {} })
    const sum = result.epochs.reduce((all, { spent }) => all + spent!.energy_j, 0)
    expect(sum / (summary.energy_j as number)).toBeCloseTo(1, 12)
    expect(Math.min(...result.epochs.map(({ spent }) => spent!.latency_s))).toBeGreaterThan(0)
    expect(epochsTable(summary, result).split('\n')[0]).toMatch(/,energy_j,latency_s,energy_per_trial_j,/)
    for (const { spent } of result.epochs) {
      const { arrays, trials, updates, evaluation, ...whole } = spent!
      for (const what of ['energy_j', 'latency_s'] as const) {
        const byArray = Object.values(arrays).reduce((all, each) => all + each[what], 0)
        expect(byArray / whole[what]).toBeCloseTo(1, 12)
        expect((trials[what] + updates[what] + evaluation[what]) / whole[what]).toBeCloseTo(1, 12)
      }
    }
    expect(summary).not.toHaveProperty('energy_per_correct_j')
    expect(summary).not.toHaveProperty('updates_until_worn')
  })

  it('are those of a trial, times the trials, those of an update, times the updates, and those of evaluations', async () => {
    const task = { kind: 'digits', train: 40, test: 30 }
    const update = { kind: 'sign', every: 16 }
    const { result, summary } = await run({ task, network: { neurons: 20 }, training: { epochs: 2 }, update, cost: {} })
    const evaluations = result.epochs.reduce((all, { spent }) => all + spent!.evaluation.energy_j, 0)
    const { energy_per_trial_j: trial, energy_per_update_j: one, energy_j } = summary as unknown as Record<string, number>
    // 40 trials an epoch, an update after 16, 32 and 40.
    expect((2 * 40 * trial! + 2 * 3 * one! + evaluations) / energy_j!).toBeCloseTo(1, 12)
    expect(evaluations).toBeGreaterThan(0)
    expect([summary.trial_bound, summary.update_bound]).toEqual(['reads', 'write_cycles'])
    const pulses = result.epochs
      .flatMap((epoch) => epoch.pulses)
      .reduce((all, { set, reset }) => all + 6.75e-12 * set + 30.4e-12 * reset, 0)
    // sign has no accumulators: pulses, and what the controller reads.
    expect(2 * 3 * one!).toBeGreaterThan(pulses)
    expect(2 * 3 * one!).toBeLessThan(1.01 * pulses)
  })

  it('have the digital work of e-prop by hand, in both of its forms, and the reads of digital weights', async () => {
    const eventsOf = async (mode: string) => {
      const { result } = await run({ ...SMALL, learning: { mode }, update: { kind: 'fp32' }, training: { epochs: 1 }, cost: {} })
      const { meters, sampler, net } = result.experiment
      const inputs = [0, 1].reduce((all, i) => all + sampler.show('train', i, 0).input.offsets[net.steps]!, 0)
      const spikes = Math.round(result.epochs[0]!.rates.hidden! * 13 * 2 * 0.1)
      const events = Object.entries(meters).map(([name, meter]) => [name, named(meter.events)] as const)
      return { inputs, spikes, events: Object.fromEntries(events) }
    }
    const { inputs, spikes, events } = await eventsOf('adjoint')
    // Two trials of 100 steps, 12 inputs, 13 neurons, 1 output.
    expect([digitalOf(events, 'hidden'), digitalOf(events, 'readout')]).toEqual([
      { membrane_updates: 2600, eligibility_updates: 2600, feedback_macs: 2600 },
      { membrane_updates: 200, eligibility_updates: 200, feedback_macs: 0 },
    ])
    expect(inputs * spikes).toBeGreaterThan(0)
    expect(events.in).toMatchObject({ synaptic_operations: 13 * inputs, gradient_macs: 13 * inputs })
    expect(events.rec).toMatchObject({ gradient_macs: 13 * spikes, accumulator_bits: 0 })
    expect(events.out).toMatchObject({ synaptic_operations: spikes, gradient_macs: spikes })
    const online = (await eventsOf('online')).events
    expect(online.in).toMatchObject({ eligibility_updates: 200 * (12 + 12 * 13), gradient_macs: 200 * 12 * 13 })
    expect(online.out).toMatchObject({ eligibility_updates: 200 * 13, gradient_macs: 200 * 13 })
    expect(digitalOf(online, 'hidden')).toEqual({ membrane_updates: 2600, eligibility_updates: 0, feedback_macs: 2600 })
  })

  it('are the same whatever the workers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'memxbar-'))
    const file = join(folder, 'spec.yaml')
    writeFileSync(
      file,
      JSON.stringify({ ...SMALL, cost: {}, sweep: { seeds: '0..3', grid: { 'update.kind': ['sign', 'tiki-taka'] } } }),
    )
    const tables: string[][] = []
    for (const threads of ['1', '2']) {
      const out = join(folder, threads)
      expect((await command(folder, 'sweep', file, '--out', out, '--quiet', '--threads', threads)).status).toBe(0)
      tables.push(['costs.csv', 'epoch-costs.csv'].map((name) => readFileSync(join(out, name), 'utf8')))
    }
    expect(tables[1]).toEqual(tables[0])
    expect(tables[0]![0]).toMatch(/,tiki-taka,\w+,transfers,[1-9]/)
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
    const used = counts.filter(Number.isFinite).sort((a, b) => a - b)
    expect(summary.endurance_used_max).toBe(used.at(-1)! / 1e6)
    expect(summary.endurance_used_999).toBe(used[Math.ceil(0.999 * used.length) - 1]! / 1e6)
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
    const drawn = await drawFigures(await openResults(dir), ['cost-breakdown', 'trade-off', 'digital-breakdown'], { band: 'ci' })
    expect(drawn[0]!.figure.svg).toMatch(/energy of the arrays in a run \((p|n|µ)J\)/)
    for (const name of ['device reads', 'SET pulses', 'without a price: line drives'])
      expect(drawn[0]!.figure.svg).toContain(name)
    expect(drawn[1]!.figure.svg).toContain('energy (J)')
    for (const name of ['energy of digital circuits in a run', 'gradient MACs', 'membrane updates'])
      expect(drawn[2]!.figure.svg).toContain(name)
  })
})
