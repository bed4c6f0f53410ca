import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadSpec } from '../../experiments/disk/spec.ts'
import { simulate } from '../../experiments/sweep/worker.ts'
import { simple } from '../support/recipes.ts'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const folder = mkdtempSync('/tmp/memxbar-')
const file = join(folder, 'spec.yaml')
// After 20 pulses the root of a number below 0.
writeFileSync(
  join(folder, 'worn.yaml'),
  simple({ state: '{ p: 1 }', set: '{ p: p - 0.05, g: g + 0.1 uS * sqrt(p) }', parameters: '{}' }),
)
writeFileSync(
  file,
  `task: { inputs: 10, duration: 50 ms }
network: { neurons: 12, threshold: 0.3, gain: 1 }
crossbar: { refresh: { enabled: false } }
update: { kind: sign, threshold: 0 }
training: { epochs: 20 }
device: { model: ./worn.yaml }
`,
)

describe('a run whose devices become no number', () => {
  it('ends with exit code 1 and says where, without a trace', () => {
    const { status, stderr, stdout } = spawnSync('node', [CLI, 'run', file, '--out', join(folder, 'out'), '--quiet'], {
      encoding: 'utf8',
    })
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /^the run has failed: epoch \d+, trial \d .*\nconnection "\w+" reads NaN for neuron \d+: device \d+ of "simple" has g = NaN uS after .*; set is .*\n$/,
    )
  })

  it('counts as given up in a search', async () => {
    const { summary } = await simulate({
      spec: await loadSpec(file),
      base: file,
      giveUp: { epoch: 20, worst: 1e9, rate_hz: 1e9 },
    })
    expect(summary.completed).toBe(false)
    expect(summary.epochs).toBeLessThan(20)
  })
})
