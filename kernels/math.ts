/**
 * Double-precision elementary functions that give the same bits on every engine (Math.exp and similar functions do not): the
 * functions of musl, compiled into the kernels. Errors are below 1 ulp; those of expm1 below 2. Errors of sin and cos of angles
 * from 1.6e6 on are below 3, where the result is larger than 1e-12.
 */
import { Arena } from './arena.ts'

const { kernels } = new Arena(1)

export const log: (x: number) => number = kernels.log64
export const exp: (x: number) => number = kernels.exp64
export const log1p: (x: number) => number = kernels.log1p64
export const expm1: (x: number) => number = kernels.expm164
export const sin: (x: number) => number = kernels.sin64
export const cos: (x: number) => number = kernels.cos64
export const atan: (x: number) => number = kernels.atan64
export const pow: (x: number, y: number) => number = kernels.pow64
/** x^2; the language leaves the last bit of x ** 2 to the engine. */
export const square = (x: number): number => x * x
