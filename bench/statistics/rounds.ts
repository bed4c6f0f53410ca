/** Time of a normal with 7 and with 10 rounds of Philox, alternating. */
import { BUILT, compileWithRounds, ROUNDS } from './variant.ts'

export interface RoundsTime {
  readonly rounds: number
  /** Minimum of many samples. */
  readonly normal_ns: number
  readonly uniform_ns: number
  /** Time of a normal, relative to that with the rounds of the built kernels. */
  readonly normal_ratio: number
}

const COUNT = 16384
const SAMPLES = 40
/** Calls per sample. */
const CALLS = 30

export async function timeRounds(): Promise<RoundsTime[]> {
  const engines = []
  for (const rounds of ROUNDS) {
    const { arena, kernels } = await compileWithRounds(rounds)
    const [floats, doubles] = [arena.f32(COUNT), arena.f64(COUNT)]
    engines.push({
      rounds,
      normals: (event: number) => kernels.normals(1, 2, event, 0, COUNT, floats.ptr),
      uniforms: (event: number) => kernels.uniforms(1, 2, event, 0, COUNT, doubles.ptr),
      normal_ns: Number.POSITIVE_INFINITY,
      uniform_ns: Number.POSITIVE_INFINITY,
    })
  }
  // Alternating, so that a change in the machine's load affects both.
  for (let i = 0; i < SAMPLES; i++) {
    for (const engine of engines) {
      engine.normal_ns = Math.min(engine.normal_ns, sample(engine.normals))
      engine.uniform_ns = Math.min(engine.uniform_ns, sample(engine.uniforms))
    }
  }
  const built = engines.find(({ rounds }) => rounds === BUILT)!.normal_ns
  return engines.map(({ rounds, normal_ns, uniform_ns }) => ({ rounds, normal_ns, uniform_ns, normal_ratio: normal_ns / built }))
}

function sample(call: (event: number) => void): number {
  const start = performance.now()
  for (let event = 0; event < CALLS; event++) call(event)
  return ((performance.now() - start) * 1e6) / (CALLS * COUNT)
}
