/** docs/state.md and docs/python.md: every command and script as it stands there, in its order. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readState } from '../experiments/disk/state.ts'
import { command } from './support/command.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const PYTHON = '/usr/bin/python3'
const pandas = spawnSync(PYTHON, ['-c', 'import pandas, numpy']).status === 0
// Continuous integration installs both and must not pass without them.
const must = Boolean(process.env.CI)

function folderWithSpec(): string {
  const folder = mkdtempSync('/tmp/memxbar-')
  const small =
    'task: { inputs: 20, duration: 0.1 }\nnetwork: { neurons: 15, threshold: 0.3, gain: 1 }\ntraining: { epochs: 4 }\n'
  writeFileSync(join(folder, 'spec.yaml'), small)
  return folder
}

function blocks(page: string): { readonly language: string; readonly code: string }[] {
  const text = readFileSync(join(root, 'docs', page), 'utf8')
  return [...text.matchAll(/```(sh|python)\n(.*?)```/gs)].map(([, language, code]) => ({ language: language!, code: code! }))
}

/** Output of all blocks, which must end well and say nothing wrong. */
async function perform(page: string, folder: string): Promise<string> {
  let said = ''
  for (const { language, code } of blocks(page)) {
    for (const text of language === 'sh' ? code.trim().split('\n') : [code]) {
      const { status, stderr, stdout } =
        language === 'sh'
          ? await command(folder, ...text.split(' ').slice(2))
          : spawnSync(PYTHON, ['-c', text], { cwd: folder, encoding: 'utf8' })
      expect(status, `${text}\n${stderr}`).toBe(0)
      said += stdout
    }
  }
  return said
}

describe('docs/state.md', () => {
  it('does what it says', async () => {
    const folder = folderWithSpec()
    await perform('state.md', folder)
    for (const file of ['trained/export/devices.csv', 'trained/figures/conductance-rec.png', 'trained/figures/array-map-in.svg'])
      expect([file, existsSync(join(folder, file))]).toEqual([file, true])
    expect(JSON.parse(readFileSync(join(folder, 'aged/manifest.json'), 'utf8')).from.age_s).toBe(30 * 86400)
  })

  it('names the arrays that there are, with their shapes and types', async () => {
    const page = readFileSync(join(root, 'docs/state.md'), 'utf8')
    const folder = folderWithSpec()
    const out = join(folder, 'out')
    const args = ['run', join(folder, 'spec.yaml'), '--out', out, '--save-state', '--set', 'crossbar.replicas=2', '--quiet']
    expect((await command(folder, ...args)).status).toBe(0)
    const { arrays, meta } = (await readState(out, 'test')).state
    const known: Record<string, [number[], string]> = {
      weights: [[20, 15], 'float32'],
      g_plus: [[20, 15, 2], 'float32'],
      t_programmed_minus: [[20, 15, 2], 'float64'],
      set_count_plus: [[20, 15, 2], 'uint32'],
      nu_minus: [[20, 15, 2], 'float32'],
      arbiter: [[], 'float64'],
      last_pulse: [[], 'float64'],
      chi: [[20, 15], 'float64'],
    }
    for (const [name, [shape, type]] of Object.entries(known)) {
      const array = arrays[`connections/in/${name}`]!
      expect([name, array.shape, array.data.constructor.name.toLowerCase()]).toEqual([name, shape, `${type}array`])
      expect(page).toContain(name.replace(/^(nu|set_count|t_programmed|g)_.*/, '$1'))
    }
    expect(arrays['feedback/out/weights']!.shape).toEqual([1, 15])
    expect(arrays['populations/hidden/alpha']!.shape).toEqual([15])
    expect(meta.units['connections/in/g_plus']).toBe('uS')
  })
})

describe.skipIf(!pandas && !must)('docs/python.md', () => {
  it('reads tables with pandas, a state with numpy, and starts a run from what numpy wrote', async () => {
    const folder = folderWithSpec()
    const said = await perform('python.md', folder)
    expect(said).toMatch(/epoch +mse +rate_hz +device\n.* pcm\n/)
    expect(said).toMatch(/300 devices, \d\.\d\d uS, \d+ to \d+ s old\n/)
    const row = (name: string) => readFileSync(join(folder, name, 'runs.csv'), 'utf8').split('\n')[1]
    expect(row('again')).not.toBe(row('trained'))
  })
})
