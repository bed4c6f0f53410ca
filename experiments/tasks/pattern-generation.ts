/**
 * Pattern generation: frozen Poisson spikes as input, a given waveform as target, one trial per pattern.
 * Nicola and Clopath 2017; Bellec et al. 2020; as in arXiv 2108.01804.
 */
import { z } from 'zod'
import { count, type FieldValues, positive, pure, quantity } from '../../input/fields.ts'
import { InputError } from '../../input/input-error.ts'
import type { Arena } from '../../kernels/arena.ts'
import { fillUniforms, type Rng } from '../../kernels/rng.ts'
import { type EventTrain, eventTrain } from '../../network/events.ts'
import { normalize, sinusoids, targetFromCsv } from './target.ts'
import { type Dataset, type Files, type Sample, taskKind } from './task.ts'

const fields = {
  target: z
    .union([z.string(), z.array(z.string()).min(1)])
    .default('sinusoids')
    .meta({
      description:
        '`sinusoids`, or a CSV file (one column per output; a column t_s is the time), or a list of files, one per pattern',
    }),
  normalize: z
    .boolean()
    .default(true)
    .meta({ description: 'divide a target by its largest absolute value; default: true for sinusoids, false for a file' }),
  frequencies: z
    .array(quantity('Hz', 'frequency', 0, 1e6))
    .min(1)
    .default([1, 2, 3, 5])
    .meta({ description: 'frequencies of the sinusoids [Hz]' }),
  amplitude: z
    .tuple([pure('lowest', 0, 1e6), pure('highest', 0, 1e6)])
    .default([0.5, 2])
    .meta({ description: 'range of the amplitudes of the sinusoids' }),
  outputs: count('outputs of generated targets', 1, 1000).default(1),
  patterns: count('patterns of generated targets, one trial each per epoch', 1, 1000).default(3),
  duration: positive('s', 'duration of a trial', 1e5).default(1),
  dt: positive('s', 'time step', 1).default(1e-3),
  inputs: count('input neurons', 1, 20000).default(100),
  input_rate: quantity('Hz', 'rate of the frozen Poisson input', 0, 1e6).default(50),
}

type Values = FieldValues<typeof fields>

export const patternGeneration = taskKind({
  name: 'pattern-generation',
  title: 'frozen Poisson input, a waveform (sinusoids or CSV) as target',
  cite: 'bellec2020',
  fields,
  check,
  load,
})

function check({ duration, dt, amplitude, input_rate }: Values): (readonly [string, string])[] {
  const problems: [string, string][] = []
  const steps = duration / dt
  if (Math.abs(steps - Math.round(steps)) > 1e-6 * steps || steps < 1) {
    problems.push(['duration', `${duration} s is not a whole number of steps of ${dt} s; make it a multiple of task.dt`])
  }
  if (steps > 1e6)
    problems.push(['dt', `a trial would have ${Math.round(steps)} steps; at most 1000000: shorten it or raise task.dt`])
  if (amplitude[0] > amplitude[1]) problems.push(['amplitude', 'the lower value comes first; swap the two'])
  if (input_rate * dt > 1) {
    problems.push(['input_rate', `${input_rate} Hz is more than one spike per step of ${dt} s; lower it or task.dt`])
  }
  return problems
}

interface Targets {
  readonly outputs: number
  readonly contents: readonly string[]
  readonly count: number
  /** [steps][outputs] of pattern p. */
  target(p: number, arena: Arena, rng: Rng): Float64Array
}

async function load(values: Values, files: Files): Promise<Dataset> {
  const steps = Math.round(values.duration / values.dt)
  const { outputs, contents, count: patterns, target } = await targetsOf(values, steps, files)
  return {
    ...{ inputs: values.inputs, outputs, steps, dt: values.dt, graded: false, contents },
    size: { train: patterns, test: 0 },
    loss: 'mse',
    window: [0, steps],
    // Mean plus five standard deviations of the spikes of all patterns.
    bytes: 16 * patterns * steps * (1 + 1.5 * values.inputs * Math.min(1, values.input_rate * values.dt)) + 1e5,
    sampler(arena, rng) {
      const samples = Array.from({ length: patterns }, (_, p): Sample => {
        const input = poisson(arena, values, steps, rng.fork(`input/${p}`))
        return { input, target: Float32Array.from(target(p, arena, rng.fork(`target/${p}`))) }
      })
      return { show: (_split, i) => samples[i]! }
    },
  }
}

async function targetsOf(values: Values, steps: number, files: Files): Promise<Targets> {
  const scaled = (target: Float64Array, width: number) => (values.normalize ? normalize(target, width) : target)
  if (values.target === 'sinusoids') {
    const { outputs, dt, frequencies, amplitude } = values
    const options = { steps, dt, outputs, frequencies, amplitude }
    const generate = (_p: number, arena: Arena, rng: Rng) => scaled(sinusoids(arena, rng, options), outputs)
    return { outputs, contents: [], count: values.patterns, target: generate }
  }
  const names = [values.target].flat()
  const texts = await Promise.all(
    names.map(async (name) => decode(await files.read(name, 'task.target', 'give a CSV file or "sinusoids"'), name)),
  )
  const read = await Promise.all(texts.map((text, p) => targetFromCsv(text, names[p]!, steps)))
  const outputs = read[0]!.outputs
  const odd = read.findIndex((r) => r.outputs !== outputs)
  if (odd > 0) {
    throw new InputError(
      `task.target: "${names[odd]}" has ${read[odd]!.outputs} outputs, "${names[0]}" ${outputs}; give all files the same columns`,
    )
  }
  return { outputs, contents: texts, count: texts.length, target: (p) => scaled(read[p]!.target, outputs) }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new InputError(`task.target: "${name}" is not UTF-8 text; save it as CSV in UTF-8`)
  }
}

function poisson(arena: Arena, { inputs, input_rate, dt }: Values, steps: number, rng: Rng): EventTrain {
  const chance = arena.f64(inputs)
  const lists: number[][] = []
  for (let k = 0; k < steps; k++) {
    fillUniforms(arena, rng, k, chance)
    const list: number[] = []
    for (let i = 0; i < inputs; i++) if (chance[i]! < input_rate * dt) list.push(i)
    lists.push(list)
  }
  return eventTrain(arena, inputs, lists)
}
