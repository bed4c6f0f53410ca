/** `memxbar reproduce`: all results, whole and repeatable, and nothing done twice. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { papers } from '../../studies/registry.ts'
import { command } from '../support/command.ts'
import { THOROUGH } from '../support/thorough.ts'

const temporary = () => mkdtempSync('/tmp/memxbar-')
const reproduce = (...args: string[]) => command(temporary(), 'reproduce', ...args)

/** Everything but the manifest, which holds the command. */
function results(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(csv|svg|png)$/.test(name))
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'base64')]))
}

describe('memxbar reproduce', () => {
  it.runIf(THOROUGH)('--all leaves tables, figures, a report and a manifest of each result', async () => {
    const out = temporary()
    const { status, stdout } = await reproduce('--all', '--quick', '--threads', '1', '--out', out)
    expect(status).toBe(0)
    expect(readdirSync(out).sort()).toEqual(
      Object.keys(papers)
        .map((name) => `${name}-quick`)
        .sort(),
    )
    for (const paper of Object.values(papers)) {
      const folder = join(out, `${paper.name}-quick`)
      const files = readdirSync(folder)
      expect(stdout).toContain(paper.title)
      const report = readFileSync(join(folder, 'report.md'), 'utf8')
      expect(report).toContain(`# ${paper.title}`)
      for (const name of files.filter((file) => file.endsWith('.svg'))) expect(report).toContain(`](${name})`)
      expect(files.filter((name) => name.endsWith('.svg')).map((name) => name.replace('svg', 'png'))).toEqual(
        files.filter((name) => name.endsWith('.png')),
      )
      for (const name of files.filter((file) => file.endsWith('.csv'))) {
        const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n')
        expect(lines.length, name).toBeGreaterThan(1)
        expect(lines[0]).toMatch(/^[a-z0-9_]+(,[a-z0-9_]+)+$/)
      }
      expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({ run_id: paper.name })
    }
  })

  it('does not depend on the number of workers, nor on what was finished before and lost', async () => {
    const [a, b] = [temporary(), temporary()]
    const retention = ['retention', '--quick', '--quiet', '--out']
    expect((await reproduce(...retention, a, '--threads', '2')).status).toBe(0)
    expect((await reproduce(...retention, b, '--threads', '1')).status).toBe(0)
    expect(results(b)).toEqual(results(a))

    const [lost, kept] = readdirSync(join(b, 'runs'))
    const time = statSync(join(b, 'runs', kept!)).mtimeMs
    rmSync(join(b, 'runs', lost!))
    rmSync(join(b, 'table.csv'))
    expect((await reproduce(...retention, b, '--threads', '1')).status).toBe(0)
    expect(results(b)).toEqual(results(a))
    expect(statSync(join(b, 'runs', kept!)).mtimeMs).toBe(time)

    writeFileSync(join(b, 'runs', kept!), '{"summary":')
    const { status, stderr } = await reproduce(...retention, b)
    expect([status, stderr]).toEqual([2, expect.stringMatching(/is not a finished run: .*remove it, and the run is repeated/)])
  })

  it.each([
    [[], /which result\? known: demirag-2021, .*retention, .*; or --all/],
    [['demirag-2012'], /unknown "demirag-2012"; known: .*did you mean "demirag-2021"/],
    [['retention', '--all'], /give either "retention" or --all/],
    [['--all', '--seeds', '1..3'], /--seeds works with one result only/],
    [['demirag-2021-device', '--seeds', '1..3'], /--seeds: demirag-2021-device uses one population.*give one seed/],
    [['retention', '--set', 'device.nu=x'], /device\.nu/],
  ])('exits with 2, one message and nothing written for %j', async (args, expected) => {
    const cwd = temporary()
    const { status, stderr } = await command(cwd, 'reproduce', ...args)
    expect([status, stderr]).toEqual([2, expect.stringMatching(expected)])
    expect(existsSync(join(cwd, 'results'))).toBe(false)
  })
})
