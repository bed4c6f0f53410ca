/** How the devices of an array are changed, and what a controller may assume of one pulse then. */
import type { DeviceModel } from '../devices/model.ts'
import type { Direction } from './crossbar.ts'

/** What a device is used as unless a user says otherwise. */
export function usualDirection({ depress, direction }: Pick<DeviceModel, 'depress' | 'direction'>): Direction {
  return direction ?? (depress ? 'bidirectional' : 'set-only')
}

/** Conductance change of one pulse as a controller assumes it, uS: from RESET on where devices only go up, else at mid-range. */
export function assumedStep({ step, middleStep }: DeviceModel, direction: Direction): number {
  return direction === 'bidirectional' ? (middleStep ?? step) : step
}
