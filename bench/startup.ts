/** CPU time from a command's start to its first use, measured from outside for the whole process. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../statistics/describe.ts'
import type { Row, Table } from './table.ts'

const MEMXBAR = fileURLToPath(new URL('../cli/main.js', import.meta.url))
const REPETITIONS = 10

/** Kills the process at its first line of progress, which is written at the end of an epoch. */
const UNTIL_EPOCH = ['--import', 'data:text/javascript,process.stderr.write = () => process.kill(process.pid, "SIGKILL")']
/** An epoch of one step and one pattern, so that start-up dominates. Ten epochs, because progress is written every tenth of a run. */
const ONE_STEP = ['--set', 'training.epochs=10', '--set', 'task.patterns=1', '--set', 'task.duration=0.001']

const UNIT = ['--set', 'device.g_max=12 uS']

export async function startupTables(): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'memxbar-bench-'))
  const out = ['--out', join(folder, 'run'), '--force']
  try {
    const cases: [command: string, args: string[]][] = [
      ['node (empty module)', ['--input-type=module', '--eval', '']],
      ['node (empty module, killed from inside)', [...UNTIL_EPOCH, '--input-type=module', '--eval', 'process.stderr.write("")']],
      ['memxbar --help', [MEMXBAR, '--help']],
      ['memxbar run, to the end of an epoch of one step', [...UNTIL_EPOCH, MEMXBAR, 'run', ...out, ...ONE_STEP]],
      ['memxbar run, the same with a unit to convert', [...UNTIL_EPOCH, MEMXBAR, 'run', ...out, ...ONE_STEP, ...UNIT]],
      ['memxbar run, to the end of its first epoch', [...UNTIL_EPOCH, MEMXBAR, 'run', ...out, '--set', 'training.epochs=10']],
    ]
    const rows: Row[] = []
    for (const [command, args] of cases) {
      const ms: number[] = []
      for (let i = 0; i < REPETITIONS; i++) ms.push(await cpuMs(args, folder))
      ms.sort((a, b) => a - b)
      rows.push({ command, cpu_ms_min: ms[0]!, cpu_ms_median: median(ms) })
    }
    return [
      {
        name: 'startup',
        title: 'Start-up, CPU ms of the whole process',
        columns: ['command', 'cpu_ms_min', 'cpu_ms_median'],
        key: ['command'],
        compared: ['cpu_ms_min'],
        rows,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** User and system time that bash's `time` reports for `node args`; the process may end by a signal. */
function cpuMs(args: readonly string[], cwd: string): Promise<number> {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null 2>&1'
  return new Promise((resolve, reject) => {
    execFile('bash', ['-c', script, 'bash', process.execPath, ...args], { cwd }, (error, _stdout, stderr) => {
      const times = /([\d.]+) ([\d.]+)\s*$/.exec(stderr)
      if (times) resolve(1000 * (Number(times[1]) + Number(times[2])))
      else reject(error ?? new Error(`the start-up bench needs bash, whose \`time\` said: ${stderr}`))
    })
  })
}
