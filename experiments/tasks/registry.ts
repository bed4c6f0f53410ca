/** The tasks a spec can name. */
import { patternGeneration } from './pattern-generation.ts'
import type { TaskKind } from './task.ts'

const kinds = [patternGeneration]

/** Fields as their own types are known only inside a task: here they are what the spec's validation has let through. */
export const taskKinds: Readonly<Record<string, TaskKind>> = Object.fromEntries(
  kinds.map((kind) => [kind.name, kind as unknown as TaskKind]),
)
