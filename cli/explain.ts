/** `memxbar explain`: explains a field of a spec, or summarizes a spec. */
import { explainPath, type FieldEntry } from '../experiments/config/explain.ts'
import { explainSpec } from '../experiments/config/explain-spec.ts'
import { newPath } from '../experiments/config/renamed.ts'
import { scaleNotes } from '../experiments/config/scale-note.ts'
import { valueAt } from '../experiments/config/tree.ts'
import { unusedNotes } from '../experiments/config/unused-note.ts'
import { loadDevice } from '../experiments/disk/device-kind.ts'
import { loadRun } from '../experiments/disk/run-spec.ts'
import { loadSpec } from '../experiments/disk/spec.ts'

interface ExplainFlags {
  readonly set: string[]
  readonly json?: boolean
}

/** @param what a path such as crossbar.scale, a section, or a spec file; absent: the default spec */
export async function explain(what: string | undefined, { set, json }: ExplainFlags): Promise<void> {
  if (what !== undefined && !/\.ya?ml$|\.json$/.test(what)) {
    const fields = explainPath(newPath(what))
    const spec = set.length > 0 ? await loadSpec(undefined, set) : undefined
    const withValues = fields.map((field) => ({ ...field, ...(spec && { value: valueAt(spec, field.path.split('.')) }) }))
    process.stdout.write(json ? `${JSON.stringify(withValues)}\n` : withValues.map(paragraph).join('\n'))
    return
  }
  const spec = await loadSpec(what, set)
  const { dataset } = await loadRun(spec, what)
  const facts = explainSpec(spec, dataset, await loadDevice(spec.device))
  if (json) {
    process.stdout.write(`${JSON.stringify(Object.fromEntries(facts))}\n`)
    return
  }
  for (const [name, value] of facts) process.stdout.write(`${name.padEnd(17)} ${value}\n`)
  const notes = [...(dataset.notes ?? []), ...unusedNotes(spec), ...(await scaleNotes([spec], loadDevice))]
  for (const note of notes) process.stdout.write(`${note}\n`)
}

function paragraph(field: FieldEntry & { readonly value?: unknown }): string {
  const { path, meaning, unit, default: usual, range, users, schemeDefaults, value } = field
  const tuned = Object.entries(schemeDefaults).map(([scheme, own]) => `${scheme} ${own}`)
  const lines = [
    path,
    ...(meaning ? [`  ${meaning}`] : []),
    ...(usual === undefined ? [] : [`  default: ${JSON.stringify(usual)}${unit && ` ${unit}`}`]),
    ...(value === undefined ? [] : [`  with --set: ${JSON.stringify(value)}${unit && ` ${unit}`}`]),
    ...(tuned.length > 0 ? [`  for pattern generation, by update.kind: ${tuned.join(', ')}`] : []),
    ...(range ? [`  range: ${range}${unit && ` ${unit}`}`] : []),
    ...(users.length > 0 ? [`  used by: ${users.join(', ')}`] : []),
  ]
  return `${lines.join('\n')}\n`
}
