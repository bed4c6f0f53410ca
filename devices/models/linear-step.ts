/**
 * Steps that shorten linearly towards the bound in their direction: dw (1 + gamma w), with gamma = -|gamma_up| / w_max for steps up
 * and -|gamma_down| / w_min for steps down. The slope refers to the mean bounds, not to the bounds of the device (aihwkit's
 * mean_bound_reference, which all its presets use).
 */
import { deviceKind } from '../kind.ts'
import { pure } from '../parameter.ts'
import { createPulsed, pulsedParameters } from './pulsed.ts'

const parameters = {
  ...pulsedParameters,
  gamma_up: pure(0.1, 'share by which a step up at w_max is shorter than at w = 0, mean over devices', [0, 10]),
  gamma_down: pure(0.1, 'share by which a step down at w_min is shorter than at w = 0, mean over devices', [0, 10]),
  gamma_up_dtod: { ...pure(0, 'std of gamma_up over devices', [0, 10]), spread: true },
  gamma_down_dtod: { ...pure(0, 'std of gamma_down over devices', [0, 10]), spread: true },
}

const linear = (w: number, _low: number, _high: number, slope: number) => 1 + slope * w

export const linearStep = deviceKind({
  name: 'linear-step',
  title: 'steps that shorten linearly with the weight',
  cite: 'rasch2021',
  omits: 'write noise of the visible weight, diffusion, wear',
  parameters,
  create(q) {
    // If the lower bound is w = 0, steps down have no slope.
    const down = q.w_min < 0 ? -1 / q.w_min : 0
    return createPulsed('linear-step', q, {
      up: linear,
      down: linear,
      slopes: {
        up: { factor: -1 / q.w_max, mean: q.gamma_up, std: q.gamma_up_dtod },
        down: { factor: down, mean: q.gamma_down, std: q.gamma_down_dtod },
      },
    })
  },
})
