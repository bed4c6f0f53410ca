/**
 * Which update scheme for which device: all schemes on phase-change memory, two ReRAMs, ECRAM and a capacitor, in a regression and a
 * classification. The settings of each combination come from a search with the same number of candidates (scheme-device-settings.ts).
 */
import { pcm90nm } from '../crossbar/cost/tables/pcm-90nm.ts'
import type { Row } from '../experiments/results/tables.ts'
import { resultOf, type Summary } from '../experiments/run/summary.ts'
import { groupedTradeOffFigure } from '../figures/grouped-trade-off.ts'
import { QUICK_CLASSIFICATION } from './classification.ts'
import { geometricMean, meanInterval, type Observation, pairedDifferences, pairedRatios } from './paired.ts'
import type { FinishedTraining, Paper, Table } from './paper.ts'
import { SETTINGS, type Setting } from './scheme-device-settings.ts'
import { type Condition, groupByLabel, QUICK, trainingsOf } from './study.ts'

type Task = 'pattern' | 'digits'

interface Labels {
  readonly device: string
  readonly scheme: string
}

/** As in the search. */
const DIGITS = [
  ...['task.kind=digits', 'task.steps=10', 'network.neurons=100', 'network.tau_mem=20 ms', 'network.tau_out=20 ms'],
  ...['update.every=8', 'learning.rule=eprop', 'learning.rate_regularisation=0'],
  ...['training.epochs=2', 'training.evaluate_every=2'],
]

const DEVICES = ['pcm', 'reram-es', 'reram-sb', 'ecram', 'capacitor']

const SCHEMES: Readonly<Record<string, readonly string[]>> = {
  fp32: ['update.kind=fp32'],
  'mixed-precision': ['update.kind=mixed-precision'],
  'stochastic (N=1)': ['update.kind=stochastic'],
  'stochastic (N=8)': ['update.kind=stochastic', 'crossbar.replicas=8'],
  sign: ['update.kind=sign'],
  'tiki-taka v2': ['update.kind=tiki-taka', 'update.version=v2'],
  'tiki-taka v4': ['update.kind=tiki-taka', 'update.version=v4'],
  'error-triggered': ['update.kind=error-triggered'],
  metaplastic: ['update.kind=metaplastic'],
}

const conditionsOf = (task: Task): Condition[] =>
  SETTINGS.filter((setting) => setting.task === task).map(({ device, scheme, set }: Setting) => ({
    label: { task, device: scheme === 'fp32' ? 'none' : device, scheme },
    set: [`device.model=${device}`, ...SCHEMES[scheme]!, ...set.split(', '), 'cost.table=pcm-90nm'],
  }))

/** The result of each task, of which more or less is better. */
const RESULT = { pattern: 'mse_last50_mean', digits: 'accuracy_test' } as const

/** Errors of pattern generation range over decades: their means are geometric, and their comparisons ratios. */
const MEAN = { pattern: geometricMean, digits: meanInterval } as const
const PAIRED = { pattern: pairedRatios, digits: pairedDifferences } as const

/** No source prices a depression pulse of these devices: it is taken to cost what a SET pulse costs. */
const PULSE_J = pcm90nm.constants.find(({ event }) => event === 'set_pulses')!.energy_j!

export const schemeDevice: Paper = {
  name: 'scheme-device',
  title: 'Which update scheme for which device',
  cite: [],
  description:
    'Pattern generation (250 epochs) and the 8x8 digits (two epochs of ten steps, e-prop, updates every eight trials) with the update schemes on five devices. The settings of each combination are the best of an equal number of candidates on seeds 0 and 1. Energies are those of the whole training at the prices of pcm-90nm, the same for all devices; a depression pulse is priced as a SET pulse.',
  seeds: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  async trainings(options) {
    return [
      ...(await trainingsOf(conditionsOf('pattern'), options, { short: QUICK })),
      ...(await trainingsOf(conditionsOf('digits'), options, { base: DIGITS, short: QUICK_CLASSIFICATION })),
    ]
  },
  async report(runs) {
    // A summary has a device too, and fp32 none.
    const rows = runs.map(({ label, summary }) => ({ ...label, ...summary, ...label }))
    const groups = groupByLabel(runs).map(({ label, members }) => ({ ...label, ...statistics(label.task as Task, members) }))
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    // Weights in digital memory have no arrays whose energy could stand on the axis: they are a line.
    const schemes = Object.keys(SCHEMES).filter((scheme) => scheme !== 'fp32')
    const panel = (task: Task) => {
      const own = groups.filter((group) => (group as Row).task === task)
      const errors = own.map((group) => ({ ...group, ...(task === 'digits' ? flipped(group) : {}) }) as typeof group & Labels)
      const points = errors.flatMap(({ device, scheme, mean, low, high, array_energy_j, wear }) => {
        if (scheme === 'fp32') return []
        const y = { value: mean, low: low ?? Number.NaN, high: high ?? Number.NaN }
        return [{ number: schemes.indexOf(scheme), colour: DEVICES.indexOf(device), x: array_energy_j, y, size: wear }]
      })
      const digital = errors.find(({ scheme }) => scheme === 'fp32')
      return { points, ...(digital ? { reference: { label: 'fp32', y: digital.mean } } : {}) }
    }
    const figure = await groupedTradeOffFigure({
      ...{ numbered: schemes, coloured: DEVICES, x: 'energy of the arrays in the training (J)', size: 'most pulses of a device' },
      note: 'geometric mean of MSE, mean of test error; 95 % interval over seeds',
      panels: [
        { label: 'pattern generation', y: 'MSE', ...panel('pattern') },
        { label: 'digits', y: 'test error', ...panel('digits') },
      ],
    })
    const of = (task: Task) => runs.filter(({ label }) => label.task === task)
    const tables: Table[] = [
      { name: 'runs', columns, rows, long: true },
      ...(['pattern', 'digits'] as const).map((task) => {
        const own = groups.filter((group) => (group as Row).task === task)
        return { name: `${task}-table`, columns: Object.keys(own[0] ?? {}), rows: own }
      }),
      ...(['pattern', 'digits'] as const).map((task) => againstMixedPrecision(task, of(task))),
    ]
    return { tables, figures: { 'error-energy': figure } }
  },
}

const flipped = ({ mean, low, high }: ReturnType<typeof meanInterval>) => {
  return { mean: 1 - mean, low: high === null ? null : 1 - high, high: low === null ? null : 1 - low }
}

function statistics(task: Task, members: readonly FinishedTraining[]) {
  const of = (value: (summary: Summary) => number) => meanInterval(members.map(({ summary }) => value(summary)))
  const result = (summary: Summary) => resultOf(summary, RESULT[task])
  const values = members.map(({ summary }) => result(summary))
  const pulses = (name: string) => of((summary) => resultOf(summary, name)).mean
  return {
    ...{ runs: members.length, ...MEAN[task](values), least: Math.min(...values), most: Math.max(...values) },
    ...{ up_pulses: pulses('set_pulses'), down_pulses: pulses('depress_pulses'), reset_pulses: pulses('reset_pulses') },
    energy_j: of((summary) => resultOf(summary, 'energy_j') + depressionEnergyOf(summary)).mean,
    array_energy_j: of((summary) => resultOf(summary, 'energy_arrays_j') + depressionEnergyOf(summary)).mean,
    pulse_energy_j: of(pulseEnergyOf).mean,
    latency_s: of((summary) => resultOf(summary, 'latency_s')).mean,
    wear: of((summary) => resultOf(summary, 'set_max') + resultOf(summary, 'depress_max') + resultOf(summary, 'reset_max')).mean,
  }
}

const depressionEnergyOf = (summary: Summary) => PULSE_J * resultOf(summary, 'depress_pulses')

function pulseEnergyOf(summary: Summary): number {
  const price = (event: string) => pcm90nm.constants.find((constant) => constant.event === event)!.energy_j!
  const { set_pulses, reset_pulses, depress_pulses } = summary as Record<string, number>
  return PULSE_J * (set_pulses! + depress_pulses!) + price('reset_pulses') * reset_pulses!
}

/** Against mixed precision on the same device, seed by seed. */
function againstMixedPrecision(task: Task, runs: readonly FinishedTraining[]): Table {
  const observed = runs
    .filter(({ label }) => label.scheme !== 'fp32')
    .map(({ label, summary }): Observation => ({ label, seed: summary.seed, value: resultOf(summary, RESULT[task]) }))
  return PAIRED[task](observed, 'scheme', 'mixed-precision', `${task}-paired`)
}
