/**
 * Double-precision elementary functions that give the same bits on every engine (Math.exp and similar functions do not): the
 * functions of musl, compiled into the kernels.
 */
import { Arena } from './arena.ts'

const { kernels } = new Arena(1)

export const log: (x: number) => number = kernels.log64
export const exp: (x: number) => number = kernels.exp64
export const sin: (x: number) => number = kernels.sin64
export const cos: (x: number) => number = kernels.cos64
export const pow: (x: number, y: number) => number = kernels.pow64
