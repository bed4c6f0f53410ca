/** Checks that no two devices share their noise. */
import { type Operation, operationsOf, toldOperation, twoDraws } from './noise.ts'
import { type Finding, failed, notApplicable, passed, short } from './report.ts'
import { lagCorrelation, MOST_STANDARD_ERRORS, moments, ranks } from './statistics.ts'
import type { Subject } from './subject.ts'

/** All distances up to this one are checked, and larger powers of two: rows, blocks of draws, planes of an array. */
const NEAR = 256

interface Suspicion {
  readonly operation: Operation
  readonly draws: readonly [Float32Array, Float32Array]
  /** In standard errors. */
  readonly z: number
  /** 0: shared by all devices. */
  readonly lag: number
}

export function neighboursIndependent(subject: Subject): Finding {
  const found = operationsOf(subject.model).flatMap((each) => worstOf(subject, each))
  const [first] = found
  if (!first) return notApplicable('no operation is noisy')
  const worst = found.reduce((most, each) => (each.z > most.z ? each : most), first)
  const measured = `largest correlation ${short(worst.z)} standard errors (${worst.operation.name}, ${worst.lag === 0 ? 'all devices' : `${worst.lag} apart`})`
  const allowed = `up to ${MOST_STANDARD_ERRORS} standard errors`
  if (worst.z <= MOST_STANDARD_ERRORS) return passed(measured, allowed)
  const { operation, lag, draws } = worst
  const id = pairOf(draws, lag)
  const devices = [id, id + Math.max(1, lag)]
  const noise = (device: number) => `${short(draws[0][device]!)} and ${short(draws[1][device]!)}`
  const values = Object.fromEntries(devices.map((device) => [`device_${device}_in_two_draws_us`, noise(device)]))
  const counterexample = { devices, sequence: toldOperation(operation), values }
  const who = lag === 0 ? 'all devices' : `devices ${lag} apart`
  return failed(
    measured,
    allowed,
    `shared noise: ${who} draw the same noise at ${operation.name}; draw by the device's own id`,
    counterexample,
  )
}

function worstOf(subject: Subject, operation: Operation): Suspicion[] {
  const draws = twoDraws(subject, operation)
  const noise = draws[0].map((value, id) => value - draws[1][id]!)
  const n = noise.length
  const { mean, se, std } = moments(noise)
  if (mean === 0 && std === 0) return []
  // Two draws for the same devices have the same distribution: the mean of their difference is 0, for any mean of each.
  const common: Suspicion = { operation, draws, lag: 0, z: Math.abs(mean) / Math.max(se, 1e-12) }
  const scores = ranks(noise)
  const lags = Array.from({ length: Math.min(NEAR, n >> 2) }, (_, i) => i + 1)
  for (let lag = 2 * NEAR; lag <= n / 2; lag *= 2) lags.push(lag)
  const neighbours = lags.map((lag): Suspicion => ({ operation, draws, lag, z: Math.abs(lagCorrelation(scores, lag)) }))
  return [neighbours.reduce((most, each) => (each.z > most.z ? each : most), common)]
}

/** The first device that shows the problem clearly: its noise is as large as the other device's, and not 0. */
function pairOf([a, b]: readonly [Float32Array, Float32Array], lag: number): number {
  const noise = (id: number) => a[id]! - b[id]!
  let best = 0
  let least = Infinity
  for (let id = 0; id + Math.max(1, lag) < a.length && least > 0; id++) {
    const [here, there] = [noise(id), noise(id + Math.max(1, lag))]
    const distance = Math.abs(here - there) / (Math.abs(here) + Math.abs(there))
    if (distance < least) [best, least] = [id, distance]
  }
  return best
}
