/** Pulses: which devices get them, how many, and that no pulse is lost from the books. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCrossbar } from '../../crossbar/create.ts'
import type { Crossbar } from '../../crossbar/crossbar.ts'
import { clampPulses, createPulseList, deviceOf, type PulseList, push, sendPulses } from '../../crossbar/pulse.ts'
import { refreshByRule, rewrite } from '../../crossbar/refresh.ts'
import { ideal } from '../../devices/models/ideal.ts'
import { pcm } from '../../devices/models/pcm.ts'
import { Arena } from '../../kernels/arena.ts'
import { createRng } from '../../kernels/rng.ts'
import { model } from '../support/bank.ts'
import { events } from '../support/events.ts'

const arena = new Arena()

function crossbar(rows: number, cols: number, replicas: number, kind: 'pcm' | 'ideal' = 'pcm'): Crossbar {
  const device = kind === 'pcm' ? model(pcm) : model(ideal, { bits: 8 })
  return createCrossbar(arena, { rows, cols, replicas, model: device, rng: createRng('pulse'), scale: 10 })
}

type Wanted = readonly (readonly [synapse: number, pulses: number])[]

function listOf(xbar: Crossbar, pulsesOf: Wanted): PulseList {
  const list = createPulseList(arena, xbar.rows * xbar.stride)
  for (const [synapse, pulses] of pulsesOf) push(list, synapse, pulses)
  return list
}

/** Pulses for some synapses of a 4 x 3 array, rows of 16. */
const wanted = fc.uniqueArray(
  fc.tuple(
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 })).map(([row, col]) => 16 * row + col),
    fc.integer({ min: -6, max: 6 }).filter((pulses) => pulses !== 0),
  ),
  { selector: ([synapse]) => synapse, maxLength: 12 },
)
const sum = (column: ArrayLike<number>) => Array.from(column).reduce((total, x) => total + x, 0)

describe('sendPulses', () => {
  it('loses no pulse of a synapse that is listed several times, of whichever sign and order', () => {
    for (const replicas of [1, 3]) {
      const xbar = crossbar(4, 3, replicas)
      const { set_count } = xbar.bank.columns
      expect(
        sendPulses(
          xbar,
          listOf(xbar, [
            [17, 1],
            [2, 1],
            [17, 1],
            [17, -2],
            [17, 2],
          ]),
          1,
        ),
      ).toBe(7)
      const of = (synapse: number, negative: boolean) =>
        Array.from({ length: replicas }, (_, k) => set_count[deviceOf(xbar, synapse, negative, k)]!).reduce((a, b) => a + b)
      expect([of(17, false), of(17, true), of(2, false), sum(set_count)]).toEqual([4, 2, 1, 7])
      // What each device was left with is that of as many pulses one after the other.
      const one = crossbar(4, 3, replicas)
      for (const pulses of [4, -2]) sendPulses(one, listOf(one, [[17, pulses]]), 1)
      if (replicas === 1) expect(one.bank.columns.g[17]).toBe(xbar.bank.columns.g[17])
    }
  })

  it('refuses synapses, counts and devices that the array has not, with its shape', () => {
    const xbar = crossbar(4, 3, 2)
    const before = Array.from(xbar.bank.columns.g)
    const outside = /outside an array of \[4\]\[3\] whose rows are 16 apart/
    for (const synapse of [3, 15, 64, 2 ** 32 - 1])
      expect(
        () =>
          sendPulses(
            xbar,
            listOf(xbar, [
              [0, 1],
              [synapse, 1],
            ]),
            1,
          ),
        String(synapse),
      ).toThrow(outside)
    const list = listOf(xbar, [[0, 1]])
    for (const k of [-1, 2, 0.5, Number.NaN]) expect(() => sendPulses(xbar, list, 1, k)).toThrow(RangeError)
    for (const n of [-1, Number.NaN, 1e6]) expect(() => sendPulses(xbar, { ...list, n }, 1)).toThrow(/the pulse list has n = /)
    expect(Array.from(xbar.bank.columns.g)).toEqual(before)
    expect(() => createPulseList(arena, -1)).toThrow(/a column cannot have -1 numbers/)
  })

  it('gives each synapse exactly its pulses, rises to G+ and falls to G-, shared among its N devices', () => {
    fc.assert(
      fc.property(wanted, fc.integer({ min: 1, max: 4 }), (pulses, replicas) => {
        const xbar = crossbar(4, 3, replicas)
        const { set_count, t_programmed } = xbar.bank.columns
        const sent = sendPulses(xbar, listOf(xbar, pulses), 12)
        expect(sent).toBe(sum(pulses.map(([, n]) => Math.abs(n))))
        expect(sum(set_count)).toBe(sent)
        for (const [synapse, n] of pulses) {
          const group = (negative: boolean) => Array.from({ length: replicas }, (_, k) => deviceOf(xbar, synapse, negative, k))
          expect(sum(group(n < 0).map((id) => set_count[id]!))).toBe(Math.abs(n))
          expect(sum(group(n > 0).map((id) => set_count[id]!))).toBe(0)
        }
        set_count.forEach((count, id) => {
          expect(t_programmed[id]).toBe(count > 0 ? 12 : 0)
        })
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it("arbitrates evenly: over an array's life no device of the pairs has got 2 pulses more than another", () => {
    fc.assert(
      fc.property(fc.array(wanted, { maxLength: 8 }), fc.integer({ min: 1, max: 4 }), (updates, replicas) => {
        const xbar = crossbar(4, 3, replicas)
        updates.forEach((pulses, t) => {
          sendPulses(xbar, listOf(xbar, pulses), t)
        })
        const plane = xbar.rows * xbar.stride
        const shares = new Array<number>(replicas).fill(0)
        xbar.bank.columns.set_count.forEach((count, id) => {
          shares[Math.floor(id / plane) % replicas]! += count
        })
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
      }),
      { seed: 2, numRuns: 40 },
    )
  })

  it('arbitrates evenly for a single synapse too: k N pulses are k for each of its devices', () => {
    const xbar = crossbar(1, 1, 4)
    sendPulses(xbar, listOf(xbar, [[0, 12]]), 0)
    expect([0, 1, 2, 3].map((k) => xbar.bank.columns.set_count[deviceOf(xbar, 0, false, k)])).toEqual([3, 3, 3, 3])
  })

  it('a named device gets them all', () => {
    const xbar = crossbar(2, 2, 3)
    const pulses: Wanted = [
      [1, 4],
      [16, -2],
    ]
    expect(sendPulses(xbar, listOf(xbar, pulses), 0, 2)).toBe(6)
    const { set_count } = xbar.bank.columns
    expect([set_count[deviceOf(xbar, 1, false, 2)], set_count[deviceOf(xbar, 16, true, 2)], sum(set_count)]).toEqual([4, 2, 6])
  })

  it('cuts pulses to what moves a device in one update: 20 on PCM, its steps on an ideal device', () => {
    expect([7, 1000, -1000].map((pulses) => clampPulses(crossbar(1, 2, 1), pulses))).toEqual([7, 20, -20])
    expect([7, 1000, -1000].map((pulses) => clampPulses(crossbar(1, 2, 1, 'ideal'), pulses))).toEqual([7, 255, -255])
  })

  it('every pulse on any of N devices moves the weight that is read by the step the controller assumes', () => {
    const xbar = crossbar(1, 1, 4, 'ideal')
    const weight = arena.f32(16)
    for (let n = 1; n <= 9; n++) {
      sendPulses(xbar, listOf(xbar, [[0, 1]]), n)
      weight.fill(0)
      xbar.read(events(arena, [0]), { t: n, drawIndex: n, gain: 1 }, weight)
      expect(weight[0]).toBeCloseTo(n * xbar.step, 6)
    }
  })
})

it('lifetime counters add up to what every operation reported, over any sequence of operations', () => {
  const operation = fc.record({ kind: fc.constantFrom('pulses', 'pulses', 'pulses', 'refresh', 'rewrite'), pulses: wanted })
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 15 }), fc.integer({ min: 1, max: 3 }), (operations, replicas) => {
      const xbar = crossbar(4, 3, replicas)
      const { set_count, reset_count } = xbar.bank.columns
      const worn = createPulseList(arena, xbar.rows * xbar.stride)
      const counts = { set: 0, depress: 0, reset: 0, refreshed: 0 }
      operations.forEach(({ kind, pulses }, step) => {
        const list = listOf(xbar, pulses)
        const t = 10 * step
        if (kind === 'refresh') {
          // Brings the listed pairs to where some of them want a refresh.
          for (const negative of [false, true]) {
            const both = pulses.map(([synapse], i) => [synapse, (negative ? -1 : 1) * (5 + 2 * i)] as const)
            counts.set += sendPulses(xbar, listOf(xbar, both), t)
          }
          refreshByRule(xbar, list, worn, t, counts)
        } else if (kind === 'rewrite') {
          rewrite(xbar, list, t, counts)
        } else {
          counts.set += sendPulses(xbar, list, t)
        }
        expect({ set: sum(set_count), depress: 0, reset: sum(reset_count), refreshed: xbar.counters.refreshes }).toEqual(counts)
      })
      expect(counts.reset).toBe(2 * replicas * counts.refreshed)
      // Padding columns hold devices too: nobody ever pulses them.
      set_count.forEach((n, id) => {
        if (id % 16 >= 3) expect([n, reset_count[id]]).toEqual([0, 0])
      })
    }),
    { seed: 3, numRuns: 60 },
  )
})
