/** The kinds of task that a spec can name. */
import { digits } from './digits.ts'
import { events } from './events.ts'
import { evidenceAccumulation } from './evidence-accumulation.ts'
import { images } from './images.ts'
import { table } from './table.ts'
import type { TaskKind } from './task.ts'

const kinds: readonly TaskKind[] = [digits, images, events, table, evidenceAccumulation]

export const taskKinds: Readonly<Record<string, TaskKind>> = Object.fromEntries(kinds.map((kind) => [kind.name, kind]))
