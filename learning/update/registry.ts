/** The update schemes a spec can name. */
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

/** Fields as their own types are known only inside a scheme: here they are what the spec's validation has let through. */
export const schemes: Readonly<Record<string, UpdateScheme>> = Object.fromEntries(
  all.map((scheme) => [scheme.name, scheme as unknown as UpdateScheme]),
)
