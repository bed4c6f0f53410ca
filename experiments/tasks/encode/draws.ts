/** Random numbers of one presentation of a sample: a function of (split, sample, presentation, step, row), independent of earlier ones. */
import type { Arena, F64 } from '../../../kernels/arena.ts'
import type { Rng } from '../../../kernels/rng.ts'
import type { Split } from '../task.ts'

// The 64 bits of an event: step below 2^16, presentation below 2^20, sample below 2^28.
export const MOST_STEPS = 2 ** 16
const MOST_PRESENTATIONS = 2 ** 20
export const MOST_SAMPLES = 2 ** 28

export interface Draws {
  /** @throws RangeError where the sample is 2^28 or more, the presentation 2^20 or more */
  begin(split: Split, sample: number, presentation: number): void
  /** out[i] = uniform in (0, 1) of row i in `step`, which is below 2^16. `out` must be a whole column: blocks of 16 are written. */
  uniforms(step: number, out: F64): void
}

/** @param rng stream of the task; each split has its own stream */
export function createDraws(arena: Arena, rng: Rng): Draws {
  const streams = { train: rng.fork('train'), test: rng.fork('test') }
  let stream = streams.train
  let low = 0
  let high = 0
  return {
    begin(split, sample, presentation) {
      if (!(sample >= 0 && sample < MOST_SAMPLES && presentation >= 0 && presentation < MOST_PRESENTATIONS)) {
        throw new RangeError(`sample ${sample}, presentation ${presentation}: draws allow 2^28 samples and 2^20 presentations`)
      }
      stream = streams[split]
      low = ((presentation & 0xffff) << 16) >>> 0
      high = ((sample << 4) | (presentation >>> 16)) >>> 0
    },
    uniforms(step, out) {
      arena.kernels.uniforms(stream.k0, stream.k1, low + step, high, out.length, out.ptr)
    },
  }
}
