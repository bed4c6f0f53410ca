import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadDevice } from '../../../experiments/disk/device-kind.ts'
import { loadSpec } from '../../../experiments/disk/spec.ts'

const file = join(mkdtempSync(join(tmpdir(), 'memxbar-')), 'mix.yaml')
writeFileSync(
  file,
  'name: mix\nparameters: { g_min: 5 nS, g_max: 2.5 uS, step: 20 nS }\nset: { g: g + step }\nreset: { g: g_min }\n',
)

it('ends of a range in units of their own are compared as conductances', async () => {
  const { model } = await loadDevice((await loadSpec(undefined, [`device.model=${file}`])).device)
  expect(model.range[0]).toBeCloseTo(0.005, 12)
  expect(model.range[1]).toBe(2.5)
  const { device } = await loadSpec(undefined, [`device.model=${file}`, 'device.g_min=5000'])
  await expect(loadDevice(device)).rejects.toThrow('range.1: 2.5 uS is not above the lower end, 5 uS; raise it')
})
