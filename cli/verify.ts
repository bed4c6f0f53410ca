/** `memxbar verify eprop`: the engine against another tool's gradients. */
import { readFileSync } from 'node:fs'
import { compareEprop, parseEpropCase } from '../experiments/verify/eprop-case.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'

/** Largest relative error that passes. */
const TOLERANCE = 1e-4

export async function verifyEprop(file: string, { mode, json }: { mode: string; json?: boolean }): Promise<void> {
  if (mode !== 'adjoint' && mode !== 'online')
    throw new InputError(`--mode: unknown mode "${mode}"; ${suggest(mode, ['adjoint', 'online'])}`)
  const result = compareEprop(readCase(file), mode)
  const errors = [result.grad_in, result.grad_rec, result.grad_out, result.v, result.y]
  const passed = errors.every((error) => error <= TOLERANCE) && result.spikes_differing === 0
  if (json) process.stdout.write(`${JSON.stringify({ ...result, tolerance: TOLERANCE, passed })}\n`)
  else {
    const lines = Object.entries(result).map(
      ([name, value]) => `${name.padEnd(18)} ${typeof value === 'number' ? Number(value.toPrecision(6)) : value}`,
    )
    process.stdout.write(`${lines.join('\n')}\n${passed ? 'passed' : 'FAILED'}: largest relative error allowed ${TOLERANCE}\n`)
  }
  if (!passed) process.exitCode = 1
}

function readCase(file: string) {
  try {
    return parseEpropCase(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new InputError(`${file}: ${(error as Error).message}`)
  }
}
