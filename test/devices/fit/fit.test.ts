import { describe, expect, it } from 'vitest'
import { drawn } from '../../../bench/fit/draw.ts'
import { soiled } from '../../../bench/fit/soil.ts'
import { KNOWN, SWEPT } from '../../../bench/fit/truths.ts'
import { createBank, everyCell, readCells, setPulse } from '../../../devices/bank.ts'
import { fitDevice } from '../../../devices/fit/fit.ts'
import { measure } from '../../../devices/fit/measure.ts'
import type { Pulses } from '../../../devices/fit/pulses.ts'
import { residualsOf } from '../../../devices/fit/residuals.ts'
import { doubtsOf } from '../../../devices/fit/trust.ts'
import { pcm } from '../../../devices/models/pcm.ts'
import { Arena } from '../../../kernels/arena.ts'
import { createRng } from '../../../kernels/rng.ts'
import { model } from '../../support/bank.ts'
import { THOROUGH } from '../../support/thorough.ts'

const known = (family: string) => KNOWN.find((one) => one.family === family)!

/** Devices of the built-in, measured through their bank: 20 pulses, each read twice. */
function fromBank(size: number): Pulses {
  const [pulses, reads, t0] = [20, 2, 38.6]
  const arena = new Arena()
  const bank = createBank(arena, model(pcm), size, createRng('fit from bank'))
  const all = everyCell(arena, size)
  const out = arena.f32(size)
  const rows = size * pulses * reads
  const column = () => new Uint32Array(rows)
  const data = {
    device: column(),
    sweep: column(),
    pulse: column(),
    elapsed: new Float64Array(rows).fill(t0),
    g: new Float64Array(rows),
  }
  let row = 0
  for (let n = 1; n <= pulses; n++) {
    const t = 1000 * n
    setPulse(bank, all, t)
    for (let k = 0; k < reads; k++) {
      readCells(bank, all, t + t0, reads * n + k, out)
      for (let d = 0; d < size; d++) {
        data.device[row] = d
        data.pulse[row] = n
        data.g[row++] = out[d]!
      }
    }
  }
  return { names: Array.from({ length: size }, (_, d) => String(d)), ...data }
}

describe('fitting devices', () => {
  it.runIf(THOROUGH)('finds the built-in PCM again from its own pulses, and no spread over devices where there is none', () => {
    const fit = fitDevice(fromBank(60), { among: ['nandakumar', 'linear-step+noise'] })
    expect(fit.chosen).toBe('nandakumar')
    const of = (name: string) => fit.estimates.find((estimate) => estimate.name === name)!
    const truth = { m1: -0.084, c1: 0.88, a1: 1.4, m2: 0.091, c2: 0.26, a2: 2.15, tau_p: 2.6, g_max: 12, noise_relative: 0.03 }
    // One sample: each estimate within three standard errors.
    for (const [name, value] of Object.entries(truth)) {
      const { estimate, low, high } = of(name)
      expect(Math.abs(estimate - value) / ((high! - low!) / 3.92), name).toBeLessThan(3)
    }
    expect(of('scale_std').low).toBe(0)
    expect(of('scale_std').high).toBeLessThan(0.2)
  })

  it('chooses soft bounds where they hold, and states intervals that hold the truth', () => {
    const { truth, protocol, values } = known('soft-bounds')
    let [inside, all] = [0, 0]
    for (let k = 0; k < 2; k++) {
      const pulses = measure(truth, { ...protocol, devices: 24 }, `test ${k}`)
      const fit = fitDevice(pulses, { gMin: 1, among: ['constant-step', 'soft-bounds'] })
      expect(fit.chosen).toBe('soft-bounds')
      for (const { name, low, high } of [
        ...fit.estimates,
        { name: 'nu', ...fit.drift!.mean },
        { name: 'nu_std', ...fit.drift!.std },
      ]) {
        if (low === null || high === null) continue
        all++
        if (low <= values[name]! && values[name]! <= high) inside++
      }
    }
    expect(all).toBe(20)
    expect(inside).toBeGreaterThanOrEqual(17)
  })

  it('tells device-to-device from cycle-to-cycle variance', () => {
    const { truth, protocol } = known('soft-bounds')
    const share = (scaleStd: number) => {
      const pulses = measure({ ...truth, scaleStd }, { ...protocol, devices: 24, late: [] }, 'variance')
      const fit = fitDevice(pulses, { among: ['soft-bounds'], gMin: 1 })
      const { deviceToDevice, cycleToCycle } = residualsOf(fit.fitted, fit.unit).variance
      return deviceToDevice / cycleToCycle
    }
    // The truth is (scaleStd / c2c)^2, as the law's spread is a share of its mean.
    const apart = share(0.3)
    expect(apart).toBeGreaterThan(0.3)
    expect(apart).toBeLessThan(0.9)
    expect(share(0)).toBeLessThan(0.02)
  })

  it.runIf(THOROUGH)('leaves residuals that are normal where the law is right, and are not where it is wrong', () => {
    const { truth, protocol } = known('exp-step')
    const pulses = measure(truth, { ...protocol, devices: 30, late: [] }, 'residuals')
    const right = residualsOf(fitDevice(pulses, { among: ['exp-step'] }).fitted, 1)
    const wrong = residualsOf(fitDevice(pulses, { among: ['constant-step'] }).fitted, 1)
    expect(right.p).toBeGreaterThan(0.01)
    expect(wrong.p).toBeLessThan(1e-6)
    expect(Math.max(...right.byConductance.map(({ mean, error }) => Math.abs(mean) / error))).toBeLessThan(4)
    expect(Math.max(...wrong.byConductance.map(({ mean, error }) => Math.abs(mean) / error))).toBeGreaterThan(6)
  })

  it('fits few devices, each read once, and says what they do not tell', () => {
    const { truth, protocol } = known('soft-bounds')
    // In some other samples the noise runs to 0, and a reading's last bit decides where the fit ends.
    const quiet = { ...protocol, devices: 6, ages: [38.6], late: [] }
    const fit = fitDevice(measure({ ...truth, noise: [0.03, 0] }, quiet, 'quiet3'), { among: ['soft-bounds', 'nandakumar'] })
    const of = (name: string) => fit.estimates.find((estimate) => estimate.name === name)!
    expect(of('dw').low).toBeLessThan(2)
    expect(of('dw').high).toBeGreaterThan(2)
    expect(of('noise_absolute').estimate).toBeLessThan(0.1)
    expect(fit.drift).toBeUndefined()
  })

  it.runIf(THOROUGH)('brings the law from some of many readings to all of them', () => {
    const { truth, protocol, values } = known('linear-step')
    const pulses = measure(truth, { ...protocol, devices: 400, ages: [38.6], late: [] }, 'many')
    const fit = fitDevice(pulses, { among: ['linear-step'], gMin: 5, gMax: 50 })
    for (const { name, estimate, low, high } of fit.estimates) {
      // Far below the read noise, the spread of RESET is told by readings clamped at 0 alone.
      if (low === null || name === 'reset_std') continue
      expect(Math.abs(estimate - values[name]!) / ((high! - low) / 3.92), name).toBeLessThan(4)
    }
    const spread = fit.estimates.find(({ name }) => name === 'scale_std')!
    expect(spread.high! - spread.low!).toBeLessThan(0.1)
  })

  it.runIf(THOROUGH)('parts absolute from relative read noise without repeated readings', () => {
    const { truth, protocol, values } = known('soft-bounds')
    const once = { ...protocol, ages: [38.6], late: [] }
    const fit = fitDevice(measure({ ...truth, noise: [0.02, 0.03] }, once, 'once'), { among: ['soft-bounds'], gMin: 1 })
    const of = (name: string) => fit.estimates.find((estimate) => estimate.name === name)!
    for (const [name, value] of Object.entries({ noise_relative: 0.03, c2c: values.c2c!, scale_std: values.scale_std! })) {
      const { estimate, low, high } = of(name)
      expect(Math.abs(estimate - value) / ((high! - low!) / 3.92), name).toBeLessThan(3.5)
    }
    expect(of('noise_relative').low).toBeGreaterThan(0.01)
  })

  it.runIf(THOROUGH)('takes the table where no family fits', () => {
    const { truth, protocol } = known('soft-bounds')
    const bump = (g: number) => 0.4 + 3 * Math.exp(-(((g - 8) / 3) ** 2))
    const pulses = measure({ ...truth, mean: bump, std: () => 0.6 }, { ...protocol, devices: 25, pulses: 25, late: [] }, 'bump')
    const among = ['linear-step+noise', 'exp-step+noise', 'table']
    expect(fitDevice(pulses, { among }).chosen).toBe('table')
  })

  it.runIf(THOROUGH)(
    'finds how steps of one device bend along sweeps of a thousand, and doubts a law of another noise that is as likely',
    () => {
      const { truth, protocol } = drawn(34)
      const clean = measure(truth, protocol, 'fit/drawn/34')
      const fit = fitDevice(soiled(clean, { glitches: 0.01 }, 'drawn/34'), { among: ['exp-step', 'exp-step+noise'] })
      // Each alone comes to rest near its best: the two say nearly the same.
      for (const { name, behind } of fit.scores) expect(behind, name).toBeLessThan(3)
      expect(fit.chosen).toBe('exp-step')
      expect(doubtsOf(fit, residualsOf(fit.fitted, fit.unit))).toEqual(['the readings do not tell exp-step from exp-step+noise'])
    },
  )

  it.runIf(THOROUGH)(
    'finds the spread of g_max over devices, with glitches, a dead and a stuck device among the readings',
    () => {
      const { truth, protocol } = SWEPT['spread-bounds']!
      const clean = measure(truth, { ...protocol, devices: 40 }, 'ends')
      const fit = fitDevice(soiled(clean, { glitches: 0.01, dead: 1, stuck: 1 }, 'spread'), {
        among: ['soft-bounds', 'nandakumar'],
      })
      expect(fit.chosen).toBe('soft-bounds')
      expect(fit.leftOut.flatMap(({ whole, device }) => (whole ? [device] : []))).toEqual(['d38', 'd39'])
      expect(doubtsOf(fit, residualsOf(fit.fitted, fit.unit))).toEqual([])
      const of = (name: string) => fit.estimates.find((estimate) => estimate.name === name)!
      for (const [name, value] of Object.entries({ dw: 2, c2c: 0.4, g_max: 20, g_max_std: 3, noise_absolute: 0.1 })) {
        const { estimate, low, high } = of(name)
        expect(Math.abs(estimate - value) / ((high! - low!) / 3.92), name).toBeLessThan(3)
      }
    },
  )

  it('gives the same fit for any order of rows', () => {
    const { truth, protocol } = known('soft-bounds')
    const pulses = measure(truth, { ...protocol, devices: 12 }, 'order')
    const backwards = <A extends Uint32Array | Float64Array>(column: A) => column.slice().reverse() as A
    const { device, sweep, pulse, elapsed, g } = pulses
    const turned = {
      ...pulses,
      device: backwards(device),
      sweep: backwards(sweep),
      pulse: backwards(pulse),
      elapsed: backwards(elapsed),
      g: backwards(g),
    }
    const among = ['soft-bounds']
    expect(fitDevice(turned, { among }).estimates).toEqual(fitDevice(pulses, { among }).estimates)
  })
})
