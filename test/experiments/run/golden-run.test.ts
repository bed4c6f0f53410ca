import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'
import { epochsTable, outputsTable, wearTable } from '../../../experiments/results/tables.ts'
import { type Summary, summarize } from '../../../experiments/run/summary.ts'

/**
 * Hashes of whole runs: the same on every machine and engine, and before and after every change that is meant to be one of speed. A
 * change of bits must be stated and justified where these are changed, and the device statistics verified again.
 */
const GOLDEN = {
  'mixed-precision': 'a864e3ef255ca9e8',
  'multi-memristor': 'b234e42c0e4f678a',
  'update-ready': '7b015e3652cff21b',
  fp32: '88d7e6e0b51685d0',
} as const

describe('the bits of a run', () => {
  it.each(Object.entries(GOLDEN))('with %s are those recorded', async (kind, expected) => {
    const spec = await resolveSpec({
      seed: 7,
      task: { inputs: 30, duration: 0.3, outputs: 2 },
      // Spelled out, so that better presets leave the bits alone.
      network: { neurons: 37, adaptive: 10, threshold: 0.4, gain: 1, refractory: 0.002 },
      device: { model: 'pcm', nu_std: 0.01 },
      crossbar: { scale: 20, ...(kind === 'multi-memristor' ? { replicas: 3, estimate: 'read' } : {}) },
      learning: { lr_in: 1e-3, lr_rec: 1e-3, lr_out: 1e-2, rate_regularisation: 100, feedback: 'adaptive' },
      update: { kind },
      training: { epochs: 5 },
    })
    const result = await (await loadRun(spec)).run()
    const summary: Summary = summarize(spec, { run_id: 'golden', spec_hash: 'golden' }, result)
    if (kind !== 'fp32') expect(summary.set_pulses).toBeGreaterThan(100)
    // The column of depression pulses came after the hashes; these devices have none.
    const epochs: typeof epochsTable = (...run) => epochsTable(...run).replace(/,(depress_pulses|0)$/gm, '')
    const tables = [epochs, wearTable, outputsTable].map((table) => table(summary, result))
    expect(createHash('sha256').update(tables.join()).digest('hex').slice(0, 16)).toBe(expected)
  })
})
