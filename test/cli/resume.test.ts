import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import seedrandom from 'seedrandom'
import { describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { pause } from '../support/killed-sweep.ts'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const temporary = () => mkdtempSync('/tmp/memxbar-')

const run = (...args: string[]) => command(tmpdir(), 'run', ...args, '--quiet', '--json')

function specFile(over = ''): string {
  const file = join(temporary(), 'spec.yaml')
  writeFileSync(
    file,
    `task: { inputs: 30, duration: 0.3 }
network: { neurons: 40, threshold: 0.3, gain: 1 }
learning: { lr_in: 1e-3, lr_rec: 1e-3, lr_out: 1e-2 }
training: { epochs: 30 }
${over}`,
  )
  return file
}

/** Everything a run left but its manifest, which has times. */
function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name !== 'manifest.json')
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'base64')]))
}

/** Kills the process as soon as it has written a checkpoint, and `delay` ms later. False if it came to its end before. */
async function killedAfterCheckpoint(args: readonly string[], folder: string, delay: number): Promise<boolean> {
  const file = join(folder, 'checkpoint.npz')
  const stamp = () => (existsSync(file) ? statSync(file).mtimeMs : 0)
  const before = stamp()
  const child = spawn('node', [CLI, 'run', ...args, '--quiet'], { stdio: 'ignore' })
  let code: number | null | undefined
  const ended = new Promise((resume) =>
    child.on('close', (value) => {
      code = value
      resume(value)
    }),
  )
  while (code === undefined && stamp() === before) await pause(2)
  await pause(delay)
  child.kill('SIGKILL')
  await ended
  return code === null
}

describe('a run that is killed and gone on with leaves the files of one that was not', () => {
  it.each(['mixed-precision', 'stochastic'])('with %s', async (kind) => {
    const file = specFile(`update: { kind: ${kind} }\n`)
    const [whole, killed] = [join(temporary(), 'whole'), join(temporary(), 'killed')]
    expect(await run(file, '--out', whole, '--record', '--save-state')).toMatchObject({ status: 0, stderr: '' })
    const random = seedrandom(`kill/${kind}`)
    let kills = 0
    let args = [file, '--out', killed, '--record', '--save-state', '--checkpoint', '3']
    for (let i = 0; i < 4; i++) {
      if (await killedAfterCheckpoint(args, killed, Math.floor(150 * random()))) kills++
      args = ['--resume', killed]
    }
    expect(kills).toBeGreaterThan(1)
    expect(await run('--resume', killed)).toMatchObject({ status: 0, stderr: '' })
    const names = Object.keys(contents(killed)).filter((name) => !name.endsWith('.tmp'))
    expect(names).toEqual(Object.keys(contents(whole)))
    expect(contents(killed)).toMatchObject(contents(whole))
    expect(JSON.parse(readFileSync(join(killed, 'manifest.json'), 'utf8'))).toMatchObject({
      status: 'complete',
      command: expect.stringContaining('--checkpoint 3'),
    })
    // There is nothing left to go on with.
    expect(await run('--resume', killed)).toMatchObject({ status: 0, stderr: '', stdout: '' })
  })

  it('and so does one that a signal ended, whose checkpoint is of its last epoch', async () => {
    const file = specFile()
    const [whole, ended] = [join(temporary(), 'whole'), join(temporary(), 'ended')]
    expect(await run(file, '--out', whole)).toMatchObject({ status: 0 })
    const child = spawn('node', [CLI, 'run', file, '--out', ended, '--checkpoint', '1000'])
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      if (stderr === '') child.kill('SIGTERM')
      stderr += chunk
    })
    expect(await new Promise((resume) => child.on('close', resume))).toBe(143)
    expect(stderr).toMatch(/interrupted after \d+ of 30 epochs; they are in .* memxbar run --resume .* continues from there/)
    expect(await run('--resume', ended)).toMatchObject({ status: 0, stderr: '' })
    expect(contents(ended)).toEqual(contents(whole))
  })
})

describe('--resume is refused with exit code 2', () => {
  it('where there is nothing to go on with, or something is changed with it', async () => {
    const folder = temporary()
    expect(await run('--resume', folder)).toMatchObject({
      status: 2,
      stderr: `--resume: "${folder}" holds no checkpoint.npz; a run that is started with --checkpoint N writes one every N epochs\n`,
    })
    expect((await run('--resume', folder, '--seed', '3')).stderr).toMatch(
      /with its original settings, without --seed; leave that out/,
    )
    expect((await run('x.yaml', '--resume', folder)).stderr).toMatch(/without the spec "x.yaml"; leave that out/)
    writeFileSync(join(folder, 'checkpoint.npz'), 'no zip')
    expect(await run('--resume', folder)).toMatchObject({ status: 2, stderr: expect.stringMatching(/is no whole .npz file/) })
  })
})
