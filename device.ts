/** The functions that a file with a device in code imports from `memxbar/device`. */
export { type DeviceDefinition, defineDevice } from './devices/code/define.ts'
export { atan, cos, exp, expm1, log, log1p, pow, sin } from './kernels/math.ts'
