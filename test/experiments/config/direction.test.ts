/** In which direction devices are changed unless a spec says otherwise, and what a run in both leaves in its tables. */
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { runIdentity } from '../../../experiments/config/identity.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'
import { epochsTable, pulsesTable, wearTable } from '../../../experiments/results/tables.ts'
import { summarize } from '../../../experiments/run/summary.ts'

const direction = async (model: string, kind = 'mixed-precision') =>
  (await resolveSpec({ device: { model }, update: { kind } })).update.direction

describe('the direction', () => {
  it('is bidirectional where a device steps down, and set-only for phase-change memory and what imitates it', async () => {
    for (const model of ['reram-es', 'reram-sb', 'ecram', 'capacitor', 'vteam', 'soft-bounds'])
      expect([model, await direction(model)]).toEqual([model, 'bidirectional'])
    for (const model of ['pcm', 'pcm-one-sided', 'ideal', 'pcm-joshi-2020', 'rram-wan-2022'])
      expect([model, await direction(model)]).toEqual([model, 'set-only'])
    expect(await direction('reram-es', 'fp32')).toBe('set-only')
  })

  it('that is bidirectional names a run anew; set-only has the name from before there were depression pulses', async () => {
    const name = async (update: object) => {
      const spec = await resolveSpec({ device: { model: 'ecram' }, update })
      return [runIdentity(spec).run_id, 'direction' in JSON.parse(JSON.stringify(spec.update))]
    }
    const [both, setOnly] = [await name({}), await name({ direction: 'set-only' })]
    expect(both).not.toEqual(setOnly)
    // What it was called when arrays had SET pulses only.
    expect(setOnly[0]).toBe('6fb6066f3a2c')
  })

  it('cannot be bidirectional without a depression pulse, nor set-only in a reference cell, which symmetric points need', async () => {
    await expect(resolveSpec({ crossbar: { cell: 'reference' } })).rejects.toThrow(
      /crossbar\.cell.*update\.direction bidirectional/,
    )
    const origin = { device: { model: 'ecram' }, crossbar: { origin: 'symmetric-point' } }
    await expect(resolveSpec(origin)).rejects.toThrow(
      /crossbar\.origin: .*their difference would be a weight; take crossbar\.cell reference/,
    )
    const spec = await resolveSpec({ crossbar: { cell: 'reference' }, update: { direction: 'bidirectional' } })
    await expect((await loadRun(spec)).run()).rejects.toThrow(/update\.direction: device "pcm" has no depression pulse/)
  })
})

it('a run on reference cells counts its depression pulses, and wears half the devices without a RESET', async () => {
  const spec = await resolveSpec({
    ...{ seed: 3, task: { inputs: 10, duration: 0.2 }, network: { neurons: 20 }, device: { model: 'ecram' } },
    ...{ crossbar: { cell: 'reference', scale: 20 }, update: { kind: 'mixed-precision' }, training: { epochs: 3 } },
    learning: { lr_in: 1e-2, lr_rec: 1e-2, lr_out: 1e-2 },
  })
  const result = await (await loadRun(spec)).run()
  const summary = summarize(spec, { run_id: 'x', spec_hash: 'x' }, result)
  expect(summary.set_pulses).toBeGreaterThan(100)
  expect(summary.depress_pulses).toBeGreaterThan(100)
  expect([summary.reset_pulses, summary.refreshed_pairs]).toEqual([0, 0])
  const rows = (text: string) => parse(text, { columns: true, cast: true }) as Record<string, number | string>[]
  const total = (table: Record<string, number | string>[], column: string) =>
    table.reduce((sum, row) => sum + Number(row[column]), 0)
  expect(total(rows(pulsesTable(summary, result)), 'depress_pulses')).toBe(summary.depress_pulses)
  expect(total(rows(epochsTable(summary, result)), 'depress_pulses')).toBe(summary.depress_pulses)
  const worn = rows(wearTable(summary, result)).filter(({ pulse }) => pulse === 'depress')
  expect(worn.reduce((sum, { count, devices }) => sum + Number(count) * Number(devices), 0)).toBe(summary.depress_pulses)
  // One device a weight: 10 x 20 in, 20 x 19 without autapses, 20 x 1 out.
  expect(total(worn, 'devices')).toBe(200 + 380 + 20)
  expect(Math.max(...worn.map(({ count }) => Number(count)))).toBe(summary.depress_max)
})

it('pulses that look for symmetric points are told apart from those of updates, and use up some of what devices are rated for', async () => {
  const trained = async (origin: string) => {
    const spec = await resolveSpec({
      ...{ seed: 3, task: { inputs: 5, duration: 0.1 }, network: { neurons: 6 }, device: { model: 'vteam' } },
      ...{ crossbar: { cell: 'reference', origin }, update: { kind: 'sign', threshold: 0 }, training: { epochs: 3 } },
      cost: { rated_pulses: 1e6 },
    })
    return summarize(spec, { run_id: 'x', spec_hash: 'x' }, await (await loadRun(spec)).run())
  }
  const [middle, symmetric] = [await trained('mid-range'), await trained('symmetric-point')]
  expect(middle).not.toHaveProperty('calibration_pulses')
  // 1,000 pairs on each device: 5 x 6 in, 6 x 5 without autapses, 6 x 1 out.
  expect(symmetric.calibration_pulses).toBe(2000 * (30 + 30 + 6))
  const most = (summary: typeof middle) => summary.set_pulses + summary.depress_pulses
  // Three patterns in three epochs: no device has more than nine pulses from updates.
  expect(most(symmetric)).toBeLessThanOrEqual(9 * 66)
  expect(symmetric.set_max).toBeGreaterThanOrEqual(1000)
  expect(symmetric.set_max).toBeLessThanOrEqual(1009)
  expect(Number(symmetric.endurance_used_max)).toBeGreaterThan(2000 / 1e6)
  // The most written device has at most nine pulses in nine updates.
  expect(Number(symmetric.updates_until_worn)).toBeGreaterThanOrEqual(1e6 - 2000)
  expect(Number(middle.updates_until_worn)).toBeGreaterThanOrEqual(1e6)
})
