/** Published devices of the family constant-step; values as in IBM's aihwkit (preset GokmenVlasov). */
import type { constantStep } from '../models/constant-step.ts'
import type { PresetOf } from '../preset.ts'

export const constantStepPresets: readonly PresetOf<typeof constantStep>[] = [
  {
    name: 'gokmen-vlasov',
    title: 'resistive processing unit by specification, 1200 states (Gokmen and Vlasov 2016)',
    cite: 'gokmen2016',
    kind: 'constant-step',
    values: {
      dw_min: 0.0016,
      dw_min_dtod: 0.3,
      dw_min_std: 0.3,
      up_down_dtod: 0.01,
      w_max: 1,
      w_min: -1,
      w_max_dtod: 0.3,
      w_min_dtod: 0.3,
    },
  },
]
