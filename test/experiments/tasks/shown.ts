/** What tests of tasks share: files in memory, defaults of fields, and trains as lists. */
import { z } from 'zod'
import { createEvents } from '../../../crossbar/array.ts'
import type { Dataset, Files, Sample, TaskKind } from '../../../experiments/tasks/task.ts'
import { InputError } from '../../../input/input-error.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { type EventTrain, selectStep } from '../../../network/events.ts'

/** `Files` of names and contents. */
export function memoryFiles(contents: Readonly<Record<string, Uint8Array | string>> = {}): Files {
  return {
    async read(name, field, mend) {
      const content = contents[name]
      if (content === undefined) throw new InputError(`${field}: cannot read "${name}"; ${mend}`)
      return typeof content === 'string' ? new TextEncoder().encode(content) : content
    },
    find: async (names) => names.find((name) => Object.hasOwn(contents, name)),
    async list(folder, field) {
      const inside = Object.keys(contents).filter((name) => name.startsWith(`${folder}/`))
      if (inside.length === 0) throw new InputError(`${field}: cannot read the folder "${folder}"`)
      return inside.map((name) => name.slice(folder.length + 1)).sort()
    },
  }
}

/** Loads a task with these fields, the others at their defaults. */
export async function loaded(kind: TaskKind, given: object = {}, files: Files = memoryFiles()): Promise<Dataset> {
  return kind.load(z.strictObject(kind.fields).parse(given), files)
}

/** What a dataset's sampler shows, at a seed. */
export function samplerOf(dataset: Dataset, seed = 1) {
  return dataset.sampler(new Arena(dataset.bytes + 1e6), createRng(seed, 'task'))
}

/** Rows that act in each step. */
export function rowsByStep(train: EventTrain): number[][] {
  const events = createEvents(train.ids)
  return Array.from({ length: train.steps }, (_, k) => {
    selectStep(train, k, events)
    return [...train.ids.subarray(events.first, events.first + events.n)]
  })
}

/** A copy of a sample, for comparisons with what is shown later. */
export function copyOf({ input, label }: Sample) {
  const n = input.offsets[input.steps]!
  return { rows: rowsByStep(input), values: input.values && [...input.values.subarray(0, n)], label }
}
