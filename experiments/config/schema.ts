/** The experiment spec: one schema for validation, defaults, units, documentation and editor completion. */
import { z } from 'zod'
import type { DeviceKind } from '../../devices/kind.ts'
import { deviceKinds } from '../../devices/registry.ts'
import { count, names, positive, pure, quantity } from '../../input/fields.ts'
import { FEEDBACKS } from '../../learning/feedback.ts'
import { schemes } from '../../learning/update/registry.ts'
import { type DeviceSection, deviceSchema } from './device.ts'

const task = z.strictObject({
  kind: z.enum(['pattern-generation']).default('pattern-generation'),
  target: z
    .union([z.string(), z.array(z.string()).min(1)])
    .default('sinusoids')
    .meta({
      description:
        '`sinusoids`, or a CSV file (one column an output; a column t_s is the time), or a list of them, one a pattern',
    }),
  normalize: z
    .boolean()
    .default(true)
    .meta({ description: 'divide a target by its largest absolute value; default: true for sinusoids, false for a file' }),
  frequencies: z
    .array(quantity('Hz', 'frequency', 0, 1e6))
    .min(1)
    .default([1, 2, 3, 5])
    .meta({ description: 'frequencies of the sinusoids [Hz]' }),
  amplitude: z
    .tuple([pure('lowest', 0, 1e6), pure('highest', 0, 1e6)])
    .default([0.5, 2])
    .meta({ description: 'range the sinusoids draw their amplitudes from' }),
  outputs: count('outputs of generated targets', 1, 1000).default(1),
  patterns: count('patterns of generated targets, one trial each an epoch', 1, 1000).default(3),
  duration: positive('s', 'duration of a trial', 1e5).default(1),
  dt: positive('s', 'time step', 1).default(1e-3),
  inputs: count('input neurons', 1, 20000).default(100),
  input_rate: quantity('Hz', 'rate of the frozen Poisson input', 0, 1e6).default(50),
})

const network = z.strictObject({
  neurons: count('recurrent neurons', 1, 20000).default(100),
  adaptive: count('how many of them have an adaptive threshold (ALIF)', 0, 20000).default(0),
  tau_mem: positive('s', 'membrane time constant').default(0.03),
  tau_out: positive('s', 'readout time constant').default(0.03),
  tau_adapt: positive('s', 'time constant of the adaptation').default(0.2),
  threshold: positive('', 'firing threshold theta', 1e6).default(0.671),
  adapt_beta: pure('threshold rise per unit of adaptation', 0, 1e6).default(0.017),
  gamma: pure('height factor of the surrogate derivative', 0, 1e3).default(0.3),
  refractory: quantity('s', 'time after a spike without another').default(0),
  zeta: z.enum(['1', '1-alpha']).default('1').meta({ description: 'gain of the membrane input' }),
  zeta_out: z.enum(['1', '1-kappa']).default('1').meta({ description: 'gain of the readout input' }),
  surrogate: z.enum(['gamma/theta', 'gamma']).default('gamma/theta').meta({ description: 'height of the surrogate derivative' }),
  gain: pure('initial weights have std gain / sqrt(fan-in)', 0, 1e3).default(0.521),
})

const crossbar = z.strictObject({
  replicas: count('devices per polarity, N', 1, 64).default(1),
  scale: positive('uS', 'conductance difference of weight 1').default(43.8),
  settle: positive('s', 'device time from an update to the next trial').default(38.6),
  estimate: z
    .enum(['perfect', 'read'])
    .default('perfect')
    .meta({ description: 'what the controller knows of a device: its conductance, or a noisy read' }),
  combine: z
    .enum(['mean', 'sum'])
    .default('mean')
    .meta({ description: 'whether N devices weigh as their mean or as their sum (a choice of the published code)' }),
  refresh: z
    .strictObject({
      enabled: z.boolean().default(true),
      high: pure('refresh where the larger conductance of the pair is over this share of the range ...', 0, 1).default(0.75),
      low: pure('... and the smaller over this', 0, 1).default(0.25),
    })
    .prefault({}),
})

const learning = z.strictObject({
  rule: z.enum(['eprop']).default('eprop'),
  mode: z.enum(['adjoint', 'online']).default('adjoint').meta({
    description: 'the same gradient backwards over a recorded trial (fast), or step by step with an eligibility per synapse',
  }),
  feedback: z.enum(names(FEEDBACKS)).default('random'),
  feedback_gain: pure('size of the feedback weights times sqrt(neurons)', 0, 1e6).default(1),
  feedback_decay: pure('adaptive feedback: decay of both matrices in a trial', 0, 1).default(1e-3),
  lr_in: pure('learning rate of the input weights', 0, 1e3).default(1.45e-5),
  lr_rec: pure('learning rate of the recurrent weights', 0, 1e3).default(1.57e-5),
  lr_out: pure('learning rate of the readout weights', 0, 1e3).default(1.01e-4),
  rate_regularisation: pure('strength of the firing-rate regularisation', 0, 1e9).default(11900),
  rate_target: quantity('Hz', 'rate that the regularisation aims at', 0, 1e6).default(12),
  rate_eligibility: z
    .enum(['plain', 'filtered'])
    .default('plain')
    .meta({ description: 'regularise through the eligibility or through its filtered trace' }),
  input_lead: count('steps by which the input trace leads the membrane (1: a choice of the published code)', 0, 1).default(0),
  gradient_clamp: z
    .union([z.number().gt(0), z.null()])
    .default(100)
    .meta({ description: 'gradients of a trial are clamped to +- this; null: not at all' }),
})

const update = z.strictObject({
  kind: z.enum(names(schemes)).default('mixed-precision'),
  threshold: pure('sign: gradients up to this are passed over', 0, 1e12).default(1),
  prob_scale: positive('', 'stochastic: the change, in device steps, that gets a pulse with certainty', 1e9).default(1),
  rounding: z
    .enum(['nearest', 'stochastic'])
    .default('nearest')
    .meta({ description: 'multi-memristor, update-ready: how a number of pulses becomes a whole one' }),
  max_weight: positive('', 'fp32, accumulator: weights stay within +- this', 1e6).default(1),
})

const training = z.strictObject({
  epochs: count('passes over the patterns', 1, 1e6).default(250),
  shuffle: z.boolean().default(true).meta({ description: 'a new order of the patterns in every epoch' }),
})

/** All of a spec but its device, whose fields depend on its model. */
export const sections = z.strictObject({
  convention: z
    .enum(['physical', 'srnn-pcm'])
    .default('physical')
    .meta({ description: 'srnn-pcm: the choices of the published code of arXiv 2108.01804, with its hyper-parameters' }),
  seed: count('seed of everything random', 0, Number.MAX_SAFE_INTEGER).default(1),
  task: task.prefault({}),
  network: network.prefault({}),
  crossbar: crossbar.prefault({}),
  learning: learning.prefault({}),
  update: update.prefault({}),
  training: training.prefault({}),
})

/** A resolved spec: every field there, in inside units. */
export type Spec = z.infer<typeof sections> & { readonly device: DeviceSection }

export function specSchema(kind: DeviceKind) {
  return sections.extend({ device: deviceSchema(kind) })
}

/** The JSON Schema of spec files, for editors. Quantities may also be given as text with a unit. */
export function specJsonSchema(): object {
  const own = z
    .looseObject({ model: z.string().regex(/\.(ya?ml|m?[jt]s)$/) })
    .meta({ description: 'a device of your own: its file, and its parameters' })
  const device = z.union([...Object.values(deviceKinds).map(deviceSchema), own]).prefault({ model: 'pcm' })
  return z.toJSONSchema(sections.extend({ device }), {
    io: 'input',
    override({ jsonSchema }) {
      // The loader takes pcm where no model is named.
      if (jsonSchema.properties?.model) jsonSchema.required = (jsonSchema.required ?? []).filter((name) => name !== 'model')
      const { unit, default: value, description, ...number } = jsonSchema
      if (!unit) return
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key as keyof typeof jsonSchema]
      const text = { type: 'string' as const, pattern: '^[-+0-9.eE]+ *[a-zA-Z\u00b5\u03bc]+$' }
      Object.assign(jsonSchema, { description, ...(value === undefined ? {} : { default: value }), anyOf: [number, text] })
    },
  })
}
