/** Moments at which what is derived from devices is made anew as they age. */

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

/**
 * `lastPulse` plus the age at time t cut to its five leading bits: within 1/16 of the age and a function of it alone, so that the
 * same moments come up whatever else was read, and the bits of a result do not depend on which rows acted.
 */
export function reference(lastPulse: number, t: number): number {
  float[0] = t - lastPulse
  words[0] = 0
  words[1] = words[1]! & 0xffff0000
  return lastPulse + float[0]
}
