/** docs/updates.md: its commands and its spec as they stand there, and the names of all schemes and fields. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { schemes } from '../learning/update/registry.ts'
import { command } from './support/command.ts'

const page = readFileSync(fileURLToPath(new URL('../docs/updates.md', import.meta.url)), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, block]) => block!.trim())
const folder = mkdtempSync('/tmp/memxbar-')
const small = ['task.inputs=5', 'task.duration=0.05', 'network.neurons=6'].flatMap((field) => ['--set', field])

describe('docs/updates.md', () => {
  it.each(blocks('sh').flatMap((block) => block.split('\n')))('%s', async (line) => {
    const [, , ...args] = line.split(' ')
    const { status, stderr } = await command(folder, ...args, ...(args[0] === 'search' ? small : []))
    expect(status, stderr).toBe(0)
  })

  it('has a spec that trains', async () => {
    const file = join(folder, 'spec.yaml')
    writeFileSync(file, blocks('yaml')[0]!)
    const out = ['--set', 'training.epochs=2', '--out', join(folder, 'out'), '--quiet', '--json']
    const { status, stderr, stdout } = await command(folder, 'run', file, ...small, ...out)
    expect(status, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ update: 'tiki-taka', completed: true })
  })

  it('names every scheme, and no field that a scheme does not have', () => {
    const [, table] = page.split('## Schemes')
    const rows = table!.split('## Tiki-Taka')[0]!.matchAll(/^\| (`.*?) +\|.*?\| ([^|]*)\|$/gm)
    const named = [...rows].flatMap(([, names, fields]) => {
      const words = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word!)
      return words(names!).map((name) => [name, words(fields!).filter((word) => !word.includes('.'))] as const)
    })
    expect(named.map(([name]) => name).sort()).toEqual(Object.keys(schemes).sort())
    for (const [name, fields] of named) {
      if (['fp32', 'adam', 'accumulator'].includes(name)) continue
      for (const field of fields) expect(Object.keys(schemes[name]!.fields ?? {}), name).toContain(field)
    }
  })
})
