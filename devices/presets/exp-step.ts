/** Published devices of the family exp-step; values as in IBM's aihwkit (presets ReRamES, PCM). */
import type { expStep } from '../models/exp-step.ts'
import type { PresetOf } from '../preset.ts'

export const expStepPresets: readonly PresetOf<typeof expStep>[] = [
  {
    name: 'reram-es',
    title: 'HfO2 ReRAM, fit of the exponential step (Gong 2018)',
    cite: 'gong2018',
    kind: 'exp-step',
    values: {
      dw_min: 0.00135,
      dw_min_dtod: 0.2,
      dw_min_std: 5,
      up_down: 0.259359,
      up_down_dtod: 0.05,
      w_max: 1,
      w_min: -1,
      w_max_dtod: 0.3,
      w_min_dtod: 0.3,
      a: -0.5,
      b: -0.5,
      gamma_up: 5,
      gamma_down: 5,
      A_up: -1.18445,
      A_down: -0.081404,
    },
    omits: 'its write noise of 75 dw_min',
  },
  {
    name: 'pcm-one-sided',
    title: 'phase-change memory, fit of the exponential step; for pairs with refresh (Nandakumar 2020)',
    cite: 'nandakumar2020',
    kind: 'exp-step',
    direction: 'set-only',
    values: {
      // The noise of the fit is for w_max at 20 uS.
      g_min: 0,
      g_max: 20,
      dw_min: 0.01,
      dw_min_dtod: 0.2,
      dw_min_std: 0.6,
      up_down_dtod: 0.05,
      w_max: 2,
      w_min: 0,
      w_max_dtod: 0.1,
      w_min_dtod: 0,
      a: -1,
      b: 0,
      gamma_up: 2.5,
      gamma_down: 2.5,
      A_up: -27.235,
      A_down: -2.235,
    },
    omits: 'its cycle-to-cycle noise that grows with the weight, the spread of RESET, drift (pcm has both)',
  },
]
