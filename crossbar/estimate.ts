/** The controller's estimates of the devices: exact, or by a noisy read. */

import type { CellList } from '../devices/model.ts'
import type { F32 } from '../kernels/arena.ts'
import type { Crossbar } from './crossbar.ts'

/** out[i] = the controller's estimate of the conductance of cells.ids[i] at time t, uS. */
export function estimateCells(xbar: Crossbar, cells: CellList, t: number, out: F32): void {
  if (xbar.controllerRead === 'noisy') noisyRead(xbar, cells, t, out)
  else {
    const { g } = xbar.bank.columns
    for (let i = 0; i < cells.n; i++) out[i] = g[cells.ids[i]!]!
  }
}

/** out[i] = one noisy read of cells.ids[i] by the controller at time t, uS. */
export function noisyRead({ bank }: Crossbar, cells: CellList, t: number, out: F32): void {
  // A separate stream leaves the network's reads unchanged. The event number is the time in us, so that a read depends on its time,
  // not on the number of earlier reads.
  bank.model.read(bank.columns, cells, t, Math.round(t * 1e6), bank.streams.verify, bank.arena, out)
}

/** out[row stride + col] = weight of the pair from the means of its two groups; padding columns and absent pairs are 0. */
export function estimateAll(xbar: Crossbar, t: number, out: F32): void {
  const { rows, cols, stride, replicas } = xbar.layout
  const { cells, values } = xbar.scratch
  const perUs = 1 / (xbar.scale * replicas)
  const polarity = replicas * rows * stride
  out.fill(0)
  for (let k = 0; k < replicas; k++) {
    for (const sign of xbar.fixed ? [1] : [1, -1]) {
      const first = (sign > 0 ? 0 : polarity) + k * rows * stride
      cells.n = rows * cols
      for (let i = 0, row = 0; row < rows; row++) {
        for (let c = 0; c < cols; c++) cells.ids[i++] = first + row * stride + c
      }
      estimateCells(xbar, cells, t, values)
      for (let i = 0, row = 0; row < rows; row++) {
        for (let c = 0; c < cols; c++) out[row * stride + c] = out[row * stride + c]! + sign * perUs * values[i++]!
      }
    }
  }
  const { fixed } = xbar
  if (fixed) {
    for (let k = 0; k < replicas; k++) {
      for (let row = 0; row < rows; row++) {
        for (let i = row * stride; i < row * stride + cols; i++) out[i] = out[i]! - perUs * fixed[k * rows * stride + i]!
      }
    }
  }
  if (!xbar.autapses) for (let row = 0; row < Math.min(rows, cols); row++) out[row * stride + row] = 0
}
