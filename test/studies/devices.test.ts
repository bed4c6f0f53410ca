/** Results about devices alone, on small populations: against the published code's statistics and against what averaging must do. */
import { describe, expect, it } from 'vitest'
import { boybat2018Write } from '../../studies/boybat-2018-write.ts'
import { demirag2021Device } from '../../studies/demirag-2021-device.ts'
import golden from '../golden/pcm_statistics.json' with { type: 'json' }

const quick = { seeds: [1], set: [], quick: true }

describe('the device curves', () => {
  it('follow the published code: every pulse within 5 standard errors of its mean', async () => {
    const { tables } = await demirag2021Device.report([], quick)
    const write = tables.find(({ name }) => name === 'write')!.rows
    expect(write).toHaveLength(21)
    for (const row of write) {
      const { mean, std } = golden.set_pulses_gmax20[Number(row.pulse)]!
      expect(Math.abs(Number(row.mean_us) - mean)).toBeLessThan((5 * std) / Math.sqrt(1000))
    }
  })

  it('drift by the power law, read noise by its law', async () => {
    const { tables } = await demirag2021Device.report([], quick)
    for (const row of tables.find(({ name }) => name === 'drift')!.rows) {
      const law = Number(row.target_us) * (Number(row.elapsed_s) / 38.6) ** -0.04
      expect(Math.abs(Number(row.mean_us) - law)).toBeLessThan((5 * Number(row.std_us)) / Math.sqrt(1000))
    }
    for (const row of tables.find(({ name }) => name === 'read')!.rows) {
      if (Number(row.target_us) < 1) continue
      // The standard error of a std of 1,000 normals is 2.2 % of it.
      expect(Math.abs(Number(row.std_us) / Number(row.law_us) - 1)).toBeLessThan(5 * 0.0224)
    }
  })
})

describe('single-shot programming', () => {
  it('from RESET: one device after n pulses is where the published code says, N devices are N times as well written', async () => {
    const { tables } = await boybat2018Write.report([], quick)
    const rows = tables[0]!.rows.filter(({ source_pulses }) => source_pulses === 0)
    const [one, sixteen] = [1, 16].map((n) => rows.filter((row) => row.n === n))
    for (const row of one!.filter(({ pulses }) => Number.isInteger(pulses))) {
      const { mean, std } = golden.set_pulses_gmax12[Number(row.pulses)]!
      expect(Math.abs(Number(row.mean_us) - mean)).toBeLessThan((5 * std) / Math.sqrt(200))
      expect(Number(row.error_us)).toBeCloseTo(Number(row.mean_us) - Number(row.target_us), 12)
    }
    one!.forEach((row, i) => {
      // Two spreads of 200 synapses, 5 % standard error each; single devices have gone another whole number of pulses.
      const ratio = Number(row.std_us) / Number(sixteen![i]!.std_us)
      expect(ratio).toBeGreaterThan(4 * 0.75)
      expect(ratio).toBeLessThan(4 * 1.3)
    })
  })

  it('only goes up: no target is at or below its source', async () => {
    const { tables } = await boybat2018Write.report([], quick)
    const { rows } = tables[0]!
    expect(new Set(rows.map(({ source_pulses }) => source_pulses))).toEqual(new Set([0, 2, 4]))
    for (const row of rows) expect(Number(row.target_us)).toBeGreaterThan(Number(row.source_us))
  })
})
