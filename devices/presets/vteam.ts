/** Published parameters of VTEAM. */

import type { vteam } from '../models/vteam.ts'
import type { PresetOf } from '../preset.ts'

export const vteamPresets: readonly PresetOf<typeof vteam>[] = [
  {
    name: 'vteam-kvatinsky-2015',
    title: 'memristor by its state equation, fast to SET and slow to RESET (Kvatinsky 2015)',
    cite: 'kvatinsky2015',
    kind: 'vteam',
    values: {
      r_on: 50,
      r_off: 1000,
      d: 3e-9,
      k_on: -10,
      k_off: 5e-4,
      a_on: 3,
      a_off: 1,
      v_on: -0.2,
      v_off: 0.02,
    },
    omits: 'the pulses of a publication (here 30 SET pulses lead from R_off to R_on)',
  },
]
