import { mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseSpec } from '../../../experiments/config/parse.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { planText } from '../../../experiments/sweep/plan.ts'
import { InputError } from '../../../input/input-error.ts'
import { casesOf, spoilt } from '../../support/spoilt.ts'

/** Good specs, each to be spoilt. */
const SWEEPS = [
  { sweep: { seeds: '0..2', grid: { 'update.kind': ['sign', 'fp32'], 'device.nu': 'linspace(0, 0.1, 2)' } } },
  { device: { model: 'pcm', nu: 0.05 }, sweep: { zip: { 'device.nu_std': [0, 0.01], 'crossbar.scale': [10, '20 uS'] } } },
  { update: { kind: 'sign' }, sweep: { ablate: ['drift', { 'device.nu_std': 0 }], seeds: [1, 2] } },
  { network: { neurons: 20 }, sweep: { ablate: 'all', grid: { 'device.g_max': 'log(10, 20, 2) uS' } } },
  { sweep: { search: { budget: 3, ranges: { 'learning.lr_out': 'log(1e-5, 1e-3)' }, schemes: { sign: {}, fp32: {} } } } },
]
const SINGLE = [
  { seed: 3, update: { kind: 'stochastic', prob_scale: 2 }, task: { duration: '500 ms', frequencies: [1, 2] } },
  { convention: 'srnn-pcm', device: { model: 'ideal', bits: 4 }, crossbar: { refresh: { enabled: false } } },
]

/** How a message says what is allowed. */
const MEND =
  /; |give|expected|must|write|known:|lower|raise|Invalid|Too |at least|at most|make|leave|mapping|at line|should|missing|duplicate|unresolved/i

const SPECS = casesOf(0.5)
const text = spoilt([...SWEEPS, ...SWEEPS, ...SINGLE])

it(`${SPECS} spoilt specs are planned or refused with place and mend, and nothing is written`, async () => {
  const folder = mkdtempSync('/tmp/memxbar-')
  const file = join(folder, 'fuzz.yaml')
  let refused = 0
  await fc.assert(
    fc.asyncProperty(text, async (yaml) => {
      try {
        const { raw, locate } = await parseSpec(yaml, file)
        if (Object.hasOwn(raw, 'sweep')) await planText(yaml, file)
        else await resolveSpec(raw, locate)
      } catch (error) {
        expect(error).toBeInstanceOf(InputError)
        refused++
        for (const line of (error as Error).message.split('\n')) {
          expect(line.startsWith(file) || line.startsWith('and '), line).toBe(true)
          expect(line).toMatch(MEND)
        }
      }
    }),
    { numRuns: SPECS, seed: 20210804 },
  )
  expect(refused).toBeGreaterThan(SPECS / 2)
  expect(readdirSync(folder)).toEqual([])
})
