/** The conformance kit: correct models pass with any seed, each wrong one fails with the right diagnosis and a way to see it. */
import { describe, expect, it } from 'vitest'
import { checkDevice } from '../../../devices/check/check.ts'
import type { DeviceKind } from '../../../devices/kind.ts'
import { deviceKinds } from '../../../devices/registry.ts'
import { honest, wrong } from './wrong-models.ts'

const failures = (report: ReturnType<typeof checkDevice>) => report.properties.filter(({ result }) => result === 'failed')

const reports = new Map<string, ReturnType<typeof checkDevice>>()

/** Report of a correct model, which several tests ask. */
function reportOf(kind: DeviceKind, seed: number): ReturnType<typeof checkDevice> {
  const key = `${kind.name} ${seed}`
  const report = reports.get(key) ?? checkDevice(kind, { devices: 1000, seed })
  reports.set(key, report)
  return report
}

/** Report of a wrong model, on the property that it lacks. */
function reportOnWrong(name: string): ReturnType<typeof checkDevice> {
  const { kind, property } = wrong[name]!
  const report = reports.get(name) ?? checkDevice(kind, { devices: 2000, only: [property] })
  reports.set(name, report)
  return report
}

const passes = (kind: DeviceKind, seed: number) => {
  const report = reportOf(kind, seed)
  expect(failures(report)).toEqual([])
  expect(report).toMatchObject({ model: kind.name, passed: true, devices: 1000, seed })
}

describe('passes', () => {
  it.each(Object.entries(deviceKinds))('%s', (_, kind) => passes(kind, 1))

  it.each([2, 3, 4])('with seed %i', (seed) => {
    for (const kind of [honest, deviceKinds.pcm!, deviceKinds.ideal!]) passes(kind, seed)
  })
})

describe('a correct model', () => {
  it('is held to everything it declares, and every property has been measured', () => {
    const { properties } = reportOf(honest, 2)
    const skipped = properties.filter(({ result }) => result === 'not applicable').map(({ property }) => property)
    expect(skipped).toEqual(['pulses to reach', 'row read equals read'])
  })

  it('gives the same report for the same seed, another for another', () => {
    const first = reportOf(honest, 2)
    expect(checkDevice(honest, { devices: 1000, seed: 2 })).toEqual(first)
    const told = ({ properties }: typeof first) => properties.map((each) => JSON.stringify({ ...each, seed: 0 }))
    expect(told(reportOf(honest, 3))).not.toEqual(told(first))
  })

  it('is checked with the values it is given', () => {
    const report = checkDevice(honest, { devices: 1000, values: { nu: 0.08, nu_std: 0 } })
    expect(report.passed).toBe(true)
    const drift = report.properties.find(({ property }) => property === 'drift exponent as declared')
    expect(drift).toMatchObject({ allowed: expect.stringContaining('nu 0.08, std 0') })
    const negative = checkDevice(honest, { devices: 1000, values: { nu_std: -0.01 } })
    expect(failures(negative)[0]).toMatchObject({ property: 'parameters' })
  })
})

describe('a model with', () => {
  it.each(Object.entries(wrong))('%s fails', (name, { property, diagnosis }) => {
    const report = reportOnWrong(name)
    expect(report.passed).toBe(false)
    const found = failures(report).find((each) => each.property === property)
    expect(
      found,
      failures(report)
        .map((each) => each.property)
        .join(', '),
    ).toBeDefined()
    expect(found).toMatchObject({ diagnosis: expect.stringMatching(diagnosis), seed: 1 })
  })
})

describe('a counterexample', () => {
  const of = (name: string) => {
    const [found] = reportOnWrong(name).properties
    return found?.result === 'failed' ? found.counterexample : undefined
  }

  it('is one device and its shortest life', () => {
    expect(of('a RESET that draws the exponent anew')).toMatchObject({ devices: [0], sequence: 'RESET' })
    expect(of('the next number of a sequence')).toMatchObject({ sequence: 'SET' })
    expect(of('draws from nowhere')).toMatchObject({ devices: [0] })
    const { devices, sequence } = of('conductances in nS')!
    expect([devices.length, sequence]).toEqual([1, 'SET'])
  })

  it('keeps the steps it takes', () => {
    const { devices, sequence, values } = of('a SET beyond the range')!
    expect(devices).toHaveLength(1)
    expect(sequence).toMatch(/^SET x \d+$|^program to 1 of the range, SET$/)
    expect(Number(values.g_us)).toBeGreaterThan(12)
  })

  it('names the two devices that share their noise', () => {
    const { devices } = of('read noise shared by pairs of devices')!
    expect(devices[1]! - devices[0]!).toBe(1)
    expect(devices[0]! % 2).toBe(0)
  })
})
