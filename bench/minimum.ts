/** The minimum time of a call: the speed of the machine without disturbance. */
import { Bench } from 'tinybench'

const SAMPLE_NS = 20_000

/** ns per call of each, the minimum over samples of at least 20 us; `time` is in ms per call. */
export async function minima(calls: readonly (() => unknown)[], time = 150): Promise<number[]> {
  const bench = new Bench({ time, warmupTime: time / 3 })
  const repeats = calls.map(perSample)
  calls.forEach((call, i) => {
    bench.add(String(i), () => {
      for (let k = 0; k < repeats[i]!; k++) call()
    })
  })
  await bench.run()
  return bench.tasks.map(({ result }, i) => {
    if (!('latency' in result)) throw new Error(`call ${i} did not run: ${result.state}`)
    return (result.latency.min * 1e6) / repeats[i]!
  })
}

/** Calls per sample: the clock is too coarse for one call on a hundred neurons. */
function perSample(call: () => unknown): number {
  call()
  const before = performance.now()
  call()
  return Math.max(1, Math.ceil(SAMPLE_NS / (1e6 * (performance.now() - before))))
}
