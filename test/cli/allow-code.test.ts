import { spawnSync } from 'node:child_process'
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { sweepFile } from '../support/sweeps.ts'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const { folder, file } = sweepFile('device: { model: ./mine.mjs }\nsweep: { seeds: 0..1 }\n')
const [code, marks, dir] = [join(folder, 'mine.mjs'), join(folder, 'marks'), join(folder, 'out')]
const record = join(dir, 'sweep.json')

/** A process of its own, where code is to run: a process loads code only once. */
function started(...args: string[]) {
  return outcome(spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', cwd: folder }))
}

const called = async (...args: string[]) => outcome(await command(folder, ...args))

function outcome({ status, stderr }: { status: number | null; stderr: string }) {
  const ran = existsSync(marks)
  rmSync(marks, { force: true })
  return { status, stderr, ran }
}

it('code that a sweep folder names runs only where its user has named it too, or allowed it', async () => {
  writeFileSync(
    code,
    `import { appendFileSync } from 'node:fs'
import { defineDevice } from 'memxbar/device'
appendFileSync(${JSON.stringify(marks)}, 'ran')
export default defineDevice({
  name: 'mine', range: [0.1, 12],
  set(cell) { cell.g += 0.5 },
  reset(cell) { cell.g = 0.1 },
})
`,
  )
  expect(started('sweep', file, '--out', dir, '--quiet', '--threads', '1')).toMatchObject({ status: 0, ran: true })
  expect(await called('sweep', 'status', dir)).toMatchObject({ status: 0, ran: false })
  expect(await called('sweep', 'collect', dir)).toMatchObject({ status: 0, ran: false })

  const { shards } = JSON.parse(readFileSync(record, 'utf8')) as { shards: { name: string }[] }
  const undo = () => rmSync(join(dir, 'shards', `${shards[1]!.name}.json`))
  undo()
  const refused = expect.stringMatching(/"[^"]*out" names a device that is code, .*mine\.mjs, which would run .* --allow-code if/)
  expect(await called('run-shard', record, '1')).toEqual({ status: 2, stderr: refused, ran: false })
  mkdirSync(join(dir, 'slurm'))
  writeFileSync(join(dir, 'slurm', 'options.json'), JSON.stringify({ attempts: 3, sbatch: [] }))
  expect(await called('sweep', 'wait', dir)).toEqual({ status: 2, stderr: refused, ran: false })
  expect(started('run-shard', '--allow-code', record, '1')).toMatchObject({ status: 0, ran: true })

  // The checksum of a record leaves out where devices lie.
  undo()
  const elsewhere = join(folder, 'elsewhere.mjs')
  copyFileSync(code, elsewhere)
  writeFileSync(record, readFileSync(record, 'utf8').replaceAll(JSON.stringify(code), JSON.stringify(elsewhere)))
  const again = ['sweep', file, '--out', dir, '--quiet', '--threads', '1']
  expect(await called(...again)).toMatchObject({ status: 2, stderr: expect.stringContaining('elsewhere.mjs') })
  expect(started(...again, '--allow-code')).toMatchObject({ status: 0 })

  // Other code than that of the record is not run, not even to find out.
  undo()
  appendFileSync(elsewhere, '\n')
  const changed = started('run-shard', record, '1', '--allow-code')
  expect(changed).toMatchObject({ stderr: 'shard 1: 0 runs done, 1 failed\n', ran: false })
})
