/** The update schemes a spec can name. */
import { accumulator, fp32 } from './digital.ts'
import { mixedPrecision } from './mixed-precision.ts'
import { multiMemristor } from './multi-memristor.ts'
import type { CrossbarScheme, DigitalScheme } from './scheme.ts'
import { sign } from './sign.ts'
import { stochastic } from './stochastic.ts'
import { updateReady } from './update-ready.ts'

export const schemes = {
  sign,
  stochastic,
  'multi-memristor': multiMemristor,
  'mixed-precision': mixedPrecision,
  'update-ready': updateReady,
  fp32,
  accumulator,
} as const satisfies Record<string, CrossbarScheme | DigitalScheme>

export type SchemeName = keyof typeof schemes
