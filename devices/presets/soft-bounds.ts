/** Published devices of the family soft-bounds; values as in IBM's aihwkit (preset ReRamSB). */
import type { softBounds } from '../models/soft-bounds.ts'
import type { PresetOf } from '../preset.ts'

export const softBoundsPresets: readonly PresetOf<typeof softBounds>[] = [
  {
    name: 'reram-sb',
    title: 'HfO2 ReRAM, loose fit of soft bounds about the symmetry point (Gong 2018)',
    cite: 'gong2018',
    kind: 'soft-bounds',
    values: {
      dw_min: 0.002,
      dw_min_dtod: 0.3,
      dw_min_std: 3.75,
      multiplicative_noise: false,
      up_down_dtod: 0.01,
      w_max: 1.25,
      w_min: -0.75,
      w_max_dtod: 0.24,
      w_min_dtod: 0.4,
    },
    omits: 'its write noise of 56 dw_min',
  },
]
