import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { resolveSpec } from '../experiments/config/resolve.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${root}README.md`, 'utf8')
const block = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readme)![1]!

describe('the README', () => {
  it('has a library example that runs as it stands: G+ raised, G- raised, the rest near 0', () => {
    const { status, stdout, stderr } = spawnSync('node', ['--input-type=module', '-e', block('js')], {
      cwd: root,
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, ''])
    const read = [...stdout.matchAll(/-?\d+\.\d+(e-\d+)?/g)].map(([number]) => Number(number))
    expect(read).toHaveLength(10)
    expect(read[5]).toBeGreaterThan(0.05)
    expect(read[6]).toBeLessThan(-0.05)
    for (const c of [0, 1, 2, 3, 4, 7, 8, 9]) expect(Math.abs(read[c]!)).toBeLessThan(0.05)
  })

  it('has a spec example that is valid', async () => {
    expect(await resolveSpec(parse(block('yaml')))).toMatchObject({ update: { kind: 'multi-memristor' }, device: { g_max: 20 } })
  })

  it('names only commands that there are', () => {
    const help = spawnSync('node', [`${root}dist/cli/main.js`, '--help'], { encoding: 'utf8' }).stdout
    for (const [, command] of readme.matchAll(/npx memxbar (\w+)/g)) expect(help).toContain(` ${command} `)
  })
})
