/** docs/devices.md: every command as it stands there, in its order, and the numbers that it names. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { command as perform } from './support/command.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = readFileSync(`${root}docs/devices.md`, 'utf8')
const commands = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.trim().split('\n'))
const folder = mkdtempSync('/tmp/memxbar-')
copyFileSync(`${root}examples/devices/pulses.csv`, join(folder, 'pulses.csv'))

describe('docs/devices.md', () => {
  it.each(commands)('%s', async (command) => {
    const [npx, memxbar, ...args] = command.split(' ')
    expect([npx, memxbar]).toEqual(['npx', 'memxbar'])
    const { status, stderr } = await perform(folder, ...args)
    expect(status, stderr).toBe(0)
  })

  it('leaves what it says', () => {
    for (const file of [
      'my-device.fit.json',
      'my-device.png',
      'figures/drift.csv',
      'figures/response.svg',
      'trained/device.yaml',
    ])
      expect([file, existsSync(join(folder, file))]).toEqual([file, true])
    const recipe = readFileSync(join(folder, 'my-device.yaml'), 'utf8')
    const [, mean, std] = /nu: \{ mean: ([\d.]+), std: ([\d.]+)/.exec(recipe)!.map(Number)
    expect(Math.abs(mean! - 0.04)).toBeLessThan(0.004)
    expect(Math.abs(std! - 0.01)).toBeLessThan(0.003)
    const [header, row] = readFileSync(join(folder, 'trained/runs.csv'), 'utf8').trim().split('\n')
    const summary = Object.fromEntries(header!.split(',').map((name, i) => [name, row!.split(',')[i]]))
    expect(page).toContain(`below\n0.1 from epoch ${summary.epoch_below_0_1} on`)
  })

  it('shows the head of the measurement', () => {
    const head = readFileSync(`${root}examples/devices/pulses.csv`, 'utf8').split('\n').slice(0, 4).join('\n')
    expect(page).toContain(head)
  })
})
