/** The tasks a spec can name. */
import { digits } from './digits.ts'
import { events } from './events.ts'
import { evidenceAccumulation } from './evidence-accumulation.ts'
import { images } from './images.ts'
import { patternGeneration } from './pattern-generation.ts'
import { table } from './table.ts'
import type { TaskKind } from './task.ts'

const kinds = [patternGeneration, digits, images, events, table, evidenceAccumulation]

/** Only a task knows the types of its fields: here they are the values that passed the spec's validation. */
export const taskKinds: Readonly<Record<string, TaskKind>> = Object.fromEntries(
  kinds.map((kind) => [kind.name, kind as unknown as TaskKind]),
)
