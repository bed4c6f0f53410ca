/** All that a run changes between two epochs, part by part. Everything else follows from its spec. */
import { eventNames } from '../../crossbar/cost/events.ts'
import type { Meter } from '../../crossbar/cost/meter.ts'
import type { Crossbar } from '../../crossbar/crossbar.ts'
import { type F32, padded } from '../../kernels/arena.ts'
import type { StateColumns, SynapseArray } from '../../learning/update/scheme.ts'
import type { Experiment } from '../run/build.ts'
import { columnPart, numberPart, type Part, type Place } from './part.ts'

/** @param t device time, s, at which the controller looks at its weights */
export function partsOf({ arrays, feedback, net, meters }: Experiment, t: number): Part[] {
  return [
    ...Object.entries(arrays).flatMap(([name, array]) => arrayParts(`connections/${name}`, array, t)),
    ...Object.entries(feedback.arrays).flatMap(([name, array]) => arrayParts(name, array, t)),
    ...feedback.held.flatMap(({ way, state }) => {
      // Of a diagonal connection B is one row.
      const rows = (state.weights?.length ?? 0) / padded(way.pre)
      return stateParts(`feedback/${way.name}`, state, rows, way.pre, padded(way.pre))
    }),
    ...Object.entries(meters).flatMap(([name, meter]) => meterParts(`meters/${name}`, meter)),
    ...net.populations.flatMap(({ name, neurons, size }) =>
      Object.entries(neurons).map(([field, column]) =>
        columnPart(`populations/${name}/${field}`, '', column, { shape: [size], steps: [1] }),
      ),
    ),
  ]
}

function meterParts(name: string, meter: Meter): Part[] {
  const counts = (key: string, unit: string, of: Float64Array) =>
    eventNames.map((event, place) =>
      numberPart(
        `${name}/${key}/${event}`,
        unit,
        () => of[place]!,
        (value) => {
          of[place] = value
        },
      ),
    )
  return [
    ...counts('events', '', meter.events),
    ...counts('joules', 'J', meter.joules),
    numberPart(
      `${name}/saturated`,
      '',
      () => meter.saturated,
      (value) => {
        meter.saturated = value
      },
    ),
  ]
}

function arrayParts(name: string, array: SynapseArray, t: number): Part[] {
  const { rows, cols, stride, crossbars, state = {} } = array
  const several = crossbars.length > 1
  const own = stateParts(name, state, rows, cols, stride)
  const devices = crossbars.flatMap((xbar, i) => crossbarParts(several ? `${name}/crossbar${i}` : name, xbar))
  return [...(state.weights ? [] : [knownWeights(name, array, t)]), ...devices, ...own]
}

/** The weights as the controller knows them: they follow from the devices. */
function knownWeights(name: string, { rows, cols, stride, weights }: SynapseArray, t: number): Part {
  const w = new Float32Array(rows * stride) as F32
  const { put: _, ...part } = columnPart(`${name}/weights`, '', w, { shape: [rows, cols], steps: [stride, 1] })
  return {
    ...part,
    take() {
      weights(t, w)
      return part.take()
    },
  }
}

function stateParts(name: string, state: StateColumns, rows: number, cols: number, stride: number): Part[] {
  const used = Object.entries(state).filter(([, column]) => column.length > 0)
  return used.map(([key, column]) => {
    return columnPart(`${name}/${key}`, '', column, placeOf(column.length, rows, cols, stride))
  })
}

/** A number for each synapse, one number, or a list, such as one for each row. */
function placeOf(length: number, rows: number, cols: number, stride: number): Place {
  if (length === rows * stride) return { shape: [rows, cols], steps: [stride, 1] }
  return length === 1 ? { shape: [], steps: [] } : { shape: [length], steps: [1] }
}

function crossbarParts(name: string, xbar: Crossbar): Part[] {
  const { bank, layout, counters, reader } = xbar
  const { rows, cols, stride, replicas } = layout
  const { g, t_programmed, set_count, reset_count, depress_count, own } = bank.columns
  const plane = replicas * rows * stride
  const columns = [
    { key: 'g', unit: 'uS', column: g },
    { key: 't_programmed', unit: 's', column: t_programmed },
    { key: 'set_count', unit: '', column: set_count },
    { key: 'reset_count', unit: '', column: reset_count },
    { key: 'depress_count', unit: '', column: depress_count },
    ...Object.entries(bank.model.columns).map(([key, { unit }]) => ({ key, unit, column: own[key]! })),
  ]
  const polarities = bank.size > plane ? (['plus', 'minus'] as const) : (['plus'] as const)
  return [
    ...polarities.flatMap((polarity, p) =>
      columns
        .filter(({ column }) => column.length > 0)
        .map(({ key, unit, column }) => {
          const place = { shape: [rows, cols, replicas], steps: [stride, 1, rows * stride], first: p * plane }
          return columnPart(`${name}/${key}_${polarity}`, unit, column, place)
        }),
    ),
    numberPart(
      `${name}/arbiter`,
      '',
      () => counters.arbiter,
      (value) => {
        counters.arbiter = value
      },
    ),
    numberPart(
      `${name}/refreshes`,
      '',
      () => counters.refreshes,
      (value) => {
        counters.refreshes = value
      },
    ),
    ...Object.entries(reader.state ?? {}).map(([key, column]) =>
      columnPart(`${name}/periphery/${key}`, '', column, { shape: [column.length], steps: [1] }),
    ),
    // What the reader derived from the devices is stale with it.
    numberPart(`${name}/last_pulse`, 's', () => counters.lastPulse, reader.programmed),
  ]
}
