/** Metrics of a task's results: columns of tables, names of axes, objectives of searches. */
import type { LossKind } from '../../learning/loss.ts'

export interface Metric {
  /** Column of epochs.csv. */
  readonly name: string
  /** Label for axes, with its unit if any. */
  readonly label: string
  readonly better: 'lower' | 'higher'
  /** Success threshold, if there is one. */
  readonly threshold?: number
}

/** arXiv 2108.01804 counts an MSE below 0.1 as success. */
const MSE: Metric = { name: 'mse', label: 'MSE', better: 'lower', threshold: 0.1 }

const CLASSIFICATION: readonly Metric[] = [
  { name: 'accuracy', label: 'training accuracy', better: 'higher' },
  { name: 'loss', label: 'training loss', better: 'lower' },
]
const TESTED: readonly Metric[] = [
  { name: 'accuracy_test', label: 'test accuracy', better: 'higher' },
  { name: 'loss_test', label: 'test loss', better: 'lower' },
]

/** Metrics of a task by its loss, the main one first. @param tested whether it has test samples */
export function metricsOf(loss: LossKind, tested: boolean): readonly Metric[] {
  if (loss === 'mse') return [MSE]
  return tested ? [...TESTED, ...CLASSIFICATION] : CLASSIFICATION
}

/** All metrics, for names of columns. */
export const METRICS: readonly Metric[] = [MSE, ...TESTED, ...CLASSIFICATION]
