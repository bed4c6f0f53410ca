/**
 * Our own study, after the regressions of Rasch et al., Nat. Commun. 15, 7133 (2024): the bias of plain SGD towards the symmetric points
 * of its devices (Gokmen & Haensch, Front. Neurosci. 14, 103, 2020), and what the versions of Tiki-Taka remove of it.
 */
import { setImmediate } from 'node:timers/promises'
import type { DeviceModel } from '../devices/model.ts'
import { loadDevice } from '../experiments/disk/device-kind.ts'
import { loadSpec } from '../experiments/disk/spec.ts'
import { mean } from '../statistics/describe.ts'
import { biasFigure, curveFigure } from './least-squares-figures.ts'
import {
  type Condition,
  candidates,
  METHODS,
  type Method,
  type MethodRun,
  type Settings,
  SGD,
  V2,
  V4,
  valuesOf,
} from './least-squares-methods.ts'
import { CHECKPOINTS, regress } from './least-squares-run.ts'
import { curveTable, labelOf, resultTable, runsTable, type Searched, searchTable, settingsTable } from './least-squares-tables.ts'
import type { Paper, PaperOptions } from './paper.ts'

const CONDITIONS: readonly Condition[] = [0, 0.2].flatMap((spread) =>
  [0, 0.2].map((symmetric_point) => ({ symmetric_point, spread })),
)
/** The condition of the search, and of the table over noise. */
const HARDEST = CONDITIONS.at(-1)!
/** The conditions of the learning curves: without and with shifts of the symmetric point. */
const DRAWN = [CONDITIONS[0]!, HARDEST]
/** Std of the noise of the targets, and all values of the table over noise. */
const [NOISE, NOISES] = [0.3, [0, 0.1, 0.3, 1]]
const BUDGET = { candidates: 24, seeds: [1, 2], updates: 10_000 }
const QUICK = { candidates: 2, seeds: [1], updates: 10 * CHECKPOINTS }

export const leastSquares: Paper = {
  name: 'least-squares',
  title: 'Least squares on asymmetric devices: the bias of SGD, and Tiki-Taka',
  cite: ['gokmen2020', 'gokmen2021', 'rasch2024', 'gokmen2016', 'nandakumar2020'],
  description:
    'One array of 10 inputs and 10 outputs learns y = x W* + noise from 10,000 samples, one update each: x is standard normal, the noise has a std of 0.3, and the elements of W* are multiples of 0.1 from -0.6 to 0.6. One soft-bounds device for a weight, between bounds of -1 and 1, with steps of 0.01 in the middle and 30 % cycle-to-cycle noise; the weight at which steps up and down cancel has a mean of 0 or 0.2 and a std of 0 or 0.2 over devices. The network reads weights whose zero is mid-range; the zero of the fast array of Tiki-Taka is the symmetric point of each device, or mid-range. Hyper-parameters: 24 candidates of each method on seeds 1 and 2, where mean and std are 0.2.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  async report(_runs, options) {
    const { candidates: n, seeds, updates } = options.quick ? QUICK : BUDGET
    const regressions = (chosen: readonly Case[], over: readonly number[]) => allRuns(chosen, over, updates, options)
    const searched: Searched[] = []
    for (const method of METHODS) {
      for (const settings of candidates(method, n)) {
        const runs = await regressions([{ method, settings, condition: HARDEST, noise: NOISE }], seeds)
        searched.push({ method, settings, runs })
      }
    }
    const settingsOf = (method: Method) => best(searched.filter((one) => one.method === method)).settings
    const cases = CONDITIONS.flatMap((condition) =>
      METHODS.map((method) => ({ method, settings: settingsOf(method), condition, noise: NOISE })),
    )
    const runs = await regressions(cases, options.seeds)
    const atNoise = (method: Method, noise: number) =>
      noise === NOISE
        ? runs.filter((run) => run.method === method && run.condition === HARDEST)
        : regressions([{ method, settings: settingsOf(method), condition: HARDEST, noise }], options.seeds)
    const noisy: { noise: number; method: Method; found: readonly MethodRun[] }[] = []
    for (const noise of NOISES) {
      for (const method of [SGD, V2, V4]) noisy.push({ noise, method, found: await atNoise(method, noise) })
    }
    const grouped = cases.map(({ method, condition }) => {
      const found = runs.filter((run) => run.method === method && run.condition === condition)
      return { label: { ...condition, ...labelOf(method) }, found }
    })
    return {
      tables: [
        resultTable('table', grouped),
        resultTable(
          'noise',
          noisy.map(({ noise, method, found }) => ({ label: { noise, ...labelOf(method) }, found })),
        ),
        settingsTable(METHODS.map((method) => ({ method, settings: settingsOf(method) }))),
        searchTable(searched),
        runsTable(runs),
        curveTable(grouped),
      ],
      figures: {
        error: await curveFigure('error', runs, DRAWN),
        loss: await curveFigure('excess', runs, DRAWN),
        bias: await biasFigure(runs, CONDITIONS),
      },
    }
  },
}

interface Case {
  readonly method: Method
  readonly settings: Settings
  readonly condition: Condition
  readonly noise: number
}

/** Case by case, seed by seed. @throws AbortError if the signal stopped it */
async function allRuns(
  cases: readonly Case[],
  seeds: readonly number[],
  updates: number,
  { set, signal }: PaperOptions,
): Promise<MethodRun[]> {
  const runs: MethodRun[] = []
  for (const { method, settings, condition, noise } of cases) {
    const { model, scale } = await device(condition, set)
    for (const seed of seeds) {
      // Signals are noticed only between two runs.
      await setImmediate(undefined, { signal })
      const { rate, values } = valuesOf(method, settings)
      const run = regress({ model, scale, scheme: method.scheme, values, rate, updates, noise, seed })
      runs.push({ ...run, method, condition, seed })
    }
  }
  return runs
}

/** up_down shifts the symmetric point of all devices, up_down_dtod draws one for each; the array's weights are the device's own. */
async function device(
  { symmetric_point: s, spread }: Condition,
  set: readonly string[],
): Promise<{ model: DeviceModel; scale: number }> {
  const { device: section } = await loadSpec(undefined, [
    ...['device.dw_min=0.01', 'device.dw_min_std=0.3', ...set, 'device.model=soft-bounds'],
    ...[`device.up_down=${(2 * s) / (1 + s)}`, `device.up_down_dtod=${spread / (1 + s)}`],
  ])
  const [gMin, gMax, wMin, wMax] = ['g_min', 'g_max', 'w_min', 'w_max'].map((name) => Number(section[name]))
  return { model: (await loadDevice(section)).model, scale: (gMax! - gMin!) / (wMax! - wMin!) }
}

function best(searched: readonly Searched[]): Searched {
  const error = ({ runs }: Searched) => mean(runs.map((run) => run.error))
  return searched.reduce((least, one) => (error(one) < error(least) ? one : least))
}
