/** Crossbars with resistive lines: time against size, compared with SciPy's sparse direct solver and ngspice on the same problems. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readForward } from '../crossbar/periphery/wires/read.ts'
import { createWires, loadConductances } from '../crossbar/periphery/wires/wires.ts'
import { Arena } from '../kernels/arena.ts'
import { createRng, fillUniforms } from '../kernels/rng.ts'
import { exponent } from './exponent.ts'
import type { Row, Table } from './table.ts'

const SIDES = [32, 64, 128, 256, 512, 1024]
/** Above these sizes the other tool takes minutes or gigabytes. */
const MOST_SCIPY = 512
const MOST_NGSPICE = 64
const OHM = 10
/** Target for the time of a solution, ms. */
const TARGETS: Readonly<Record<number, number>> = { 128: 10, 512: 400 }
const [LOW_US, HIGH_US] = [0.1, 25]
const READ_V = 0.2
/** The minimum over the repetitions counts. */
const [MOST_REPETITIONS, SECONDS] = [30, 1.5]

/** Relative to dist/bench: the script is not compiled and stays in the source tree. */
const SCRIPT = fileURLToPath(new URL('../../bench/peers/wires.py', import.meta.url))
const PYTHONS = ['/usr/bin/python3', 'python3']

interface Problem {
  readonly rows: number
  readonly cols: number
  readonly row: number
  readonly column: number
  readonly driver: number
  readonly sense: number
  /** [rows][cols], uS. */
  readonly g: readonly number[]
  /** V. */
  readonly v: readonly number[]
}

/** The output of peers/wires.py for one tool. */
interface Peer {
  readonly solve_ms: number | null
  readonly all_ms: number
  readonly current_ua: readonly number[]
}

export async function wireTables(): Promise<Table[]> {
  const python = PYTHONS.find((each) => spawnSync(each, ['-c', 'import scipy']).status === 0)
  const ngspice = spawnSync('ngspice', ['--version']).status === 0
  if (python === undefined) process.stderr.write('wires leaves out SciPy and ngspice: apt-get install python3-scipy ngspice\n')
  else if (!ngspice) process.stderr.write('wires leaves out ngspice: apt-get install ngspice\n')
  const folder = mkdtempSync(join(tmpdir(), 'memxbar-bench-'))
  const rows: Row[] = []
  const times: (readonly [number, number])[] = []
  try {
    for (const side of SIDES) {
      const problem = problemOf(side)
      const own = timed(problem)
      times.push([side, own.solve_ms])
      const peers =
        python !== undefined && side <= MOST_SCIPY ? peersOf(python, problem, folder, ngspice && side <= MOST_NGSPICE) : undefined
      const off = [peers?.by_scipy, peers?.by_ngspice].map((peer) => peer && difference(own.current_ua, peer.current_ua))
      rows.push({
        side,
        solve_ms: own.solve_ms,
        target_ms: TARGETS[side] ?? null,
        load_ms: own.load_ms,
        iterations: own.iterations,
        scipy_ms: peers?.by_scipy.solve_ms ?? null,
        scipy_ratio: peers ? peers.by_scipy.solve_ms! / own.solve_ms : null,
        ngspice_ms: peers?.by_ngspice?.all_ms ?? null,
        off: off.some((value) => value !== undefined) ? Math.max(...off.map((value) => value ?? 0)) : null,
      })
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const columns = ['side', 'solve_ms', 'target_ms', 'load_ms', 'iterations', 'scipy_ms', 'scipy_ratio', 'ngspice_ms', 'off']
  return [
    {
      name: 'wires',
      title: `A read of a square crossbar, ${OHM} ohm everywhere: CPU ms; SciPy's splu (solution alone), ngspice (the process), largest relative difference of a current`,
      columns,
      key: ['side'],
      compared: ['solve_ms', 'load_ms'],
      rows,
    },
    {
      name: 'wires_growth',
      title: 'Growth: time ~ side^exponent (least squares, log-log); cells grow with exponent 2',
      columns: ['cost', 'exponent'],
      key: ['cost'],
      compared: ['exponent'],
      rows: [
        { cost: 'solve_ms', exponent: exponent(times) },
        { cost: 'solve_ms, first four sizes', exponent: exponent(times.slice(0, 4)) },
      ],
    },
  ]
}

function problemOf(side: number): Problem {
  const arena = new Arena(16 * side * side + 1e6)
  const rng = createRng('bench', 'wires')
  const [u, w] = [arena.f64(side * side), arena.f64(side)]
  fillUniforms(arena, rng, 0, u)
  fillUniforms(arena, rng, 1, w)
  const g = Array.from(u, (x) => LOW_US + (HIGH_US - LOW_US) * x)
  const v = Array.from(w, (x) => (x < 0.5 ? 0 : READ_V))
  return { rows: side, cols: side, row: OHM, column: OHM, driver: OHM, sense: OHM, g, v }
}

/** CPU ms to set conductances and to read, each the minimum of several. */
function timed(problem: Problem) {
  const wires = createWires(problem)
  const current_ua = new Float64Array(problem.cols)
  const load_ms = least(() => loadConductances(wires, problem.g))
  const solve_ms = least(() => readForward(wires, problem.v, current_ua))
  return { load_ms, solve_ms, iterations: wires.outcome.iterations, current_ua }
}

function least(call: () => void): number {
  let best = Number.POSITIVE_INFINITY
  const end = performance.now() + 1000 * SECONDS
  for (let i = 0; i < MOST_REPETITIONS && (i < 3 || performance.now() < end); i++) {
    const before = process.cpuUsage()
    call()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}

/** @throws Error with the script's output */
function peersOf(python: string, problem: Problem, folder: string, ngspice: boolean): { by_scipy: Peer; by_ngspice?: Peer } {
  const file = join(folder, `${problem.rows}.json`)
  writeFileSync(file, JSON.stringify(problem))
  const args = [SCRIPT, file, ...(ngspice ? ['--ngspice'] : [])]
  const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8', maxBuffer: 1e8 })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

function difference(own: Float64Array, peer: readonly number[]): number {
  return own.reduce((most, current, j) => Math.max(most, Math.abs(current / peer[j]! - 1)), 0)
}
