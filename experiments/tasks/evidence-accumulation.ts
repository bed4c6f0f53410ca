/**
 * Evidence accumulation: cues on the left or on the right, a delay, and a recall in which the network reports the side with most cues. Four
 * populations of inputs: left, right, recall, noise. Bellec et al. 2020, Fig. 4, in the form of NEST's classification task: a pause before
 * each cue, a favoured side drawn for each sample, each cue on it with a given probability; the answer is the side that got most cues. Every
 * presentation of a training sample is new, so the number of training samples is free.
 */
import { count, type FieldValues, positive, pure, quantity } from '../../input/fields.ts'
import { padded } from '../../kernels/arena.ts'
import { createEventTrain, eventTrainBytes } from '../../network/events.ts'
import { lossField } from './classification.ts'
import { createDraws, MOST_SAMPLES, MOST_STEPS } from './encode/draws.ts'
import { type Dataset, taskKind } from './task.ts'

const POPULATIONS = 4

const fields = {
  train: count('training samples per epoch, new ones in each epoch', 1, MOST_SAMPLES).default(64),
  test: count('test samples, the same each time', 0, MOST_SAMPLES).default(64),
  inputs: count('input neurons, a quarter each for left, right, recall and noise', POPULATIONS, 20000).default(40),
  cues: count('cues of a sample, an odd number', 1, 1001).default(7),
  probability: pure('probability that a cue is on the favoured side', 0.5, 1).default(0.7),
  cue: positive('s', 'duration of a cue', 1e3).default(0.1),
  spacing: quantity('s', 'pause before each cue', 0, 1e3).default(0.05),
  delay: quantity('s', 'time from the last cue to the recall', 0, 1e4).default(1.05),
  recall: positive('s', 'duration of the recall, in which the output counts', 1e3).default(0.15),
  rate: quantity('Hz', 'rate of the inputs of a cue or of the recall, while it lasts', 0, 1e6).default(40),
  noise_rate: quantity('Hz', 'rate of the noise inputs, at all times', 0, 1e6).default(10),
  dt: positive('s', 'time step', 1).default(1e-3),
  loss: lossField,
} as const
type Values = FieldValues<typeof fields>

export const evidenceAccumulation = taskKind({
  name: 'evidence-accumulation',
  title: 'cues on two sides, a delay, then the side with most cues',
  cite: 'bellec2020',
  fields,
  check(values) {
    const { cues, inputs, dt } = values
    const problems: [string, string][] = []
    if (cues % 2 === 0) problems.push(['cues', `${cues} cues can be equal on both sides; give an odd number`])
    if (inputs % POPULATIONS !== 0) {
      const near = POPULATIONS * Math.max(1, Math.round(inputs / POPULATIONS))
      problems.push(['inputs', `${inputs} inputs do not make four equal populations; give a multiple of 4 such as ${near}`])
    }
    for (const field of ['cue', 'spacing', 'delay', 'recall'] as const) {
      const steps = values[field] / dt
      if (Math.abs(steps - Math.round(steps)) > 1e-6 * Math.max(1, steps)) {
        problems.push([field, `${values[field]} s is not a whole number of steps of ${dt} s; make it a multiple of task.dt`])
      }
    }
    for (const field of ['rate', 'noise_rate'] as const) {
      if (values[field] * dt > 1) {
        problems.push([field, `${values[field]} Hz is more than one spike per step of ${dt} s; lower it or task.dt`])
      }
    }
    const { steps } = timesOf(values)
    if (steps > MOST_STEPS)
      problems.push(['dt', `a trial would have ${steps} steps; at most ${MOST_STEPS}: shorten it or raise task.dt`])
    return problems
  },
  load: async (values) => dataset(values),
})

/** Durations in steps, of each part, of a pause with its cue, and of the trial. */
function timesOf({ cues, cue, spacing, delay, recall, dt }: Values) {
  const pause = Math.round(spacing / dt)
  const period = pause + Math.round(cue / dt)
  const recallFrom = cues * period + Math.round(delay / dt)
  return { pause, period, recallFrom, steps: recallFrom + Math.round(recall / dt) }
}

function dataset(values: Values): Dataset {
  const { train, test, inputs, cues, probability, rate, noise_rate, dt, loss } = values
  const { pause, period, recallFrom, steps } = timesOf(values)
  const population = inputs / POPULATIONS
  // Each step has at most one of left, right and recall, and noise.
  const capacity = 2 * population * steps
  return {
    ...{ inputs, outputs: 2, steps, dt, graded: false, size: { train, test }, loss, window: [recallFrom, steps] },
    classes: ['left', 'right'],
    contents: [],
    bytes: eventTrainBytes(steps, capacity, false) + 8 * (inputs + cues) + 4096,
    sampler(arena, rng) {
      const input = createEventTrain(arena, inputs, steps, capacity, false)
      // The first stream chooses the favoured side, the others the side of each cue.
      const sideDraws = createDraws(arena, rng.fork('cues'))
      const spikeDraws = createDraws(arena, rng.fork('spikes'))
      const sides = arena.f64(padded(1 + cues))
      const uniforms = arena.f64(padded(inputs))
      const sideOf = new Uint8Array(cues)
      const sample = { input, label: 0 }
      return {
        show(split, i, presentation) {
          sideDraws.begin(split, i, presentation)
          spikeDraws.begin(split, i, presentation)
          sideDraws.uniforms(0, sides)
          const favoured = sides[0]! < 0.5 ? 0 : 1
          let right = 0
          for (let c = 0; c < cues; c++) {
            sideOf[c] = sides[1 + c]! < probability ? favoured : 1 - favoured
            right += sideOf[c]!
          }
          sample.label = 2 * right > cues ? 1 : 0
          const { ids, offsets } = input
          let n = 0
          offsets[0] = 0
          for (let k = 0; k < steps; k++) {
            spikeDraws.uniforms(k, uniforms)
            const acting = actingAt(k)
            if (acting >= 0) {
              for (let row = acting * population; row < (acting + 1) * population; row++)
                if (uniforms[row]! < rate * dt) ids[n++] = row
            }
            for (let row = 3 * population; row < inputs; row++) if (uniforms[row]! < noise_rate * dt) ids[n++] = row
            offsets[k + 1] = n
          }
          return sample
        },
      }

      /** The population that is active beside the noise: 0 left, 1 right, 2 recall; -1 none. */
      function actingAt(step: number): number {
        if (step >= recallFrom) return 2
        const cue = Math.floor(step / period)
        return cue < cues && step % period >= pause ? sideOf[cue]! : -1
      }
    },
  }
}
