/** docs/array.md: every command as it stands there, the numbers that it shows, and the files that it names. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { command as perform } from './support/command.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = readFileSync(`${root}docs/array.md`, 'utf8')
const commands = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.trim().split('\n'))
const folder = mkdtempSync('/tmp/memxbar-')
for (const name of ['G.csv', 'V.csv']) copyFileSync(`${root}examples/array/${name}`, join(folder, name))

const run = (command: string) => {
  const [npx, memxbar, ...args] = command.split(' ')
  expect([npx, memxbar]).toEqual(['npx', 'memxbar'])
  return perform(folder, ...args)
}

describe('docs/array.md', () => {
  it.each(commands)('%s', async (command) => {
    const { status, stderr, stdout } = await run(command)
    expect(status, stderr).toBe(0)
    if (command === commands[0]) expect(page).toContain(stdout.split('\n').slice(0, 4).join('\n'))
  })

  it('names every file and column', () => {
    for (const name of ['reads', 'currents', 'node-voltages', 'cell-voltages']) {
      const header = readFileSync(join(folder, 'lines', `${name}.csv`), 'utf8').split('\n')[0]!
      expect(page).toContain(`\`${name}.csv\``)
      for (const column of header.split(',')) expect(page).toContain(column)
    }
    for (const end of ['svg', 'png']) expect(existsSync(join(folder, 'lines', `cell-voltages.${end}`))).toBe(true)
  })
})
