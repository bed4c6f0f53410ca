/**
 * Endurance: each device wears out after a number of pulses (SET, RESET and depression together) that is drawn once per device:
 * lognormal, or Weibull, the usual law of breakdown. A worn-out device keeps its conductance; further pulses are counted but have no
 * effect.
 */
import { exp, log, pow } from '../../kernels/math.ts'
import { fillNormals } from '../../kernels/rng.ts'
import { type Columns, type DeviceModel, float32 } from '../model.ts'
import { option, pure } from '../parameter.ts'
import { deviceUniforms } from '../scratch.ts'
import { blockPulses } from './inert.ts'
import { declaring } from './stuck-at.ts'
import { freeColumn, type Wrapper, wrapper } from './wrapper.ts'

export interface EnduranceOptions {
  /** Median number of pulses until failure. */
  readonly pulses?: number
  /** Lognormal: std of the logarithm. */
  readonly sigma?: number
  /** Weibull, with this shape, instead of lognormal. */
  readonly weibull?: boolean
  readonly shape?: number
}

/** `model` with devices that wear out. */
export function withEndurance(
  model: DeviceModel,
  { pulses = 1e6, sigma = 0.5, weibull = false, shape = 2 }: EnduranceOptions,
): DeviceModel {
  const column = freeColumn(model, 'endurance')
  return blockPulses(
    {
      ...model,
      columns: { ...model.columns, [column]: { unit: '', doc: 'pulses until it fails' } },
      init(c, n, rng, arena) {
        model.init?.(c, n, rng, arena)
        const limit = float32(c, column)
        const stream = rng.fork(column)
        if (weibull) {
          const u = deviceUniforms(arena, stream, 0, n)
          // ln(1/u) / ln 2 has the median 1.
          for (let id = 0; id < n; id++) limit[id] = pulses * pow(-log(u[id]!) / Math.LN2, 1 / shape)
        } else {
          fillNormals(arena, stream, 0, limit)
          for (let id = 0; id < n; id++) limit[id] = pulses * exp(sigma * limit[id]!)
        }
      },
      ...declaring(model, column),
    },
    (c, id) => pulsesOf(c, id) < float32(c, column)[id]!,
  )
}

function pulsesOf({ set_count, reset_count, depress_count }: Columns, id: number): number {
  return set_count[id]! + reset_count[id]! + (depress_count[id] ?? 0)
}

export const endurance: Wrapper = wrapper({
  name: 'endurance',
  title: 'devices wear out after a number of pulses',
  parameters: {
    pulses: pure(1e6, 'pulses until failure, median over devices', [1e-3, 1e15]),
    sigma: pure(0.5, 'lognormal: std of the logarithm over devices', [0, 10]),
    weibull: option(false, 'Weibull instead of lognormal'),
    shape: pure(2, 'Weibull: shape; the larger, the narrower', [0.01, 1e3]),
  },
  wrap: withEndurance,
})
