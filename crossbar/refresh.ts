/**
 * Refresh of differential pairs: SET raises both conductances over time until the pair has used up its range. A refresh RESETs both
 * and writes their difference to one of them.
 */

import { resetPulse } from '../devices/bank.ts'
import type { CellList } from '../devices/model.ts'
import { square } from '../kernels/math.ts'
import { count } from './cost/meter.ts'
import type { Crossbar } from './crossbar.ts'
import { estimateCells } from './estimate.ts'
import { deviceOf, type PulseCounts, type PulseList, sendPulses } from './pulse.ts'

/** The controller's estimates for the groups of the listed synapses: means over their N devices, uS. */
export interface GroupMeans {
  readonly plus: Float64Array
  readonly minus: Float64Array
}

/** The controller's estimates at time t of the means of G+ and G- (in a reference cell: of the fixed conductances). */
export function groupMeans(xbar: Crossbar, list: PulseList, t: number): GroupMeans {
  const { replicas } = xbar.layout
  const means = { plus: new Float64Array(list.n), minus: new Float64Array(list.n) }
  for (const negative of [false, true]) {
    const mean = negative ? means.minus : means.plus
    for (let k = 0; k < replicas; k++) {
      const { cells, values } = xbar.scratch
      if (negative && xbar.fixed) {
        for (let i = 0; i < list.n; i++) mean[i] = mean[i]! + xbar.fixed[deviceOf(xbar, list.synapses[i]!, false, k)]! / replicas
        continue
      }
      listDevices(xbar, list, negative, k, cells)
      estimateCells(xbar, cells, t, values)
      countReads(xbar, cells, values)
      for (let i = 0; i < list.n; i++) mean[i] = mean[i]! + values[i]! / replicas
    }
  }
  return means
}

/** Reads of devices by the controller: also where it is taken to know them exactly, it reads them. */
function countReads({ meter, readPulse }: Crossbar, { n }: CellList, uS: ArrayLike<number>): void {
  if (!meter || !readPulse) return
  let sum = 0
  for (let i = 0; i < n; i++) sum += uS[i]!
  count(meter, 'controller_reads', n, 1e-6 * sum * square(readPulse.voltage) * readPulse.pulse)
}

/** Refreshes the listed pairs that meet the rule, at time t. */
export function refreshByRule(xbar: Crossbar, list: PulseList, worn: PulseList, t: number, counts: PulseCounts): void {
  const { enabled, high, low } = xbar.refresh
  // Devices with depression pulses never use up their range.
  if (!enabled || list.n === 0 || xbar.direction === 'bidirectional') return
  const [gMin, gMax] = xbar.bank.model.range
  const means = groupMeans(xbar, list, t)
  worn.n = 0
  for (let i = 0; i < list.n; i++) {
    const larger = (Math.max(means.plus[i]!, means.minus[i]!) - gMin) / (gMax - gMin)
    const smaller = (Math.min(means.plus[i]!, means.minus[i]!) - gMin) / (gMax - gMin)
    if (larger > high && smaller > low) {
      worn.synapses[worn.n] = list.synapses[i]!
      worn.pulses[worn.n++] = pulsesFor(xbar, means.plus[i]! - means.minus[i]!)
    }
  }
  rewrite(xbar, worn, t, counts)
}

/** Signed number of SET pulses from RESET whose mean conductance change is closest to `difference` uS. */
export function pulsesFor({ bank: { model } }: Crossbar, difference: number): number {
  const size = Math.abs(difference)
  const pulses = model.pulsesToReach ? model.pulsesToReach(size) : Math.round(size / model.step)
  return Math.sign(difference) * pulses
}

/** RESETs all devices of the listed pairs, then applies the listed pulses to each device of one group. */
export function rewrite(xbar: Crossbar, list: PulseList, t: number, counts: PulseCounts): void {
  if (list.n === 0) return
  const { replicas } = xbar.layout
  const { cells } = xbar.scratch
  for (const negative of [false, true]) {
    for (let k = 0; k < replicas; k++) {
      listDevices(xbar, list, negative, k, cells)
      resetPulse(xbar.bank, cells, t)
      counts.reset += cells.n
      if (xbar.meter) count(xbar.meter, 'write_cycles', rowsOf(list, xbar.layout.stride))
    }
  }
  for (let k = 0; k < replicas; k++) counts.set += sendPulses(xbar, list, t, k)
  counts.refreshed += list.n
  if (xbar.meter) count(xbar.meter, 'refreshes', list.n)
  xbar.counters.refreshes += list.n
  xbar.reader.programmed(t)
}

/** Number of rows with synapses in a list in array order; each row is one write cycle. */
function rowsOf({ synapses, n }: PulseList, stride: number): number {
  let rows = 0
  for (let i = 0; i < n; i++) if (i === 0 || Math.floor(synapses[i]! / stride) !== Math.floor(synapses[i - 1]! / stride)) rows++
  return rows
}

function listDevices(xbar: Crossbar, list: PulseList, negative: boolean, k: number, cells: CellList): void {
  cells.n = list.n
  for (let i = 0; i < list.n; i++) cells.ids[i] = deviceOf(xbar, list.synapses[i]!, negative, k)
}
