/** The update schemes that a spec can name. */
import { accumulator, adam, fp32 } from './digital.ts'
import { errorTriggered } from './error-triggered.ts'
import { metaplastic } from './metaplastic.ts'
import { mixedPrecision } from './mixed-precision.ts'
import { multiMemristor } from './multi-memristor.ts'
import type { UpdateScheme } from './scheme.ts'
import { sign } from './sign.ts'
import { stochastic } from './stochastic.ts'
import { stochasticPulseTrains } from './stochastic-pulse-trains.ts'
import { tikiTaka } from './tiki-taka.ts'
import { updateReady } from './update-ready.ts'

const all = [
  ...[sign, stochastic, multiMemristor, mixedPrecision, updateReady, tikiTaka, stochasticPulseTrains],
  ...[errorTriggered, metaplastic, fp32, accumulator, adam],
] as const

/** The field types of a scheme are known only inside the scheme; here its fields are the validated values of the spec. */
export const schemes: Readonly<Record<string, UpdateScheme>> = Object.fromEntries(
  all.map((scheme) => [scheme.name, scheme as unknown as UpdateScheme]),
)
