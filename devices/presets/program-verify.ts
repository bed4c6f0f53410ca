/** Published resistive memories that are programmed to targets; polynomials in the target over g_max. */

import type { programVerify } from '../models/program-verify.ts'
import type { PresetOf } from '../preset.ts'

export const programVerifyPresets: readonly PresetOf<typeof programVerify>[] = [
  {
    name: 'rram-wan-2022',
    title: 'RRAM of the NeuRRAM chip, 1 s after programming (Wan 2022)',
    cite: 'wan2022',
    kind: 'program-verify',
    values: { g_min: 0, g_max: 40, s0: 0.348, s1: 16.03, s2: -43.853, s3: 45.393, s4: -16.815, t0: 1 },
    omits: 'relaxation over the following days, short-term read noise',
  },
  {
    name: 'rram-milo-2021',
    title: 'HfO2 RRAM, multi-level program-and-verify (Milo 2021)',
    cite: 'milo2021',
    kind: 'program-verify',
    // sigma = 4.782321 - 0.009107 G uS.
    values: { g_min: 50, g_max: 225, s0: 4.782321, s1: -0.009107 * 225 },
    omits: 'the high-resistance state below 50 uS',
  },
]
