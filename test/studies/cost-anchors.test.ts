/** Costs of published operations: the counts that an architecture fixes, and prices by hand. */
import { beforeAll, describe, expect, it } from 'vitest'
import { costAnchors } from '../../studies/cost-anchors.ts'
import type { Report } from '../../studies/paper.ts'

describe('costs beside published ones', () => {
  let report: Report
  beforeAll(async () => {
    report = await costAnchors.report([], { seeds: [1], set: [], quick: true })
  })
  const rowsOf = (table: string) => report.tables.find(({ name }) => name === table)!.rows
  const of = (operation: RegExp) =>
    Object.fromEntries(
      rowsOf('components')
        .filter((row) => operation.test(String(row.operation)))
        .map(({ component, ...row }) => [String(component), row]),
    )

  it('count an ISAAC array by its architecture: a conversion of every column in each of 16 cycles, one after the other', () => {
    const isaac = of(/16 cycles/)
    expect(isaac.adc_conversions).toMatchObject({ events: 16 * 128, energy_j: 16 * 128 * 1.67e-12 })
    expect(isaac.adc_cycles!.events).toBe(16 * 128)
    expect(isaac.adc_cycles!.latency_s).toBeCloseTo(16 * 100e-9, 15)
    expect(isaac.reads).toMatchObject({ events: 16, latency_s: 16 * 100e-9 })
    // Of two arrays: the difference of the polarities in each cycle, and each cycle but the first added to those before.
    expect(isaac.partial_sums!.events).toBe((16 * 128 + 15 * 128) / 2)
  })

  it('count a product of HERMES and NeuRRAM: both polarities of 256 x 256, twice where inputs have signs', () => {
    for (const [operation, reads] of [
      [/one phase/, 1],
      [/four phases/, 2],
      [/6-bit outputs/, 2],
    ] as const) {
      const events = of(operation)
      expect(events.reads!.events).toBe(reads)
      expect(events.adc_conversions!.events).toBe(reads * 2 * 256)
      expect(events.device_reads!.events).toBe(2 * 256 * 256)
    }
  })

  it('are the sums of their components, and the ratios are those of the numbers beside them', () => {
    for (const row of rowsOf('table')) {
      const own = rowsOf('components').filter(({ system, operation }) => system === row.system && operation === row.operation)
      expect(own.reduce((sum, { energy_j }) => sum + Number(energy_j ?? 0), 0)).toBe(row.energy_j)
      expect(own.reduce((sum, { latency_s }) => sum + Number(latency_s ?? 0), 0)).toBe(row.latency_s)
      expect(row.energy_ratio).toBe(Number(row.energy_j) / Number(row.published_energy_j))
      const largest = own.reduce((most, each) => (Number(each.energy_j) > Number(most.energy_j) ? each : most))
      expect(row.largest).toBe(largest.component)
    }
  })
})
