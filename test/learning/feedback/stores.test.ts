/** Where feedback weights are held: in digital memory, in an array of their own, or in the forward array read backwards. */
import { describe, expect, it } from 'vitest'
import { pcm } from '../../../devices/models/pcm.ts'
import { Arena, padded } from '../../../kernels/arena.ts'
import type { ErrorPath } from '../../../learning/rule.ts'
import { mixedPrecision } from '../../../learning/update/mixed-precision.ts'
import type { SynapseArray } from '../../../learning/update/scheme.ts'
import { model, type PcmChanges } from '../../support/bank.ts'
import { distance } from '../../support/columns.ts'
import { spread } from '../../support/draws.ts'
import { events } from '../../support/events.ts'
import { broughtBy, feedbackFor } from '../../support/feedback.ts'
import { EXTRA, engineGraph, engineRun, type GraphOptions, randomGraph, transposed } from '../../support/graphs.ts'
import { arrayFactory } from '../../support/schemes.ts'
import { correlation } from '../../support/statistics.ts'

const arena = new Arena()
const N = 5
const options: GraphOptions = {
  ...{ sizes: { x: N, h1: N, h2: N, y: N }, steps: 12, surrogate: 'arctan', refractory: 0, input: 'unit', uniform: true },
  ...{ extra: Object.keys(EXTRA), outDelay: 0 },
}
const random = randomGraph(17, options)

/** An array of one's own on phase-change memory, in weights of 10 uS. */
function onDevices(changes: PcmChanges) {
  const make = (name: string) => arrayFactory(arena, { model: model(pcm, changes) }, name)
  return (name: string, rows: number, cols: number, initial: Float32Array): SynapseArray =>
    mixedPrecision.create({ rows, cols, autapses: true }, initial as never, make(name), {})
}

const network = (changes: PcmChanges) => engineGraph(arena, random, onDevices(changes))

/** Connections out of the spiking populations, in the order of the error's paths. */
const along = Object.entries(random.graph.connections).filter(([, { from }]) => from !== 'x')

/** [pre][post] of what a connection reads, as the controller knows it. */
function known(arrays: Readonly<Record<string, SynapseArray>>, name: string): number[][] {
  const { shape, read, array } = random.graph.connections[name]!
  const owner = arrays[array ?? name]!
  const w = arena.f32(owner.rows * owner.stride)
  owner.weights(0, w)
  if (shape === 'diagonal')
    return Array.from({ length: N }, (_, i) => Array.from({ length: N }, (__, j) => (i === j ? w[i]! : 0)))
  const forward = Array.from({ length: N }, (_, i) => Array.from(w.subarray(i * owner.stride, i * owner.stride + N)))
  return read === 'back' ? transposed(forward) : forward
}

const brought = (path: ErrorPath, t: number, drawIndex = 0) => broughtBy(arena, path, N, N, t, drawIndex).flat()
/** What drift leaves of G at this time, for devices programmed at 0. */
const left = (t: number) => (t / 38.6) ** -0.04

describe('symmetric feedback along every connection', () => {
  it('in digital memory brings the weights as the controller knows them, whatever the time', () => {
    const { net, arrays } = network({})
    const { begin, paths } = feedbackFor(net, arrays, { kind: 'symmetric', along: 'all' })
    begin(0, 0)
    expect(paths.map(({ to, from, delay }) => [to, from, delay])).toEqual(
      along.map(([, { from, to, delay }]) => [from, to, delay]),
    )
    along.forEach(([name], p) => {
      expect(distance(brought(paths[p]!, 3860), known(arrays, name).flat()), name).toBeLessThan(1e-6)
    })
  })

  it('read back brings what the devices hold, drifted: full, diagonal, shared and back-read connections alike', () => {
    const { net, arrays } = network({ read_noise: false })
    const { paths } = feedbackFor(net, arrays, { kind: 'symmetric', store: 'read-back', along: 'all' })
    along.forEach(([name], p) => {
      const expected = known(arrays, name).flat()
      for (const t of [50, 3860]) {
        const drifted = expected.map((w) => w * left(t))
        expect(distance(brought(paths[p]!, t), drifted), name).toBeLessThan(1e-5)
      }
    })
  })

  it('read back is in no digital memory: it sees a change of the devices at once, without any copy', () => {
    const { net, arrays } = network({ read_noise: false, drift: false })
    const { paths } = feedbackFor(net, arrays, { kind: 'symmetric', store: 'read-back', along: 'all' })
    expect(paths.every(({ matrix }) => matrix === undefined)).toBe(true)
    const p = along.findIndex(([name]) => name === 'out')
    const before = brought(paths[p]!, 50)
    const direction = arena.f32(N * padded(N)).fill(-0.5) as ReturnType<Arena['f32']>
    arrays.out!.apply({ connection: 'out', direction, rate: 1 }, 60)
    const after = brought(paths[p]!, 100)
    expect(after.reduce((sum, w, i) => sum + w - before[i]!, 0) / after.length).toBeGreaterThan(0.1)
    expect(distance(after, known(arrays, 'out').flat())).toBeLessThan(1e-5)
  })
})

describe('noise of feedback that is read back', () => {
  const { net, arrays } = network({ drift: false })
  const { paths } = feedbackFor(net, arrays, { kind: 'symmetric', store: 'read-back', along: 'all' })
  const path = (name: string) => paths[along.findIndex(([own]) => own === name)]!
  const draws = Array.from({ length: 16 }, (_, d) => d)
  /** What noise adds to the weights of 16 reads, [pre][post] in one list. */
  const noise = (name: string) => {
    const exact = known(arrays, name).flat()
    return draws.flatMap((d) => brought(path(name), 50, d).map((w, i) => w - exact[i]!))
  }
  const apart = (a: readonly number[], b: readonly number[]) =>
    expect(Math.abs(correlation(a, b))).toBeLessThan(4 / Math.sqrt(a.length))

  it('is a function of the draw index, and each step has its own', () => {
    expect(brought(path('out'), 50, 3)).toEqual(brought(path('out'), 50, 3))
    const all = noise('out')
    const half = all.length / 2
    apart(all.slice(0, half), all.slice(half))
  })

  it('is not that of another connection which reads the same array in the same step', () => {
    apart(noise('ff'), noise('again'))
  })

  it('is not that of the forward pass in the same step, also where both read in the same direction', () => {
    const array = arrays.ff!
    const out = arena.f32(array.stride)
    const exact = known(arrays, 'tied').flat()
    // tied is read backwards in the forward pass: its error is read forwards, as ff is.
    const forward = draws.flatMap((drawIndex) => {
      const columns = Array.from({ length: N }, (_, row) => {
        out.fill(0)
        array.read(events(arena, [row]), { t: 50, drawIndex, gain: 1 }, out)
        return Array.from(out.subarray(0, N))
      })
      return transposed(columns)
        .flat()
        .map((w, i) => w - exact[i]!)
    })
    apart(noise('tied'), forward)
    const diagonal = arrays.self!
    const reads = draws.flatMap((drawIndex) => {
      out.fill(0)
      diagonal.readDiagonal(events(arena, [0, 1, 2, 3, 4]), { t: 50, drawIndex, gain: 1 }, out)
      return Array.from(out.subarray(0, N), (w, i) => w - known(arrays, 'self')[i]![i]!)
    })
    const back = noise('self').filter((_, i) => Math.floor(i / N) % N === i % N)
    apart(back, reads)
  })
})

it.each(['bptt', 'eprop'])('%s learns the same from weights read back as from their copy, where reads are exact', (rule) => {
  const engine = network({ read_noise: false, drift: false })
  const target = Array.from({ length: options.steps }, (_, t) => [...spread(60 + t, N, -1, 1)])
  const learn = (store: 'digital' | 'read-back') =>
    engineRun(engine, random, rule, 'adjoint', { kind: 'mse', target }, undefined, store).gradients
  const [copied, readBack] = [learn('digital'), learn('read-back')]
  expect(Object.values(copied).some((gradient) => gradient.flat().some((x) => x !== 0))).toBe(true)
  for (const [name, gradient] of Object.entries(copied))
    expect(distance(readBack[name]!.flat(), gradient.flat()), name).toBeLessThan(1e-5)
})

describe('feedback in an array of its own', () => {
  it.each(['random', 'broadcast', 'adaptive', 'weight-mirror'] as const)(
    '%s: starts as digital feedback does, on devices that drift; a diagonal has one row',
    (kind) => {
      const { net, arrays } = network({ read_noise: false })
      const made: Record<string, SynapseArray> = {}
      const devices = onDevices({ read_noise: false })
      const own = feedbackFor(net, arrays, { kind, store: 'array', along: 'all', gain: 1 }, (name, rows, cols, initial) => {
        made[name] = devices(`feedback ${name}`, rows, cols, initial)
        return made[name]
      })
      const digital = feedbackFor(net, arrays, { kind, along: 'all', gain: 1 })
      expect(Object.keys(own.arrays)).toEqual(along.map(([name]) => `feedback/${name}`))
      along.forEach(([name, { shape }], p) => {
        expect([made[name]!.rows, made[name]!.cols]).toEqual([shape === 'diagonal' ? 1 : N, N])
        const wanted = brought(digital.paths[p]!, 0)
        const reached = brought(own.paths[p]!, 3860).map((w) => w / left(3860))
        // Devices reach 1.19 at most; RESET leaves 0.01 uS of noise on either side, 0.0014 of a weight.
        const inside = wanted.map((w, i) => [Math.max(-1.19, Math.min(1.19, w)), reached[i]!] as const)
        expect(Math.max(...inside.map(([w, got]) => Math.abs(w - got))), name).toBeLessThan(0.01)
      })
    },
  )

  it('of a population without a connection to the readout is random, straight from the readout, whatever the kind', () => {
    const plain = randomGraph(18, { ...options, extra: ['rec'] })
    const { net, arrays } = engineGraph(arena, plain)
    const [viaOut, straight] = feedbackFor(net, arrays, { kind: 'symmetric' }).paths
    expect([viaOut!.to, straight!.to, straight!.from, straight!.delay]).toEqual(['h2', 'h1', 'y', 0])
    const [, fixed] = feedbackFor(net, arrays, { kind: 'random' }).paths
    expect(brought(straight!, 0)).toEqual(brought(fixed!, 0))
    expect(new Set(brought(straight!, 0)).size).toBe(N * N)
  })
})
