/** Wires of first order beside the circuit solved in every read: errors over size, resistance and spread of the conductances. */
import type { Effect } from '../crossbar/periphery/read-path.ts'
import { createPulseList, push, sendPulses } from '../crossbar/pulse.ts'
import { acting, crossbar, READ, wires } from './periphery.ts'
import type { Row, Table } from './table.ts'

const SIDES = [16, 32, 64, 100, 128]

export async function firstOrderTables(): Promise<Table[]> {
  return [
    {
      name: 'wires_first_order',
      title:
        'Wires of first order beside exact ones, % of the rms current; largest: of one current, % of the largest: reads at six ages from 40 s to 150 days, 2 % of the weights pulsed between',
      columns: ['side', 'ohm', 'weight_std', 'wires_percent', 'error', 'off_percent', 'largest_percent'],
      key: ['side', 'ohm', 'weight_std', 'error'],
      compared: ['off_percent', 'largest_percent'],
      rows: errors(),
    },
  ]
}

/** `weight_std` is the spread: 0.1 is 1 uS of conductance difference, 0.5 is 5 uS. */
function errors(): Row[] {
  const rows: Row[] = []
  for (const side of SIDES) {
    for (const ohm of [1, 10]) {
      for (const std of [0.1, 0.5]) {
        const exact = aged(side, std, [wires(ohm, 'exact')])
        const difference = (effects: Effect[]) => aged(side, std, effects).map((x, k) => x - exact[k]!)
        const wires_percent = (100 * rms(difference([]))) / rms(exact)
        for (const error of [0.01, 0.003]) {
          const off = difference([wires(ohm, 'first-order', error)])
          const [off_percent, largest_percent] = [(100 * rms(off)) / rms(exact), (100 * largest(off)) / largest(exact)]
          rows.push({ side, ohm, weight_std: std, wires_percent, error, off_percent, largest_percent })
        }
      }
    }
  }
  return rows
}

/** Results of five reads at each age, and pulses after them. */
function aged(side: number, std: number, effects: Effect[]): number[] {
  const xbar = crossbar(side, std, { effects, read: READ })
  const list = createPulseList(xbar.arena, side * xbar.stride)
  const results: number[] = []
  for (let k = 0; k < 6; k++) {
    const start = 8 * (k + 1) * 10 ** k
    for (let r = 0; r < 5; r++) {
      const out = xbar.arena.f32(xbar.stride)
      xbar.read(acting(xbar, Math.ceil(side / 16), 5 * k + r), { t: start + 40, drawIndex: 5 * k + r, gain: 1 }, out)
      results.push(...out.subarray(0, side))
    }
    list.n = 0
    for (let cell = k; cell < side * side; cell += 50)
      push(list, Math.floor(cell / side) * xbar.stride + (cell % side), cell % 2 ? 1 : -1)
    sendPulses(xbar, list, start + 45)
  }
  return results
}

const rms = (x: readonly number[]) => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / x.length)
const largest = (x: readonly number[]) => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
