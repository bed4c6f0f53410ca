/** Device parameters that an assignment names without prefix: `nu=0.05` for `device.nu=0.05`. */
import { deviceKeys, type KindLoader } from './device.ts'
import { assignmentTree } from './parse.ts'
import { sections } from './schema.ts'
import { merge } from './tree.ts'

const SECTIONS = [...Object.keys(sections.shape), 'task', 'device', 'sweep']

/** Adds `device.` to assignments whose path starts with a parameter of the device or a wrapper, not with a section of the spec. */
export async function devicePaths(
  assignments: readonly string[],
  raw: Readonly<Record<string, unknown>>,
  kinds: KindLoader,
): Promise<string[]> {
  const first = (assignment: string) => assignment.split(/[.=]/)[0]!.trim()
  const bare = assignments.filter((assignment) => !SECTIONS.includes(first(assignment)))
  if (bare.length === 0) return [...assignments]
  const others = assignments.filter((assignment) => !bare.includes(assignment))
  const { device } = merge(raw, await assignmentTree(others)) as { device?: { model?: unknown; file?: unknown } }
  const kind = await kinds(String(device?.file ?? device?.model ?? 'pcm'))
  const keys = deviceKeys(kind, []).filter((key) => key !== 'model')
  return assignments.map((assignment) => (keys.includes(first(assignment)) ? `device.${assignment}` : assignment))
}
