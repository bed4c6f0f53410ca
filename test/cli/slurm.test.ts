import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { command as memxbar } from '../support/command.ts'

const SPEC = `task: { duration: 100 ms }
network: { neurons: 10 }
training: { epochs: 1 }
sweep: { seeds: 1..2 }
`

// Without Slurm's commands, whether or not this machine has them.
beforeEach(() => {
  vi.stubEnv('PATH', '/nowhere')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

it('a shard is done by its number and not again, and a machine without Slurm is told so', async () => {
  const cwd = mkdtempSync('/tmp/memxbar-')
  writeFileSync(join(cwd, 'spec.yaml'), SPEC)
  const submit = (...args: string[]) => memxbar(cwd, 'sweep', 'submit', 'spec.yaml', '--out', 'out', ...args)

  const elsewhere = await submit('--engine', 'pbs')
  expect([elsewhere.status, elsewhere.stderr]).toEqual([2, '--engine: unknown engine "pbs"; known: slurm\n'])
  expect(existsSync(join(cwd, 'out'))).toBe(false)

  const missing = await submit('--shard-runs', '1')
  expect([missing.status, missing.stderr]).toEqual([2, expect.stringMatching(/squeue is not on this machine; submit on a login/)])

  const shard = () => memxbar(cwd, 'run-shard', 'out/sweep.json', '1')
  expect(await shard()).toMatchObject({ status: 0, stderr: 'shard 1: 1 runs done, 0 failed\n' })
  expect(await shard()).toMatchObject({ status: 0, stderr: 'shard 1 is done already\n' })
  expect(await memxbar(cwd, 'run-shard', 'out/sweep.json', '2')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('0 to 1'),
  })
  expect((await memxbar(cwd, 'sweep', 'status', 'out')).stdout).toMatch(/^2 runs: 1 done, 0 failed, 1 missing\n/)
  expect(await memxbar(cwd, 'sweep', 'wait', 'out')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('was not submitted'),
  })
})
