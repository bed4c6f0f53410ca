/** Results of training as curves: the mean over seeds of the final error against one column of the label, one curve for each level of another. */

import { resultOf } from '../experiments/run/summary.ts'
import type { Series } from '../figures/series.ts'
import { mean } from '../statistics/describe.ts'
import type { FinishedTraining } from './paper.ts'
import { groupByLabel } from './study.ts'

/** @param by column of the curves; absent: one curve. The band is the range over seeds. */
export function learningSeries(runs: readonly FinishedTraining[], x: string, by?: string): Series[] {
  const curves = new Map<string, Series['points'][number][]>()
  for (const { label, members } of groupByLabel(runs)) {
    const errors = members.map(({ summary }) => resultOf(summary, 'mse_last50_mean'))
    const name = by === undefined ? '' : String(label[by])
    const points = curves.get(name) ?? []
    points.push({ x: Number(label[x]), y: mean(errors), low: Math.min(...errors), high: Math.max(...errors) })
    curves.set(name, points)
  }
  return [...curves].map(([label, points]) => ({ label, points }))
}
