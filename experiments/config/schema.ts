/** The experiment spec: one schema for validation, defaults, units, documentation and editor completion. */
import { z } from 'zod'
import { costTables } from '../../crossbar/cost/tables/registry.ts'
import type { Direction } from '../../crossbar/crossbar.ts'
import type { DeviceKind } from '../../devices/kind.ts'
import { deviceKinds } from '../../devices/registry.ts'
import { count, type Fields, names, positive, pure, quantity } from '../../input/fields.ts'
import { feedbackKinds } from '../../learning/feedback/kinds.ts'
import { rules } from '../../learning/rules/registry.ts'
import { schemes } from '../../learning/update/registry.ts'
import { ADAPTATION, LEAK, THRESHOLD } from '../../network/neurons/membrane.ts'
import { READOUT } from '../../network/neurons/readout.ts'
import { neuronKinds } from '../../network/neurons/registry.ts'
import { taskKinds } from '../tasks/registry.ts'
import type { TaskKind } from '../tasks/task.ts'
import { circuitFields } from './circuit.ts'
import { type DeviceSection, deviceSchema } from './device.ts'

const POPULATION = {
  kind: z.enum(names(neuronKinds)).default('lif').meta({ description: 'kind of neuron' }),
  size: count('neurons', 1, 100_000),
}

/** Fields of the neurons of a population: default values apply unless the population sets them. */
const neuronFields = fieldsOfAll({ 'every population': { fields: POPULATION }, ...neuronKinds })

/** @throws RangeError where kinds have a field of one name with two meanings */
export function fieldsOfAll(kinds: Readonly<Record<string, { readonly fields?: Fields }>>): Fields {
  const all: Record<string, z.ZodType> = {}
  const owners: Record<string, string> = {}
  for (const [kind, { fields = {} }] of Object.entries(kinds)) {
    for (const [name, field] of Object.entries(fields)) {
      if (Object.hasOwn(all, name) && all[name] !== field)
        throw new RangeError(
          `${owners[name]} and ${kind} both have a field ${name}, of two meanings: share the field, or rename one`,
        )
      all[name] = field
      owners[name] ??= kind
    }
  }
  return all
}

/**
 * Fields of the kinds alone.
 * @throws RangeError where a kind has a field of the name of a general one, or two kinds of one name with two meanings
 */
function ownFields(general: string, fields: Fields, kinds: Readonly<Record<string, { readonly fields?: Fields }>>): Fields {
  const all = fieldsOfAll({ [general]: { fields }, ...kinds })
  return Object.fromEntries(Object.entries(all).filter(([name]) => !Object.hasOwn(fields, name)))
}

/** The same field without its default: absent means "as network says". */
function withoutDefault(field: z.ZodType): z.ZodType {
  const { innerType } = field.def as { innerType?: z.ZodType }
  return field instanceof z.ZodDefault && innerType ? innerType.optional() : field.optional()
}

const population = z.strictObject({
  ...Object.fromEntries(Object.entries(neuronFields).map(([name, field]) => [name, withoutDefault(field)])),
  ...POPULATION,
})

const connection = z.strictObject({
  path: z.string().meta({ description: 'from > to, such as h1 > h2; the ends are input, readout and the populations' }),
  name: z.string().optional().meta({ description: 'name of its array in tables; default: from-to' }),
  shape: z.enum(['full', 'diagonal']).default('full').meta({ description: 'diagonal: from neuron i to neuron i' }),
  delay: z
    .union([z.literal(0), z.literal(1)])
    .optional()
    .meta({ description: 'delay in steps; default: 1 within a population, else 0' }),
  autapses: z.boolean().default(false).meta({ description: 'whether neurons of one population are connected to themselves' }),
  array: z.string().optional().meta({ description: 'connection whose array is shared' }),
  read: z.enum(['forward', 'back']).optional().meta({ description: 'back: the shared array is read from columns to rows' }),
  gain: pure('initial weights have std gain / sqrt(fan-in); default: network.gain', 0, 1e3).optional(),
})

const network = z.strictObject({
  neurons: count('recurrent neurons', 1, 20000).default(100),
  adaptive: count('neurons with an adaptive threshold (ALIF)', 0, 20000).default(0),
  ...LEAK,
  ...READOUT,
  ...ADAPTATION,
  ...THRESHOLD,
  gain: pure('initial weights have std gain / sqrt(fan-in)', 0, 1e3).default(0.521),
  populations: z
    .record(z.string().regex(/^[a-z][a-z0-9_]*$/i), population)
    .optional()
    .meta({ description: 'spiking populations by name, instead of `neurons`' }),
  connections: z
    .array(z.union([z.string(), connection]))
    .min(1)
    .optional()
    .meta({ description: 'connections between populations, such as input > h1, or mappings with further fields' }),
})

const crossbar = z.strictObject({
  cell: z.enum(['differential', 'reference']).default('differential').meta({
    description: 'differential: two groups of devices per weight; reference: one group, against fixed conductances',
    neutral: true,
  }),
  origin: z.enum(['mid-range', 'symmetric-point']).default('mid-range').meta({
    description:
      'update.direction bidirectional: conductance at weight 0; symmetric-point (of reference cells): where steps up and down of each device are equal',
    neutral: true,
  }),
  replicas: count('devices per polarity, N', 1, 64).default(1),
  scale: positive('uS', 'conductance difference of weight 1').default(43.8),
  controller_read: z.enum(['exact', 'noisy']).default('exact').meta({
    description: 'exact: the controller knows the conductance of a device; noisy: it reads the device, with noise and drift',
  }),
  combine: z
    .enum(['mean', 'sum'])
    .default('mean')
    .meta({ description: 'whether the weight is the mean or the sum of N devices (a choice of the published code)' }),
  refresh: z
    .strictObject({
      enabled: z.boolean().default(true),
      high: pure('refresh when the larger conductance of the pair exceeds this share of the range ...', 0, 1).default(0.75),
      low: pure('... and the smaller exceeds this', 0, 1).default(0.25),
    })
    .prefault({}),
  ...circuitFields,
})

const ruleModes = [...new Set(Object.values(rules).flatMap(({ modes }) => Object.keys(modes)))]

/** Fields of learning with every rule. */
const LEARNING = {
  rule: z.enum(names(rules)).default('eprop'),
  mode: z.enum(ruleModes).default('adjoint').meta({
    description:
      'adjoint: the gradient backwards over a recorded trial (fast); online: the same step by step, with an eligibility per synapse; default: the first of the rule',
  }),
  feedback: z
    .enum(names(feedbackKinds))
    .default('random')
    .meta({ description: 'weights that carry the error back; default: random, and symmetric for bptt' }),
  feedback_gain: pure('size of the feedback weights times sqrt(neurons)', 0, 1e6).default(1),
  feedback_decay: pure('adaptive feedback: decay of both matrices in a trial', 0, 1).default(1e-3),
  feedback_store: z.enum(['digital', 'array', 'read-back']).default('digital').meta({
    description: 'feedback weights in digital memory, in a separate crossbar, or the forward array read backwards',
    neutral: true,
  }),
  mirror_rate: positive('', 'weight-mirror: eta', 1e3).default(1e-3).meta({ neutral: true }),
  mirror_decay: pure('weight-mirror: lambda', 0, 1).default(1e-2).meta({ neutral: true }),
  mirror_samples: count('weight-mirror: samples of noise before each trial', 1, 10_000).default(1).meta({ neutral: true }),
  lr_in: pure('learning rate of the input weights', 0, 1e3).default(1.45e-5),
  lr_rec: pure('learning rate of the recurrent weights', 0, 1e3).default(1.57e-5),
  lr_out: pure('learning rate of the readout weights', 0, 1e3).default(1.01e-4),
  rates: z
    .record(z.string(), pure('learning rate', 0, 1e3))
    .default({})
    .meta({ description: 'learning rates of single connections, by name, over lr_in, lr_rec and lr_out', neutral: true }),
  train_neurons: z
    .array(z.enum(['threshold', 'tau_mem', 'gain']))
    .default([])
    .meta({ description: 'trained neuron constants, separate for each neuron', neutral: true }),
  lr_neurons: pure('learning rate of neuron constants', 0, 1e3).default(1e-4).meta({ neutral: true }),
  schedule: z.enum(['constant', 'step', 'cosine']).default('constant').meta({
    description: 'learning rates over epochs: constant, times schedule_factor every schedule_epochs, or cosine to 0',
    neutral: true,
  }),
  schedule_factor: pure('step schedule: factor', 0, 1).default(0.5).meta({ neutral: true }),
  schedule_epochs: count('step schedule: epochs between two steps', 1, 1e6).default(10).meta({ neutral: true }),
  rate_regularisation: pure('strength of the firing-rate regularisation', 0, 1e9).default(11900),
  rate_target: quantity('Hz', 'target rate of the regularisation', 0, 1e6).default(12),
  rate_eligibility: z
    .enum(['plain', 'filtered'])
    .default('plain')
    .meta({ description: 'regularise through the eligibility or through its filtered trace' }),
  input_lead: count('steps by which the input trace leads the membrane (1: a choice of the published code)', 0, 1).default(0),
  gradient_clamp: z
    .union([z.number().gt(0), z.null()])
    .default(100)
    .meta({ description: 'gradients of an update are clamped to +- this; null: no clamp' }),
}

/** Fields of the learning rules. They do not rename runs that leave them at their defaults. */
const ruleFields = Object.fromEntries(
  Object.entries(ownFields('every rule', LEARNING, rules)).map(([name, field]) => [name, field.meta({ neutral: true })]),
) as Record<never, z.ZodType>

const learning = z.strictObject({ ...ruleFields, ...LEARNING })

/** Fields of an update with every scheme. */
const UPDATE = {
  kind: z.enum(names(schemes)).default('mixed-precision'),
  direction: z.enum(['set-only', 'bidirectional']).default('set-only').meta({
    description:
      'set-only: SET pulses raise, RESET pulses lower; bidirectional: SET and depression pulses, the default of devices that have both',
    neutral: true,
  }),
  every: count('trials whose changes are summed before an update (mini-batch)', 1, 1e6).default(1).meta({ neutral: true }),
}

const { kind, ...updateFields } = UPDATE
const update = z.strictObject({ kind, ...(ownFields('every scheme', UPDATE, schemes) as Fields), ...updateFields })

const training = z.strictObject({
  settle: positive('s', 'device time from an update to the next trial').default(38.6),
  epochs: count('passes over the training samples', 1, 1e6).default(250),
  shuffle: z.boolean().default(true).meta({ description: 'a new order of the samples in every epoch' }),
  evaluate_every: count('epochs between two evaluations on the test samples, if any; the last epoch always has one', 1, 1e6)
    .default(1)
    .meta({ neutral: true }),
  patience: count('epochs without a better result before the run ends; 0: never', 0, 1e6).default(0).meta({ neutral: true }),
})

/** Parts of the seed, which separate the sources of variance; each defaults to `seed`. */
const seeds = z.strictObject({
  chip: count('device-to-device variation: the differences between chips', 0, Number.MAX_SAFE_INTEGER).optional(),
  noise: count('noise of pulses and reads, and draws of update schemes', 0, Number.MAX_SAFE_INTEGER).optional(),
  task: count('samples, encoders and their order', 0, Number.MAX_SAFE_INTEGER).optional(),
  init: count('initial and feedback weights', 0, Number.MAX_SAFE_INTEGER).optional(),
})

/** Whether `cost.table` names a file. */
export const isTableFile = (name: string): boolean => /\.(ya?ml|json)$/i.test(name)

/** Absent: no costs are counted. */
const cost = z.strictObject({
  table: z
    .string()
    .refine((name) => Object.hasOwn(costTables, name) || isTableFile(name), {
      error: `must be ${Object.keys(costTables).join(', ')}, or a file .yaml with prices of your own`,
    })
    .default('pcm-90nm')
    .meta({
      description:
        'prices of operations: one of `memxbar list costs`, which prints them with their sources, or a file .yaml with prices of your own',
    }),
  rated_pulses: positive('', 'pulses that a device is rated for; default: the median of device.endurance, if there is one', 1e15)
    .optional()
    .meta({ neutral: true }),
  worn_share: z
    .number()
    .gt(0)
    .max(1)
    .default(0.01)
    .meta({ description: 'share of devices that counts as the end of life in updates_until_worn', neutral: true }),
})

/** All of a spec except task and device, whose fields depend on their kinds. */
export const sections = z.strictObject({
  convention: z
    .enum(['physical', 'srnn-pcm'])
    .default('physical')
    .meta({ description: 'srnn-pcm: the choices of the published code of arXiv 2108.01804, with its hyper-parameters' }),
  seed: count('seed of all random numbers', 0, Number.MAX_SAFE_INTEGER).default(1),
  seeds: seeds.prefault({}).meta({ neutral: true }),
  network: network.prefault({}),
  crossbar: crossbar.prefault({}),
  learning: learning.prefault({}),
  update: update.prefault({}),
  training: training.prefault({}),
  cost: cost.optional().meta({
    description:
      'counts and prices operations: costs.csv, epoch-costs.csv, energy and time in runs.csv and by epoch in epochs.csv',
  }),
})

/** The resolved `task` section: its kind, and all its fields in internal units. */
export type TaskSection = { readonly kind: string; readonly [field: string]: unknown }

/** A resolved spec: every field is present, in internal units. */
export type Spec = Omit<z.infer<typeof sections>, 'network' | 'update'> & {
  readonly task: TaskSection
  readonly network: NetworkSection
  readonly update: UpdateSection
  readonly device: DeviceSection
}

type PopulationSection = { readonly kind: string; readonly size: number; readonly [field: string]: unknown }
export type ConnectionSection = z.infer<typeof connection>
export type NetworkSection = Omit<z.infer<typeof network>, 'populations'> & {
  readonly populations?: Readonly<Record<string, PopulationSection>> | undefined
}
type UpdateSection = {
  readonly kind: string
  readonly every: number
  readonly direction: Direction
  readonly [field: string]: unknown
}

function taskSchema({ name, fields }: TaskKind) {
  return z.strictObject({ kind: z.literal(name), ...fields })
}

const known = new WeakMap<DeviceKind, Map<TaskKind, ReturnType<typeof makeSchema>>>()

/** The schema of specs with this device and task, cached for each pair. */
export function specSchema(device: DeviceKind, task: TaskKind): ReturnType<typeof makeSchema> {
  const byTask = known.get(device) ?? new Map<TaskKind, ReturnType<typeof makeSchema>>()
  known.set(device, byTask)
  const schema = byTask.get(task) ?? makeSchema(device, task)
  byTask.set(task, schema)
  return schema
}

function makeSchema(device: DeviceKind, task: TaskKind) {
  return sections.extend({ task: taskSchema(task), device: deviceSchema(device) })
}

/** The JSON Schema of spec files, for editors. Quantities may also be given as text with a unit, numbers without a unit in per cent. */
export function specJsonSchema(): object {
  const own = z
    .looseObject({ model: z.string().regex(/\.(ya?ml|m?[jt]s)$/) })
    .meta({ description: 'a user-defined device: its file, and its parameters' })
  const device = z.union([...Object.values(deviceKinds).map(deviceSchema), own]).prefault({ model: 'pcm' })
  const task = z.union(Object.values(taskKinds).map(taskSchema)).prefault({ kind: 'pattern-generation' })
  return z.toJSONSchema(sections.extend({ task, device }), {
    io: 'input',
    override({ jsonSchema }) {
      // The loader uses pcm if no model is named, and pattern-generation if no task is named.
      if (jsonSchema.properties?.model || jsonSchema.properties?.kind)
        jsonSchema.required = (jsonSchema.required ?? []).filter((name) => name !== 'model' && name !== 'kind')
      const { unit, percent, default: value, description, ...number } = jsonSchema
      if (!unit && !percent) return
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key as keyof typeof jsonSchema]
      const text = { type: 'string' as const, pattern: `^[-+0-9.eE]+ *${unit ? '[a-zA-Z\u00b5\u03bc]+' : '%'}$` }
      Object.assign(jsonSchema, { description, ...(value === undefined ? {} : { default: value }), anyOf: [number, text] })
    },
  })
}
