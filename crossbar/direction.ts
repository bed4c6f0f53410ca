/** The pulse directions of an array, and the step that a controller assumes for one pulse. */
import type { DeviceModel } from '../devices/model.ts'
import type { Direction } from './crossbar.ts'

/** The default direction of a device. */
export function defaultDirection({ depress, direction }: Pick<DeviceModel, 'depress' | 'direction'>): Direction {
  return direction ?? (depress ? 'bidirectional' : 'set-only')
}

/** Conductance change that a controller assumes for one pulse, uS: from RESET if set-only, at mid-range if bidirectional. */
export function assumedStep({ step, middleStep }: DeviceModel, direction: Direction): number {
  return direction === 'bidirectional' ? (middleStep ?? step) : step
}
