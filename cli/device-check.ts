/** `memxbar device check`: checks that a model has the properties it declares. Exit 1 if not. */
import { checkDevice } from '../devices/check/check.ts'
import type { PropertyResult } from '../devices/check/report.ts'
import { namedDevice } from './device-model.ts'
import { table } from './terminal.ts'

interface DeviceCheckFlags {
  readonly set: string[]
  readonly devices: number
  readonly seed: number
  readonly json?: boolean
}

export async function deviceCheck(model: string, flags: DeviceCheckFlags): Promise<void> {
  const { kind, values } = await namedDevice(model, flags.set)
  const report = checkDevice(kind, { values, devices: flags.devices, seed: flags.seed })
  if (!report.passed) process.exitCode = 1
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`)
    return
  }
  const rows = report.properties.map((found) => ({
    property: found.property,
    result: found.result,
    measured: found.result === 'not applicable' ? found.reason : found.measured,
    allowed: found.result === 'not applicable' ? '' : found.allowed,
  }))
  process.stdout.write(`${table(rows, ['property', 'result', 'measured', 'allowed'])}\n`)
  for (const found of report.properties) process.stdout.write(explained(found))
  const count = (result: PropertyResult['result']) => report.properties.filter((found) => found.result === result).length
  const counts = `${count('passed')} passed, ${count('failed')} failed, ${count('not applicable')} not applicable`
  process.stdout.write(`${report.model}: ${counts}; ${report.devices} devices, seed ${report.seed}\n`)
}

/** The diagnosis of a failure and how to reproduce it. */
function explained(found: PropertyResult): string {
  if (found.result !== 'failed') return ''
  const lines = [`${found.property}: ${found.diagnosis}`]
  const { counterexample } = found
  if (counterexample) {
    const { devices, sequence, values } = counterexample
    const who = devices.length === 0 ? 'the population' : `device ${devices.join(' and ')}`
    const shown = Object.entries(values).map(([name, value]) => `${name} ${value}`)
    lines.push(`  ${who}, fresh from RESET: ${sequence}; then ${shown.join(', ')}`)
  }
  return `${lines.join('\n')}\n  seed ${found.seed}\n\n`
}
