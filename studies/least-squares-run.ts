/**
 * Linear regression on one array: inputs x ~ N(0, 1), targets y = x W* + noise, one update per sample with the gradient of the squared
 * error, an outer product that the update scheme turns into pulses. W* is the optimum, so that a mean of W that differs from it is a
 * bias of the scheme and its devices.
 */
import { createCrossbar } from '../crossbar/create.ts'
import type { Crossbar } from '../crossbar/crossbar.ts'
import { assumedStep } from '../crossbar/direction.ts'
import type { DeviceModel } from '../devices/model.ts'
import { Arena, padded } from '../kernels/arena.ts'
import { createRng, fillNormals, fillUniforms } from '../kernels/rng.ts'
import type { ArrayFactory, UpdateScheme } from '../learning/update/scheme.ts'

/** Inputs and outputs. */
const [ROWS, COLS] = [10, 10]
/** Values of W*, each as probable. */
export const TARGETS: readonly number[] = Array.from({ length: 13 }, (_, i) => (i - 6) / 10)
/** Points of the learning curve. */
export const CHECKPOINTS = 40
/** Share of the updates, the last ones, over which results are means. */
const LAST = 0.2

/** One run. */
export interface Regression {
  readonly model: DeviceModel
  readonly scheme: UpdateScheme
  /** Values of the scheme's fields. */
  readonly values: Readonly<Record<string, unknown>>
  /** Learning rate: the change of W wanted per unit of the gradient. */
  readonly rate: number
  readonly updates: number
  /** Std of the noise of the targets. */
  readonly noise: number
  /** uS per weight of 1. */
  readonly scale: number
  readonly seed: number
}

interface CurvePoint {
  /** Updates so far. */
  readonly updates: number
  /** Root mean square of W - W* over the array, before the last of them. */
  readonly error: number
  /** Squared error of an output without the noise of its target, before its update: mean since the last point. */
  readonly excess: number
}

export interface Regressed {
  readonly curve: readonly CurvePoint[]
  /** W* of each synapse. */
  readonly target: readonly number[]
  /** Mean of W of each synapse over the last updates. */
  readonly weights: readonly number[]
  /** Root mean square of W - W* over the array and the last updates. */
  readonly error: number
  /** Mean squared error of an output over the last updates, with the noise. */
  readonly loss: number
  /** SET and depression pulses. */
  readonly pulses: number
  /** Weight of each synapse at the symmetric point of its device; absent if the weights are digital. */
  readonly symmetricPoints?: readonly number[]
}

/** Deterministic in its arguments. Seeds alike have the same targets, inputs, noise and devices, whatever the scheme. */
export function regress({ model, scheme, values, rate, updates, noise, scale, seed }: Regression): Regressed {
  const arena = new Arena(4e6)
  const rng = createRng(seed, 'least-squares')
  const stride = padded(COLS)
  const make: ArrayFactory = {
    ...{ arena, rng: rng.fork('update'), step: assumedStep(model, 'bidirectional') / scale, model },
    crossbar: (shape, initial, part = 'slow', other = {}) => {
      const circuit = { model, scale, direction: 'bidirectional', cell: 'reference' } as const
      return createCrossbar(arena, { ...shape, ...circuit, ...other, rng: rng.fork(part) }, initial)
    },
  }
  const array = scheme.create({ rows: ROWS, cols: COLS, autapses: true }, undefined, make, values as never)
  const uniforms = arena.f64(ROWS * stride)
  fillUniforms(arena, rng.fork('targets'), 0, uniforms)
  const target = Float64Array.from(uniforms, (u) => TARGETS[Math.floor(u * TARGETS.length)]!)
  const [w, direction, pre, post] = [arena.f32(ROWS * stride), arena.f32(ROWS * stride), arena.f32(ROWS), arena.f32(COLS)]
  const [inputs, noises] = [rng.fork('inputs'), rng.fork('noise')]
  const sums = new Float64Array(ROWS * stride)
  const curve: CurvePoint[] = []
  const every = updates / CHECKPOINTS
  const first = Math.round(updates * (1 - LAST))
  let [pulses, squares, off, lastSquares, lastOff] = [0, 0, 0, 0, 0]
  for (let n = 0; n < updates; n++) {
    fillNormals(arena, inputs, n, pre)
    fillNormals(arena, noises, n, post)
    array.weights(n, w)
    let loss = 0
    off = 0
    for (let j = 0; j < COLS; j++) {
      let excess = 0
      for (let i = 0; i < ROWS; i++) {
        const difference = w[i * stride + j]! - target[i * stride + j]!
        excess += difference * pre[i]!
        off += difference * difference
      }
      const error = excess + noise * post[j]!
      post[j] = error
      squares += excess * excess
      loss += error * error
    }
    for (let i = 0; i < ROWS; i++) for (let j = 0; j < COLS; j++) direction[i * stride + j] = pre[i]! * post[j]!
    const counts = array.apply({ connection: 'w', direction, outer: { pre, post }, rate }, n)
    pulses += counts.set + counts.depress
    if (n >= first) {
      for (let i = 0; i < w.length; i++) sums[i] = sums[i]! + w[i]!
      lastSquares += loss
      lastOff += off
    }
    if ((n + 1) % every === 0) {
      curve.push({
        updates: n + 1,
        error: Math.sqrt(off / (ROWS * COLS)),
        excess: squares / (every * COLS),
      })
      squares = 0
    }
  }
  const counted = updates - first
  const synapses = Array.from({ length: ROWS * COLS }, (_, k) => Math.floor(k / COLS) * stride + (k % COLS))
  return {
    curve,
    target: synapses.map((s) => target[s]!),
    weights: synapses.map((s) => sums[s]! / counted),
    error: Math.sqrt(lastOff / (counted * ROWS * COLS)),
    loss: lastSquares / (counted * COLS),
    pulses,
    ...(array.crossbars[0] ? { symmetricPoints: synapses.map(symmetricPointIn(array.crossbars[0])) } : {}),
  }
}

/** The weight at the symmetric point of the device of a synapse. */
function symmetricPointIn({ bank, fixed, scale }: Crossbar): (synapse: number) => number {
  return (synapse) => (bank.model.symmetricPoint!(bank.columns, synapse) - fixed![synapse]!) / scale
}
