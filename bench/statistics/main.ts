/**
 * `node dist/bench/statistics/main.js`: statistical tests of the keyed generator on 1e9 draws, and the time of Philox with 7
 * rounds against 10.
 *
 * `--draws 1e7` for a quick test, `--rounds 7` to test the kernels with that many rounds, `--seed`, `--json`, `--all` to print
 * every test and not only the most extreme; `--time` only measures. Exit code 1 if a test exceeds a limit that chance exceeds once in
 * 1,000 runs of the program, 2 for a bad option.
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { table } from '../../cli/terminal.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { bySize, judge, summarize, type TestResult, type Verdict } from './result.ts'
import { type RoundsTime, timeRounds } from './rounds.ts'
import { type Engine, testListedNormals, testNormals, testUniforms } from './sources.ts'
import { testStreams } from './streams.ts'
import { BUILT, compileWithRounds, ROUNDS } from './variant.ts'

/** Chi-square needs five draws per cell, and the streams share their draws among 140 pairs. */
const FEWEST = 1e6
/** The numbers of the blocks of 8192 draws have 32 bits. */
const MOST = 1e12
/** Tests shown without --all. */
const SHOWN = 12

const options = readOptions()
if (options) {
  const results = options.time ? [] : await runTests(options)
  const times = await timeRounds()
  const verdict = results.length > 0 ? judge(results) : undefined
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', node: process.version, date: new Date().toISOString() }
  if (options.json) process.stdout.write(`${JSON.stringify({ machine, ...options, verdict, times, results }, null, 2)}\n`)
  else report(results, verdict, times, options.all ? results.length : SHOWN)
  process.exitCode = verdict && !verdict.passed ? 1 : 0
} else process.exitCode = 2

interface Options {
  readonly draws: number
  readonly rounds: number
  readonly seed: string
  readonly time: boolean
  readonly all: boolean
  readonly json: boolean
}

function readOptions(): Options | undefined {
  const flag = { type: 'boolean', default: false } as const
  const text = (value: string) => ({ type: 'string', default: value }) as const
  try {
    const { values } = parseArgs({
      options: { draws: text('1e9'), rounds: text(`${BUILT}`), seed: text('1'), time: flag, all: flag, json: flag },
    })
    const draws = Number(values.draws)
    const rounds = Number(values.rounds)
    if (!(draws >= FEWEST && draws <= MOST)) throw new Error(`--draws ${values.draws}: give a number from ${FEWEST} to ${MOST}`)
    if (!ROUNDS.includes(rounds)) throw new Error(`--rounds ${values.rounds}: known answers are here for ${ROUNDS.join(' and ')}`)
    return { ...values, draws, rounds }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    return undefined
  }
}

async function runTests({ draws, rounds, seed }: Options): Promise<TestResult[]> {
  const engine = rounds === BUILT ? builtIn() : await compileWithRounds(rounds)
  const rng = createRng(seed).fork('statistics')
  const stages: [string, () => TestResult[]][] = [
    ['normals', () => testNormals(engine, rng, draws)],
    ['normals of listed ids', () => testListedNormals(engine, rng.fork('listed'), draws / 8)],
    ['uniforms', () => testUniforms(engine, rng, draws)],
    ['streams', () => testStreams(engine, seed, draws)],
  ]
  return stages.flatMap(([name, stage]) => {
    const start = performance.now()
    const results = stage()
    process.stderr.write(`${name}: ${results.length} tests, ${((performance.now() - start) / 1000).toFixed(1)} s\n`)
    return results
  })
}

/** The kernels of the program, as last built. */
function builtIn(): Engine {
  const arena = new Arena(16e6)
  return { arena, kernels: arena.kernels }
}

function report(results: readonly TestResult[], verdict: Verdict | undefined, times: readonly RoundsTime[], shown: number): void {
  if (verdict) {
    const { tests, largest, rms, typical, limit, passed } = verdict
    const list = shown < results.length ? bySize(results).slice(0, shown) : results
    process.stdout.write(`${table(records(list), ['group', 'test', 'value', 'expected', 'z'])}\n`)
    process.stdout.write(`${table(records(summarize(results)), ['group', 'tests', 'rms_z', 'largest_z'])}\n`)
    const [farthest, usual, bound] = [largest.z, typical, limit].map((z) => Math.abs(z).toFixed(2))
    process.stdout.write(`${tests} tests, rms z ${rms.toFixed(3)}, largest |z| ${farthest} (${largest.group}: ${largest.test})\n`)
    process.stdout.write(`for this number of tests ${usual} is typical, and a value above ${bound} occurs once in 1,000 runs\n`)
    process.stdout.write(`${passed ? 'passed' : 'FAILED'}\n\n`)
  }
  process.stdout.write(`${cpus()[0]?.model}, Node ${process.version}, ${new Date().toISOString()}\n`)
  process.stdout.write(table(records(times), ['rounds', 'normal_ns', 'uniform_ns', 'normal_ratio']))
}

function records(list: readonly object[]): Record<string, unknown>[] {
  return list.map((row) => ({ ...row }))
}
