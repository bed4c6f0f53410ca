/** Devices drawn at random, measured as laboratories do: what `device fit` has not been tuned to. */
import type { Range } from '../../devices/fit/candidate.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng, fillUniforms } from '../../kernels/rng.ts'
import type { Known } from './truths.ts'
import { values } from './truths.ts'

type Between = (low: number, high: number) => number

/** Uniform draws in the order they are asked for. */
function drawing(seed: string): Between {
  const arena = new Arena(4 * 1024 * 1024)
  const numbers = arena.f64(64)
  fillUniforms(arena, createRng(seed, 'truth'), 0, numbers)
  let i = 0
  return (low, high) => low + (high - low) * numbers[i++]!
}

type Own = Readonly<Record<string, number>>
/** Step at a place of the range, 0 to 1. */
type Shape = (x: number) => number

interface Drawn {
  readonly family: string
  readonly own: Own
  readonly step: Shape
}

/** Laws of SET steps over a range of `width`: about as many pulses fill it as a sweep has. */
const LAWS: readonly ((between: Between, width: number, pulses: number) => Drawn)[] = [
  (between, width, pulses) => {
    const own = { dw: (width / pulses) * between(1.2, 3), c2c: between(0.2, 0.7) }
    return { family: 'soft-bounds', own, step: (x) => own.dw * (1 - x) }
  },
  (between, width, pulses) => {
    const own = { dw: (width / pulses) * between(1, 2), gamma: between(0.35, 0.75), c2c: between(0.2, 0.6) }
    return { family: 'linear-step', own, step: (x) => own.dw * (1 - own.gamma * x) }
  },
  (between, width, pulses) => {
    const dw = (width / pulses) * between(2, 4)
    const own = { dw, dw_end: dw * between(0.05, 0.2), gamma: between(-6, -2.5), c2c: between(0.2, 0.6) }
    const share = (x: number) => Math.expm1(own.gamma * x) / Math.expm1(own.gamma)
    return { family: 'exp-step', own, step: (x) => own.dw + (own.dw_end - own.dw) * share(x) }
  },
]

/** The k-th of them: laws in turn, of SET pulses for many devices, up and down for thirty, up and down for one. */
export function drawn(k: number): Known {
  const between = drawing(`drawn ${k}`)
  const kind = Math.floor(k / 4) % 3
  if (k % 4 === 3) return memory(between)
  const low = between(1, 10)
  const width = between(10, 80)
  const pulses = kind === 0 ? Math.round(between(20, 40)) : kind === 1 ? 100 : 1000
  const { family, own, step } = LAWS[k % 4]!(between, width, pulses)
  const spread = kind < 2
  const rangeStd = spread && family === 'soft-bounds' ? between(0.05, 0.15) * width : 0
  const place = (g: number, mine: Range) => {
    const { gMin, gMax } = rangeStd > 0 ? mine : { gMin: low, gMax: low + width }
    return (g - gMin) / (gMax - gMin)
  }
  const ratio = between(0.7, 1.3)
  const down = kind > 0
  const both: Own = down
    ? Object.fromEntries(
        Object.entries(own).flatMap(([name, value]) => [
          [name, value],
          [`${name}_down`, /^dw/.test(name) ? ratio * value : value],
        ]),
      )
    : own
  const scales = spread ? ([between(0.1, 0.3), between(0.1, 0.3)] as const) : ([0, 0] as const)
  const truth = {
    nu: down ? ([0, 0] as const) : ([0.03, 0.01] as const),
    t0: 1,
    mean: (g: number, _n: number, mine: Range) => step(place(g, mine)),
    std: (g: number, _n: number, mine: Range) => own.c2c! * step(place(g, mine)),
    scaleStd: scales[0],
    ...(down
      ? {
          down: {
            mean: (g: number, _n: number, mine: Range) => -ratio * step(1 - place(g, mine)),
            std: (g: number, _n: number, mine: Range) => ratio * own.c2c! * step(1 - place(g, mine)),
            scaleStd: scales[1],
          },
        }
      : {}),
    range: [low, low + width] as const,
    rangeStd: [0, rangeStd] as const,
    reset: [low, 0.01 * width] as const,
    noise: [0.004 * width, between(0.003, 0.01)] as const,
  }
  const protocol = down
    ? { devices: kind === 1 ? 30 : 1, sweeps: kind === 1 ? 1 : 2, pulses, downs: pulses, ages: [1] }
    : { devices: 50, sweeps: 1, pulses, ages: [1, 1], late: [10, 100] }
  return { family, truth, protocol, values: values(both, truth) }
}

/** Nandakumar's law, which knows SET pulses only. */
function memory(between: Between): Known {
  const times = between(0.5, 4)
  const own = {
    m1: between(-0.1, -0.05),
    c1: times * between(0.7, 1),
    a1: times * between(1, 1.6),
    m2: between(0.05, 0.1),
    c2: times * between(0.2, 0.4),
    a2: times * between(1.2, 2.2),
    tau_p: between(2, 4),
  }
  const p = (n: number) => Math.exp(-n / own.tau_p)
  const truth = {
    nu: [0.04, 0.01] as const,
    t0: 1,
    mean: (g: number, n: number) => own.m1 * g + own.c1 + own.a1 * p(n),
    std: (g: number, n: number) => own.m2 * g + own.c2 + own.a2 * p(n),
    scaleStd: between(0.1, 0.3),
    range: [0.1 * times, 12 * times] as const,
    reset: [0.1 * times, 0.02 * times] as const,
    noise: [0.05 * times, 0.02] as const,
  }
  const protocol = { devices: 60, sweeps: 1, pulses: 20, ages: [1, 1], late: [10, 100] }
  return { family: 'nandakumar', truth, protocol, values: values(own, truth) }
}
