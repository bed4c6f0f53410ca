/** The learning signals of the online form: the error of a step, transported to a population by the feedback. */
import type { Arena, F32 } from '../../kernels/arena.ts'
import type { ErrorPath } from '../rule.ts'

/** Learning signals of a population, without the gain of the readout: for this step, and for the previous step if a path has a delay. */
interface Signals {
  readonly now: F32
  readonly late: F32 | undefined
  collect(error: F32): void
}

export function createSignals(arena: Arena, name: string, stride: number, paths: readonly ErrorPath[]): Signals {
  const own = paths.filter(({ to }) => to === name)
  const now = arena.f32(stride)
  const late = own.some(({ delay }) => delay > 0) ? arena.f32(stride) : undefined
  const brought = arena.f32(stride)
  // B is in digital memory: the time of the read has no effect.
  const at = { t: 0, drawIndex: 0, gain: 1 }
  return {
    now,
    late,
    collect(error) {
      now.fill(0)
      late?.fill(0)
      for (const { matrix, bring, delay, gain } of own) {
        const signal = delay > 0 ? late! : now
        if (matrix) addSignal(signal, matrix, error)
        else {
          brought.fill(0)
          bring(error, at, brought)
          for (let j = 0; j < stride; j++) signal[j] = signal[j]! + brought[j]! / gain
        }
      }
    },
  }
}

function addSignal(signal: F32, matrix: F32, error: F32): void {
  const outputs = matrix.length / signal.length
  for (let o = 0; o < outputs; o++) {
    for (let j = 0; j < signal.length; j++) signal[j] = signal[j]! + matrix[o * signal.length + j]! * error[o]!
  }
}
