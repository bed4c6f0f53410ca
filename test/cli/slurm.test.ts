import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const SPEC = `task: { duration: 100 ms }
network: { neurons: 10 }
training: { epochs: 1 }
sweep: { seeds: 1..2 }
`

/** Without Slurm's commands, whether or not this machine has them. */
function memxbar(cwd: string, ...args: string[]) {
  return spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', cwd, env: { PATH: '/nowhere' } })
}

it('a shard is done by its number and not again, and a machine without Slurm is told so', () => {
  const cwd = mkdtempSync('/tmp/memxbar-')
  writeFileSync(join(cwd, 'spec.yaml'), SPEC)
  const submit = (...args: string[]) => memxbar(cwd, 'sweep', 'submit', 'spec.yaml', '--out', 'out', ...args)

  const elsewhere = submit('--engine', 'pbs')
  expect([elsewhere.status, elsewhere.stderr]).toEqual([2, '--engine: unknown engine "pbs"; known: slurm\n'])
  expect(existsSync(join(cwd, 'out'))).toBe(false)

  const missing = submit('--shard-runs', '1')
  expect([missing.status, missing.stderr]).toEqual([2, expect.stringMatching(/squeue is not on this machine; submit on a login/)])

  const shard = () => memxbar(cwd, 'run-shard', 'out/sweep.json', '1')
  expect(shard()).toMatchObject({ status: 0, stderr: 'shard 1: 1 runs done, 0 failed\n' })
  expect(shard()).toMatchObject({ status: 0, stderr: 'shard 1 is done already\n' })
  expect(memxbar(cwd, 'run-shard', 'out/sweep.json', '2')).toMatchObject({ status: 2, stderr: expect.stringContaining('0 to 1') })
  expect(memxbar(cwd, 'sweep', 'status', 'out').stdout).toMatch(/^2 runs: 1 done, 0 failed, 1 missing\n/)
  expect(memxbar(cwd, 'sweep', 'wait', 'out')).toMatchObject({ status: 2, stderr: expect.stringContaining('was not submitted') })
})
