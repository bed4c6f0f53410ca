/** Summary of a resolved spec: the non-idealities that are on, and how a device's step compares with the weights. */
import type { Direction } from '../../crossbar/crossbar.ts'
import { assumedStep } from '../../crossbar/direction.ts'
import type { DeviceModel } from '../../devices/model.ts'
import { schemes } from '../../learning/update/registry.ts'
import type { Dataset } from '../tasks/task.ts'
import type { LoadedDevice } from './device.ts'
import { describeNetwork, synapseCount } from './graph.ts'
import type { Spec } from './schema.ts'

/** Lines of [what, value]. */
export type Facts = readonly (readonly [what: string, value: string])[]

export function explainSpec(spec: Spec, dataset: Dataset, device: LoadedDevice): Facts {
  const { graph, gains } = describeNetwork(spec.network, dataset)
  const scheme = schemes[spec.update.kind]!
  const sizes = Object.entries(graph.populations).map(([name, { kind, size }]) => `${name} (${size} ${kind})`)
  const facts: [string, string][] = [
    [
      'task',
      `${spec.task.kind}: ${dataset.size.train} training and ${dataset.size.test} test samples of ${dataset.steps} steps of ${dataset.dt} s`,
    ],
    ['populations', sizes.join(', ')],
    [
      'connections',
      Object.entries(graph.connections)
        .map(([name, { from, to }]) => `${name}: ${from} > ${to}`)
        .join(', '),
    ],
    ['weights', String(synapseCount(graph))],
    [
      'learning',
      `${spec.learning.rule}, ${spec.learning.mode}, ${spec.learning.feedback} feedback in ${spec.learning.feedback_store} form`,
    ],
    ['update', `${scheme.name}: ${scheme.title}`],
  ]
  if (scheme.weights === 'digital') return [...facts, ['devices', 'none: weights are in digital memory']]
  return [...facts, ...nonIdealities(spec, device), ...steps(spec, device.model, graph, gains)]
}

function nonIdealities({ device, crossbar, update }: Spec, { kind }: LoadedDevice): [string, string][] {
  const switches = Object.entries(kind.parameters).filter(([, p]) => typeof p.default === 'boolean' && !p.idle)
  const on = switches.filter(([name]) => device[name] !== false).map(([name]) => name)
  const off = switches.filter(([name]) => device[name] === false).map(([name]) => name)
  const spreads = Object.entries(kind.parameters).flatMap(([name, p]) => {
    return p.spread && Number(device[name]) > 0 ? [`${name} = ${device[name]}${p.unit && ` ${p.unit}`}`] : []
  })
  const around = Object.entries(device).filter(([, value]) => typeof value === 'object')
  return [
    ['device', `${kind.name}: ${kind.title}; not modelled: ${kind.omits}`],
    ['on', on.join(', ') || 'nothing'],
    ['off', off.join(', ') || 'nothing'],
    ['device to device', spreads.join(', ') || 'all devices are equal'],
    ['circuit', circuitOf(crossbar)],
    ['wrappers', around.map(([name, values]) => `${name} ${JSON.stringify(values)}`).join(', ') || 'none'],
    [
      'controller',
      crossbar.controller_read === 'noisy'
        ? 'knows a noisy read of a device'
        : 'knows the conductance of a device, without noise and drift',
    ],
    ...directions(crossbar, update.direction),
  ]
}

function circuitOf({ periphery, tile, faults }: Spec['crossbar']): string {
  const effects = periphery.map((item) =>
    Object.entries(item)
      .map(([name, values]) => `${name} ${JSON.stringify(values)}`)
      .join(),
  )
  const broken = Object.entries(faults).filter(([, value]) =>
    Array.isArray(value) ? value.length > 0 : value !== 0 && value !== undefined,
  )
  const parts = [
    ...effects,
    ...(tile ? [`tiles of ${tile.join(' x ')}`] : []),
    ...broken.map(([name, value]) => `${name} ${JSON.stringify(value)}`),
  ]
  return parts.join(', ') || 'ideal: currents of devices are summed as they are'
}

/** How devices represent and change weights. */
function directions({ cell, origin, refresh }: Spec['crossbar'], direction: Direction): [string, string][] {
  const at = origin === 'mid-range' ? 'in the middle of the range' : 'at the symmetric point of each device'
  const cells = {
    differential: 'differential: two groups of devices per weight',
    reference: `reference: one group of devices per weight, against fixed conductances ${at}`,
  }
  if (direction === 'bidirectional') {
    return [
      ['cell', cells[cell]],
      ['direction', `bidirectional: SET and depression pulses; weight 0 is ${at}`],
      ['refresh', 'never: pulses raise and lower the conductance'],
    ]
  }
  return [
    ['cell', cells[cell]],
    ['direction', 'set-only: SET pulses raise the conductance, only RESET pulses lower it'],
    ['refresh', refresh.enabled ? 'of pairs that have reached the end of their range' : 'never'],
  ]
}

function steps(
  { crossbar: { scale, replicas, combine }, update: { direction } }: Spec,
  model: DeviceModel,
  graph: ReturnType<typeof describeNetwork>['graph'],
  gains: Readonly<Record<string, number>>,
): [string, string][] {
  const step = assumedStep(model, direction)
  const [low, high] = model.range
  const weight = (g: number) => g / (scale * (combine === 'mean' ? 1 : 1 / replicas))
  const pulse = combine === 'mean' ? weight(step) / replicas : weight(step) / replicas
  const short = (x: number) => String(Number(x.toPrecision(3)))
  const initial = Object.entries(graph.connections).flatMap(([name, { from, shape }]) => {
    const std = (gains[name] ?? 0) / Math.sqrt(shape === 'diagonal' ? 1 : graph.populations[from]!.size)
    return std > 0 ? [`${name}: std ${short(std)}, ${short(std / pulse)} pulses`] : []
  })
  return [
    [direction === 'set-only' ? 'one SET pulse' : 'one pulse', `${short(step)} uS on average, ${short(pulse)} of weight`],
    ['largest weight', `${short(weight(high - low))}, ${short(weight(high - low) / pulse)} pulses of that size`],
    ['initial weights', initial.join('; ')],
  ]
}
