/** Reference times at which values derived from ageing devices are recomputed. */

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

/**
 * `lastPulse` plus the age at time t truncated to its five leading bits. It differs from t by at most 1/16 of the age and depends only
 * on the age, so that results do not depend, bit for bit, on earlier reads or on the rows read.
 */
export function referenceTime(lastPulse: number, t: number): number {
  float[0] = t - lastPulse
  words[0] = 0
  words[1] = words[1]! & 0xffff0000
  return lastPulse + float[0]
}
