/** `memxbar list`: the names that a spec can use. */

import { plotKinds } from '../analysis/plots/registry.ts'
import { costTables } from '../crossbar/cost/tables/registry.ts'
import { PARTS } from '../crossbar/periphery/effect.ts'
import { effectKinds } from '../crossbar/periphery/registry.ts'
import { deviceKinds } from '../devices/registry.ts'
import { wrappers } from '../devices/wrappers/wrap.ts'
import { citation } from '../experiments/config/bibliography.ts'
import { schemeDefaults } from '../experiments/config/presets.ts'
import { sections } from '../experiments/config/schema.ts'
import { encoders } from '../experiments/tasks/encode/registry.ts'
import { taskKinds } from '../experiments/tasks/registry.ts'
import type { Fields } from '../input/fields.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import type { FeedbackKind } from '../learning/feedback/kind.ts'
import { feedbackKinds } from '../learning/feedback/kinds.ts'
import { rules } from '../learning/rules/registry.ts'
import { schemes } from '../learning/update/registry.ts'
import type { UpdateScheme } from '../learning/update/scheme.ts'
import { neuronKinds } from '../network/neurons/registry.ts'
import { papers } from '../studies/registry.ts'

interface Entry {
  readonly name: string
  readonly title: string
  readonly citation: string
  readonly notes?: string
  readonly parameters: readonly { name: string; default: unknown; optional?: boolean; unit: string; doc: string }[]
}

const lists: Readonly<Record<string, () => Entry[]>> = {
  devices: () =>
    Object.values(deviceKinds).map((kind) => ({
      name: kind.name,
      title: kind.title,
      citation: citation(kind.cite),
      notes: `not modelled: ${kind.omits}`,
      parameters: Object.entries(kind.parameters).map(([name, p]) => ({
        name: `device.${name}`,
        default: p.default,
        unit: p.unit,
        doc: p.doc,
      })),
    })),
  wrappers: () =>
    wrappers.map(({ name, title, parameters }) => ({
      name,
      title,
      citation: '',
      notes: `around any device: device: { model: ..., ${name}: { ... } }`,
      parameters: Object.entries(parameters).map(([field, p]) => ({
        name: `device.${name}.${field}`,
        default: p.default,
        unit: p.unit,
        doc: p.doc,
      })),
    })),
  schemes: () =>
    Object.values(schemes).map((scheme) => ({
      name: scheme.name,
      title: scheme.title,
      citation: citation(scheme.cite),
      notes: scheme.weights === 'digital' ? 'weights in digital memory' : 'weights on devices',
      parameters: schemeParameters(scheme),
    })),
  tasks: () =>
    Object.values(taskKinds).map(({ name, title, cite, fields }) => ({
      name,
      title,
      citation: citation(cite),
      parameters: parametersOf('task', fields),
    })),
  costs: () =>
    Object.values(costTables).map(({ name, title, constants }) => ({
      name,
      title,
      citation: '',
      parameters: constants.map(({ event, energy_j, latency_s, area_um2, node_nm, year, source, note }) => ({
        name: event,
        default: [
          ...(energy_j === undefined ? [] : [`${energy_j} J`]),
          ...(latency_s === undefined ? [] : [`${latency_s} s`]),
          ...(area_um2 === undefined ? [] : [`${area_um2} um2`]),
        ].join(', '),
        unit: '',
        doc: `${source} (${year}${node_nm === null ? '' : `, ${node_nm} nm`}). ${note}`,
      })),
    })),
  encoders: () =>
    encoders.map(({ name, title, cite, fields }) => ({
      name,
      title,
      citation: citation(cite),
      parameters: parametersOf('task.encoder', fields),
    })),
  effects: () =>
    Object.values(effectKinds).map(({ name, title, cite, part, fields }) => ({
      name,
      title,
      citation: citation(cite),
      notes: `${part}: lists have the order ${PARTS.join(', ')}`,
      parameters: parametersOf(`crossbar.periphery.${name}`, fields),
    })),
  neurons: () =>
    Object.values(neuronKinds).map(({ name, title, cite, fields }) => ({
      name,
      title,
      citation: citation(cite),
      parameters: parametersOf(`network.populations.NAME`, fields),
    })),
  figures: () => Object.values(plotKinds).map(({ name, title }) => ({ name, title, citation: '', parameters: [] })),
  feedbacks: () =>
    Object.values<FeedbackKind>(feedbackKinds).map(({ name, title, cite, stores }) => ({
      name,
      title,
      citation: citation(cite),
      notes: `learning.feedback_store: ${stores.join(', ')}`,
      parameters: [],
    })),
  papers: () =>
    Object.values(papers).map(({ name, title, cite, description }) => ({
      name,
      title,
      citation: cite.map(citation).join('; '),
      notes: description,
      parameters: [],
    })),
  rules: () =>
    Object.values(rules).map(({ name, title, cite, modes, feedback, fields = {} }) => ({
      name,
      title,
      citation: citation(cite),
      notes: `learning.mode: ${Object.keys(modes).join(', ')}; learning.feedback: ${feedback} unless another is named`,
      parameters: parametersOf('learning', fields),
    })),
}

/** What follows a list. */
const notesBelow: Readonly<Record<string, string>> = {
  rules: 'fields of all rules: memxbar explain learning\n',
}

export function list(what: string, { json }: { json?: boolean }): void {
  const section = Object.hasOwn(lists, what) ? lists[what] : undefined
  if (!section) throw new InputError(`list: unknown "${what}"; ${suggest(what, Object.keys(lists))}`)
  const entries = section()
  if (json) {
    process.stdout.write(`${JSON.stringify(entries)}\n`)
    return
  }
  for (const { name, title, citation: source, notes, parameters } of entries) {
    process.stdout.write(`${name}: ${title}\n${source ? `  ${source}\n` : ''}${notes ? `  ${notes}\n` : ''}`)
    const width = Math.max(0, ...parameters.map((p) => p.name.length))
    for (const p of parameters) {
      const value =
        p.default === undefined
          ? p.optional
            ? 'optional'
            : 'needed'
          : `${JSON.stringify(p.default)}${p.unit ? ` ${p.unit}` : ''}`
      process.stdout.write(`    ${p.name.padEnd(width)}  ${value.padEnd(16)}  ${p.doc}\n`)
    }
    process.stdout.write('\n')
  }
  process.stdout.write(notesBelow[what] ?? '')
}

/** The fields that a scheme uses and its tuned hyper-parameters, which are its defaults. */
function schemeParameters({ name, fields }: UpdateScheme): Entry['parameters'] {
  const tuned = Object.entries(schemeDefaults(name)).flatMap(([section, values]) =>
    Object.entries(values).map(([field, value]): [string, unknown] => [`${section}.${field}`, value]),
  )
  const defaults = new Map(tuned)
  const known = (['update', 'crossbar', 'network', 'learning'] as const).flatMap(sectionParameters)
  return known
    .filter((field) => defaults.has(field.name) || Object.keys(fields).some((own) => field.name === `update.${own}`))
    .map((field) => ({ ...field, default: defaults.get(field.name) ?? field.default }))
}

function sectionParameters(section: 'network' | 'crossbar' | 'learning' | 'update'): Entry['parameters'] {
  return parametersOf(section, sections.shape[section].unwrap().shape)
}

/** Fields of a section of the spec with their documentation. */
function parametersOf(section: string, fields: Fields): Entry['parameters'] {
  return Object.entries(fields).map(([name, field]) => {
    const meta = (field as { meta(): { unit?: string; description?: string } | undefined }).meta()
    const inner = (field as { unwrap?(): { meta(): { unit?: string; description?: string } | undefined } }).unwrap?.().meta()
    const { unit = '', description = '' } = { ...inner, ...meta }
    return {
      name: `${section}.${name}`,
      default: (field as { def: { defaultValue?: unknown } }).def.defaultValue,
      optional: field.safeParse(undefined).success,
      unit,
      doc: description,
    }
  })
}
