/** Parses the text of a spec and `--set` assignments, with places for error messages. The YAML parser is loaded only if needed. */
import { cycleIn } from '../../input/cycle.ts'
import { excerpt } from '../../input/excerpt.ts'
import { InputError } from '../../input/input-error.ts'
import type { Locate } from './resolve.ts'
import { merge } from './tree.ts'

/** What a user wrote, and the place of each part. */
export interface WrittenSpec {
  readonly raw: Record<string, unknown>
  readonly locate: Locate
}

/**
 * A written spec with assignments `path=value` on top; errors in an assigned path refer to the assignment.
 * @param given the user's own text of each assignment, if it is shorter
 */
export async function overlaid(
  { raw, locate }: WrittenSpec,
  assignments: readonly string[] = [],
  given: readonly string[] = assignments,
): Promise<WrittenSpec> {
  const set = new Map(assignments.map((assignment, i) => [splitAssignment(assignment).path.join('.'), given[i]!]))
  return {
    raw: merge(raw, await assignmentTree(assignments)),
    locate(path) {
      const assignment = set.get(path.join('.'))
      return assignment ? `--set ${assignment}` : locate(path)
    },
  }
}

/** @throws InputError with file and line where the text is not valid YAML. */
export async function parseSpec(text: string, file: string): Promise<WrittenSpec> {
  const { LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' })
  const [problem] = document.errors
  if (problem) {
    const deep = problem.code === 'RESOURCE_EXHAUSTION' || /call stack/.test(problem.message)
    const message = deep ? 'this is nested too deeply; a spec has a few levels' : problem.message.split('\n')[0]
    throw new InputError(`${file}:${problem.linePos?.[0].line ?? 1}: ${message}`)
  }
  let raw: unknown
  try {
    raw = document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (error) {
    throw new InputError(`${file}: ${(error as Error).message}`)
  }
  if (typeof raw !== 'object' || Array.isArray(raw))
    throw new InputError(`${file}:1: a spec is a mapping such as "update: { kind: sign }"`)
  const cycle = cycleIn(raw)
  if (cycle) {
    const at = document.getIn(cycle.slice(0, -1), true) as { range?: [number, number, number] } | undefined
    const place = at?.range ? `${file}:${lines.linePos(at.range[0]).line}` : file
    throw new InputError(`${place}: ${excerpt(cycle.join('.'))}: the alias is inside its own anchor; write out the value`)
  }
  const notSpec = otherThanSpec(raw as Record<string, unknown>, file)
  if (notSpec !== undefined) throw new InputError(notSpec)
  const locate: Locate = (path) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined
      if (node?.range) return `${file}:${lines.linePos(node.range[0]).line}`
    }
    return file
  }
  return { raw: raw as Record<string, unknown>, locate }
}

/** Recognizes a file that is not a spec, and returns the advice for it. */
function otherThanSpec(raw: Readonly<Record<string, unknown>>, file: string): string | undefined {
  const has = (key: string) => Object.hasOwn(raw, key)
  if (has('name') && (has('set') || has('reset') || has('range'))) {
    return `${file}: this is a device recipe, not a spec: run memxbar run --device ${file}, or name it in a spec, device: { model: ${file} }`
  }
  if (has('run_id') && has('spec')) {
    return `${file}: this is the manifest of a run: its "spec" section is the spec; copy it to a separate file and give that file`
  }
  return undefined
}

/** All assignments as one tree of plain values, later ones override earlier; values are YAML, text with a unit stays text. */
export async function assignmentTree(assignments: readonly string[]): Promise<Record<string, unknown>> {
  if (assignments.length === 0) return {}
  const { parse } = await import('yaml')
  return assignments.reduce<Record<string, unknown>>((tree, assignment) => {
    const { path, text } = splitAssignment(assignment)
    let value: unknown
    try {
      value = parse(text)
    } catch (error) {
      throw new InputError(`--set ${assignment}: ${(error as Error).message.split('\n')[0]}`)
    }
    return merge(tree, path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>)
  }, {})
}

/** `update.kind=sign` -> path and text of the value. */
function splitAssignment(assignment: string): { path: string[]; text: string } {
  const cut = assignment.indexOf('=')
  const path = assignment.slice(0, cut).split('.')
  if (cut < 1 || path.some((key) => key === '')) {
    throw new InputError(`--set ${assignment}: write path=value, for example --set update.kind=stochastic`)
  }
  return { path, text: assignment.slice(cut + 1) }
}
