/**
 * Pattern generation: frozen Poisson spikes in, a given waveform out, one trial a pattern.
 * Nicola and Clopath 2017; Bellec et al. 2020; as in arXiv 2108.01804.
 */
import { InputError } from '../../input/input-error.ts'
import type { Arena } from '../../kernels/arena.ts'
import { fillUniforms, type Rng } from '../../kernels/rng.ts'
import { createSpikesByRow, type SpikeTrain, sortByRow, spikeTrain } from '../../network/spikes.ts'
import { beside } from '../config/beside.ts'
import type { Spec } from '../config/schema.ts'
import type { Pattern } from '../run/trial.ts'
import { normalize, readTargetFile, sinusoids, targetFromCsv } from './target.ts'

export const tasks = {
  'pattern-generation': {
    title: 'frozen Poisson input, a waveform (sinusoids or CSV) as target',
    cite: 'bellec2020',
  },
} as const

/** The targets of a task before anything is simulated: shapes are known and files are read. */
export interface Targets {
  readonly outputs: number
  /** Contents of the files the spec names, part of the run's identity. */
  readonly files: readonly string[]
  /** Number of patterns. */
  readonly count: number
  readonly steps: number
  /** [steps][outputs] of pattern p. */
  target(p: number, arena: Arena, rng: Rng): Float64Array
}

/** @param base the file the spec stands in: relative target files are looked for beside it, then in the working directory */
export function readTargets(task: Spec['task'], base?: string): Targets {
  const steps = Math.round(task.duration / task.dt)
  const scaled = (target: Float64Array, width: number) => (task.normalize ? normalize(target, width) : target)
  if (task.target === 'sinusoids') {
    const { outputs } = task
    const options = { steps, dt: task.dt, outputs, frequencies: task.frequencies, amplitude: task.amplitude }
    const generate = (_p: number, arena: Arena, rng: Rng) => scaled(sinusoids(arena, rng, options), outputs)
    return { outputs, files: [], count: task.patterns, steps, target: generate }
  }
  const names = [task.target].flat()
  const files = names.map((name) => readTargetFile(beside(base, name)))
  const read = files.map((text, p) => targetFromCsv(text, names[p]!, steps))
  const outputs = read[0]!.outputs
  const odd = read.findIndex((r) => r.outputs !== outputs)
  if (odd > 0) {
    throw new InputError(
      `task.target: "${names[odd]}" has ${read[odd]!.outputs} outputs, "${names[0]}" ${outputs}; give all files the same columns`,
    )
  }
  return { outputs, files, count: files.length, steps, target: (p) => scaled(read[p]!.target, outputs) }
}

/** Builds all patterns of the task: frozen input spikes and targets. */
export function createPatterns(arena: Arena, task: Spec['task'], targets: Targets, rng: Rng): Pattern[] {
  return Array.from({ length: targets.count }, (_, p) => {
    const spikes = poisson(arena, task, targets.steps, rng.fork(`input/${p}`))
    const byRow = createSpikesByRow(arena, task.inputs, spikes.ids.length)
    sortByRow(spikes, byRow)
    return { input: { spikes, byRow }, target: Float32Array.from(targets.target(p, arena, rng.fork(`target/${p}`))) }
  })
}

function poisson(arena: Arena, { inputs, input_rate, dt }: Spec['task'], steps: number, rng: Rng): SpikeTrain {
  const chance = arena.f64(inputs)
  const lists: number[][] = []
  for (let k = 0; k < steps; k++) {
    fillUniforms(arena, rng, k, chance)
    const list: number[] = []
    for (let i = 0; i < inputs; i++) if (chance[i]! < input_rate * dt) list.push(i)
    lists.push(list)
  }
  return spikeTrain(arena, inputs, lists)
}
