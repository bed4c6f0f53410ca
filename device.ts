/** The functions that a file with a device in code imports from `memxbar/device`. */
export { type DeviceDefinition, defineDevice } from './devices/code/define.ts'
export { cos, exp, log, pow, sin } from './kernels/math.ts'
