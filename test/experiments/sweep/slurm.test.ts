import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManifest, type Manifest, type Plan, writeManifest } from '../../../experiments/sweep/manifest.ts'
import { writeShard } from '../../../experiments/sweep/shard.ts'
import { formatIndices, jobName, parseIndices } from '../../../experiments/sweep/slurm/arrays.ts'
import { attemptsFolder } from '../../../experiments/sweep/slurm/attempts.ts'
import { parseQueue, queryQueue } from '../../../experiments/sweep/slurm/queue.ts'
import { batchScript } from '../../../experiments/sweep/slurm/script.ts'
import { planShards, type ShardSize } from '../../../experiments/sweep/slurm/shards.ts'
import { slurmStatus } from '../../../experiments/sweep/slurm/status.ts'
import { type SubmitOptions, submitMissing } from '../../../experiments/sweep/slurm/submit.ts'
import { waitForSweep } from '../../../experiments/sweep/slurm/wait.ts'
import { surveySweep } from '../../../experiments/sweep/survey.ts'

/** Commands that note what they were asked. FAKE/queue.NAME is what squeue prints of the jobs of that name. */
const COMMANDS = {
  sbatch: `n=$(($(cat "$FAKE/count" 2>/dev/null || echo 0) + 1)); echo $n >"$FAKE/count"
printf '%s\\n' "$@" >"$FAKE/arguments.$n"; cat >"$FAKE/script.$n"
if [ -f "$FAKE/refuse.$n" ]; then cat "$FAKE/refuse.$n" >&2; exit 1; fi
echo "$n;cluster"`,
  squeue: `if [ -f "$FAKE/down" ]; then cat "$FAKE/down" >&2; exit 1; fi
while [ $# -gt 0 ]; do if [ "$1" = -n ]; then name=$2; fi; shift; done
[ ! -f "$FAKE/queue.$name" ] || cat "$FAKE/queue.$name"`,
  scontrol: `[ ! -f "$FAKE/size" ] || printf 'Configuration data as of now\\nMaxArraySize            = %s\\n' "$(cat "$FAKE/size")"`,
}

let fake: string
let dir: string
const { PATH } = process.env

beforeEach(() => {
  fake = mkdtempSync('/tmp/memxbar-')
  dir = mkdtempSync('/tmp/memxbar-')
  mkdirSync(join(fake, 'bin'))
  for (const [name, body] of Object.entries(COMMANDS)) {
    const file = join(fake, 'bin', name)
    writeFileSync(file, `#!/bin/sh\nFAKE='${fake}'\n${body}\n`)
    chmodSync(file, 0o755)
  }
  process.env.PATH = `${join(fake, 'bin')}:${PATH}`
})

afterEach(() => {
  process.env.PATH = PATH
  rmSync(fake, { recursive: true })
  rmSync(dir, { recursive: true })
})

function sweepOf(shards: number): Manifest {
  const runs = Array.from({ length: shards }, (_, seed) => ({ run_id: `run-${seed}`, spec: 0, seed }))
  const plan: Plan = {
    memxbar: '0.0.0',
    columns: [],
    specs: [{ device: { model: 'pcm' }, update: { kind: 'sign' } } as Plan['specs'][number]],
    runs,
    rows: runs.map((_, run) => ({ run, values: [] })),
    shards: runs.map((_, run) => ({ name: `shard-${run}`, runs: [run] })),
    ranking: null,
  }
  const manifest = createManifest(plan, { file: '/spec.yaml', text: '' })
  writeManifest(manifest, dir)
  return manifest
}

function finish(manifest: Manifest, ...shards: number[]): void {
  for (const index of shards) {
    const run_id = `run-${index}`
    const run = { run_id, status: 'done', runs: `run_id,mse\n${run_id},0\n`, epochs: 'run_id,\n', pulses: 'run_id,\n' } as const
    writeShard(dir, manifest.content, manifest.shards[index]!, [run])
  }
}

function begun(shard: number, times: number): void {
  const folder = join(attemptsFolder(dir), String(shard))
  mkdirSync(folder, { recursive: true })
  for (let i = 0; i < times; i++) writeFileSync(join(folder, `1_${shard}.${i}`), '')
}

const queued = (manifest: Manifest, offset: number, lines: string) =>
  writeFileSync(join(fake, `queue.${jobName(manifest, dir, offset)}`), lines)
const argumentsOf = (job: number) =>
  readFileSync(join(fake, `arguments.${job}`), 'utf8')
    .trimEnd()
    .split('\n')
const arrayOf = (job: number) => argumentsOf(job).find((word) => word.startsWith('--array='))
const jobs = () => readdirSync(fake).filter((name) => name.startsWith('arguments.')).length
const OPTIONS: SubmitOptions = { program: ['node', 'memxbar'], attempts: 3, sbatch: [] }

describe('array indices', () => {
  it('are written as ranges that read back as the same numbers', () => {
    expect(formatIndices([3, 7, 8, 9])).toBe('3,7-9')
    const ascending = fc.uniqueArray(fc.nat(2000)).map((all) => all.sort((a, b) => a - b))
    fc.assert(fc.property(ascending, (all) => void expect(parseIndices(formatIndices(all))).toEqual(all)))
  })

  it('are read with steps and limits, and rubbish among them is nothing', () => {
    expect(parseIndices('0-8:4,11%2')).toEqual([0, 4, 8, 11])
    expect(parseIndices('x,-,9-3,...')).toEqual([])
  })
})

describe("squeue's lines", () => {
  it('give the tasks that wait or run', () => {
    const tasks = parseQueue('7_0|RUNNING|None\n7_1|PENDING|JobArrayTaskLimit\n 7_2|COMPLETING|None\r\n')
    expect([...tasks]).toEqual([
      [0, { job: '7', state: 'RUNNING', reason: 'None' }],
      [1, { job: '7', state: 'PENDING', reason: 'JobArrayTaskLimit' }],
      [2, { job: '7', state: 'COMPLETING', reason: 'None' }],
    ])
  })

  it('give every task of a folded line', () => {
    const tasks = parseQueue('7_[3,7-9%2]|PENDING|(Nodes required | are DOWN)\n')
    expect([...tasks.keys()]).toEqual([3, 7, 8, 9])
    expect(tasks.get(7)!.reason).toBe('(Nodes required | are DOWN)')
  })

  it('of ended tasks, of other jobs and of other forms are nothing', () => {
    const lines = ['7_0|COMPLETED|None', '7_1|NODE_FAIL|None', '12|RUNNING|None', 'slurm_load_jobs error', '', '7_x|RUNNING|a']
    expect(parseQueue(lines.join('\n')).size).toBe(0)
    fc.assert(fc.property(fc.string(), (text) => void parseQueue(text)))
  })
})

describe('submission', () => {
  it('asks for the missing shards only, with the options given', () => {
    const manifest = sweepOf(10)
    finish(manifest, 0, 1, 4)
    const { arrays } = submitMissing(dir, { ...OPTIONS, concurrency: 2, sbatch: ['--partition=short', '--time=1:00:00'] })
    expect(arrays).toEqual([{ job: '1', shards: [2, 3, 5, 6, 7, 8, 9] }])
    expect(arrayOf(1)).toBe('--array=2-3,5-9%2')
    expect(argumentsOf(1)).toEqual(expect.arrayContaining(['--parsable', '--requeue', '--partition=short', '--time=1:00:00']))
  })

  it('leaves alone what is queued or running, so that a second one asks for nothing', () => {
    const manifest = sweepOf(4)
    finish(manifest, 0)
    queued(manifest, 0, '1_1|RUNNING|None\n1_[2-3]|PENDING|Resources\n')
    expect(submitMissing(dir, OPTIONS)).toEqual({ arrays: [], queued: 3, exhausted: [] })
    expect(jobs()).toBe(0)
    queued(manifest, 0, '1_1|RUNNING|None\n1_2|CANCELLED|None\n')
    expect(submitMissing(dir, OPTIONS)).toMatchObject({ arrays: [{ shards: [2, 3] }], queued: 1 })
  })

  it('of a finished sweep asks for nothing', () => {
    finish(sweepOf(3), 0, 1, 2)
    expect(submitMissing(dir, OPTIONS)).toEqual({ arrays: [], queued: 0, exhausted: [] })
  })

  it('is several arrays where the cluster allows few indices, each with its own shards', () => {
    const manifest = sweepOf(10)
    writeFileSync(join(fake, 'size'), '4')
    finish(manifest, 5)
    queued(manifest, 8, '9_1|PENDING|Priority\n')
    const { arrays, queued: known } = submitMissing(dir, { ...OPTIONS, concurrency: 3 })
    expect([arrays.map(({ shards }) => shards), known]).toEqual([[[0, 1, 2, 3], [4, 6, 7], [8]], 1])
    expect([1, 2, 3].map(arrayOf)).toEqual(['--array=0-3%3', '--array=0,2-3%3', '--array=0%3'])
    expect([1, 2, 3].map((job) => argumentsOf(job).filter((word) => word.startsWith('--dependency')))).toEqual([
      [],
      ['--dependency=afterany:1'],
      ['--dependency=afterany:2'],
    ])
    expect(readFileSync(join(fake, 'script.2'), 'utf8')).toContain('shard=$((4 + SLURM_ARRAY_TASK_ID))')
  })

  it('keeps within indices up to 1,000 where the cluster does not say', () => {
    sweepOf(1002)
    expect(submitMissing(dir, OPTIONS).arrays.map(({ shards }) => shards.length)).toEqual([1001, 1])
    expect(argumentsOf(1).filter((word) => word.startsWith('--array='))).toEqual(['--array=0-1000'])
  })

  it('gives up a shard that was begun as often as allowed, and takes it up again with more attempts', () => {
    sweepOf(3)
    begun(1, 3)
    expect(submitMissing(dir, OPTIONS)).toMatchObject({ arrays: [{ shards: [0, 2] }], exhausted: [1] })
    expect(submitMissing(dir, { ...OPTIONS, attempts: 4 })).toMatchObject({ arrays: [{ shards: [0, 1, 2] }], exhausted: [] })
  })

  it('does shards with failed runs again only when asked', () => {
    const manifest = sweepOf(2)
    finish(manifest, 0)
    writeShard(dir, manifest.content, manifest.shards[1]!, [{ run_id: 'run-1', status: 'failed', error: 'no memory' }])
    expect(submitMissing(dir, OPTIONS).arrays).toEqual([])
    expect(submitMissing(dir, { ...OPTIONS, retryFailed: true }).arrays).toMatchObject([{ shards: [1] }])
  })

  it("quotes Slurm's refusal and says what was accepted before it", () => {
    sweepOf(3)
    writeFileSync(join(fake, 'size'), '2')
    writeFileSync(join(fake, 'refuse.2'), 'sbatch: error: Batch job submission failed: Job violates accounting/QOS policy\n')
    expect(() => submitMissing(dir, OPTIONS)).toThrow(/accounting\/QOS policy; correct it with --partition.*accepted before: 1\b/)
  })

  it('is refused where Slurm is not there or does not answer, since shards may be queued', () => {
    sweepOf(1)
    writeFileSync(join(fake, 'down'), 'squeue: error: Unable to contact slurm controller\n')
    expect(() => submitMissing(dir, OPTIONS)).toThrow(/Unable to contact slurm controller/)
    rmSync(join(fake, 'down'))
    rmSync(join(fake, 'bin', 'sbatch'))
    process.env.PATH = join(fake, 'bin')
    expect(() => submitMissing(dir, OPTIONS)).toThrow(/sbatch is not on this machine; submit on a login node/)
    rmSync(join(fake, 'bin', 'squeue'))
    expect(queryQueue(dir, sweepOf(1))).toBe('squeue is not on this machine')
  })

  it("leaves nothing in the folder's name for Slurm to replace", () => {
    const [outer, inner] = [dir, join(dir, 'a%jb')]
    mkdirSync(inner)
    dir = inner
    sweepOf(1)
    submitMissing(dir, OPTIONS)
    dir = outer
    expect(argumentsOf(1)).toContain(`--output=${realpathSync(outer)}/a%%jb/slurm/logs/%A_%a.log`)
    const odd = join(dir, 'a\\b')
    renameSync(inner, odd)
    expect(() => submitMissing(odd, OPTIONS)).toThrow(/has a backslash; choose another/)
  })

  it('of equal sweeps in two folders keeps them apart', () => {
    const manifest = sweepOf(1)
    expect(jobName(manifest, dir, 0)).not.toBe(jobName(manifest, fake, 0))
  })
})

describe('the status of missing shards', () => {
  it('tells what runs, what waits and why, what is lost, and what is given up', () => {
    const manifest = sweepOf(7)
    expect(slurmStatus(dir, surveySweep(dir))).toBeUndefined()
    submitMissing(dir, OPTIONS)
    finish(manifest, 0, 1)
    begun(6, 3)
    // A task may still be listed when its shard is there: the file counts.
    queued(manifest, 0, '1_1|COMPLETING|None\n1_2|RUNNING|None\n1_3|PENDING|Resources\n1_4|PENDING|Resources\n')
    expect(slurmStatus(dir, surveySweep(dir))).toEqual({
      unknown: null,
      running: 1,
      waiting: 2,
      reasons: { Resources: 2 },
      idle: [5, 6],
      exhausted: [6],
      logs: join(dir, 'slurm', 'logs'),
    })
  })

  it('does without squeue', () => {
    const manifest = sweepOf(3)
    submitMissing(dir, OPTIONS)
    finish(manifest, 0)
    process.env.PATH = '/nowhere'
    const known = { unknown: 'squeue is not on this machine', running: 0, waiting: 0, idle: [1, 2] }
    expect(slurmStatus(dir, surveySweep(dir))).toMatchObject(known)
  })
})

describe('shards for a cluster', () => {
  const spec = fileURLToPath(new URL('../../slurm/sweep.yaml', import.meta.url))
  const sizes = async (size: ShardSize, at = dir) => (await planShards(spec, at, size)).shards.map(({ runs }) => runs.length)

  it('hold as many runs as asked, or as a trial says', async () => {
    expect(await sizes({ minutes: 15, runs: 5 })).toEqual([5, 5, 5, 1])
    expect(await sizes({ minutes: 1e-6 })).toEqual(new Array(16).fill(1))
    expect(await sizes({ minutes: 1e6 })).toEqual([16])
  })

  it('stay as they are once the sweep has begun', async () => {
    writeManifest(await planShards(spec, dir, { minutes: 15, runs: 3 }), dir)
    expect(await sizes({ minutes: 1e6 })).toEqual([3, 3, 3, 3, 3, 1])
  })
})

describe('the batch script', () => {
  const run = (script: string, index: number, restart: number) =>
    spawnSync('sh', ['-c', script], {
      encoding: 'utf8',
      env: {
        PATH,
        SLURM_ARRAY_JOB_ID: '5',
        SLURM_ARRAY_TASK_ID: String(index),
        ...(restart > 0 && { SLURM_RESTART_COUNT: String(restart) }),
      },
    })

  it('does its shard whatever characters are in the paths', () => {
    const odd = join(dir, `it's "a" $HOME \`x\` %A; \\ folder`)
    const program = ['printf', '%s\\n']
    const script = batchScript({ program, manifest: join(odd, 'sweep.json'), dir: odd, offset: 1000, attempts: 2 })
    expect(run(script, 7, 0).stdout).toBe(`run-shard\n${join(odd, 'sweep.json')}\n1007\n`)
    expect(readdirSync(join(attemptsFolder(odd), '1007'))).toEqual(['5_7.0'])
  })

  it('counts its starts, those after the loss of a node too, and ends when they are used up', () => {
    const script = batchScript({ program: ['echo'], manifest: 'm', dir, offset: 0, attempts: 2 })
    expect([run(script, 3, 0).status, run(script, 3, 1).status]).toEqual([0, 0])
    const third = run(script, 3, 2)
    expect([third.status, third.stdout, third.stderr]).toEqual([1, '', expect.stringContaining('begun 2 times')])
    expect(run(script, 4, 0).status).toBe(0)
  })
})

describe('waiting', () => {
  const wait = (onPoll: (round: number) => void, timeoutMs = 600_000) => {
    let round = 0
    const lost: (readonly number[])[] = []
    const options = { ...OPTIONS, intervalMs: 5, timeoutMs, onSubmit: (shards: readonly number[]) => void lost.push(shards) }
    return waitForSweep(dir, { ...options, onPoll: () => onPoll(++round) }).then((waited) => ({ ...waited, lost }))
  }

  it('submits a shard again that is gone at two looks, and ends when all are there', async () => {
    const manifest = sweepOf(3)
    finish(manifest, 0)
    queued(manifest, 0, '1_1|RUNNING|None\n')
    const { outcome, lost } = await wait((round) => {
      if (round === 3) finish(manifest, 1, 2)
    })
    expect([outcome, lost]).toEqual(['complete', [[2]]])
  })

  it('ends when the attempts of all that is missing are used up, whether or not tasks ever started', async () => {
    sweepOf(2)
    begun(0, 3)
    const { outcome, missing, lost } = await wait(() => {})
    expect([outcome, missing, lost]).toEqual(['exhausted', [0, 1], [[1], [1], [1]]])
  })

  it('ends at its deadline, also where squeue is silent', async () => {
    const manifest = sweepOf(1)
    queued(manifest, 0, '1_0|PENDING|Resources\n')
    expect(await wait(() => {}, 40)).toMatchObject({ outcome: 'timeout', lost: [] })
    writeFileSync(join(fake, 'down'), 'no controller\n')
    expect(await wait(() => {}, 40)).toMatchObject({ outcome: 'timeout', missing: [0], lost: [] })
    expect(existsSync(join(fake, 'count'))).toBe(false)
  })
})
