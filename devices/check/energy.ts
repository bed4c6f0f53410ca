/** Checks of energy and current: no energy is negative, and no device is a source of power. */
import type { Operation } from '../model.ts'
import { DEPRESS, play, RESET, SET, type Step, times, told } from './life.ts'
import { type Finding, failed, notApplicable, passed, short } from './report.ts'
import { populate, type Subject } from './subject.ts'

const VOLTAGES = [-1, -0.5, -0.2, -0.05, 0.05, 0.2, 0.5, 1]

function statesOf({ model }: Subject): Step[][] {
  const states: Step[][] = [[], [SET], times(10, SET), [...times(10, SET), RESET]]
  return model.depress ? [...states, [...times(10, SET), DEPRESS]] : states
}

export function energies(subject: Subject): Finding {
  const { model } = subject
  if (!model.energy) return notApplicable('no energy given')
  const operations: Operation[] = ['set', 'reset', 'read', ...(model.depress ? (['depress'] as const) : [])]
  let [least, most] = [Infinity, -Infinity]
  const allowed = 'finite, not negative'
  for (const steps of statesOf(subject)) {
    const population = populate(subject, model, subject.devices)
    play(population, steps)
    for (const operation of operations) {
      population.out.fill(0)
      model.energy(operation, population.bank.columns, population.all, population.out)
      const id = population.out.findIndex((joule) => !(joule >= 0 && Number.isFinite(joule)))
      if (id >= 0) {
        const joule = population.out[id]!
        const values = { energy_j: short(joule), g_us: short(population.bank.columns.g[id]!) }
        const what = Number.isFinite(joule) ? 'negative energy' : 'energy not finite'
        const diagnosis = `${what}: ${operation} of ${short(population.bank.columns.g[id]!)} uS costs ${short(joule)} J`
        return failed(`${short(joule)} J (${operation})`, allowed, diagnosis, { devices: [id], sequence: told(steps), values })
      }
      for (const joule of population.out) [least, most] = [Math.min(least, joule), Math.max(most, joule)]
    }
  }
  return passed(`${short(least)} to ${short(most)} J`, allowed)
}

export function currents(subject: Subject): Finding {
  const { model } = subject
  if (!model.current) return notApplicable("no current given: Ohm's law")
  const allowed = 'finite, of the sign of the voltage'
  let most = 0
  for (const steps of statesOf(subject)) {
    const population = populate(subject, model, subject.devices)
    play(population, steps)
    for (const voltage of VOLTAGES) {
      model.current(population.bank.columns, population.all, voltage, population.out)
      const id = population.out.findIndex((current) => !(current * voltage >= 0 && Number.isFinite(current)))
      if (id >= 0) {
        const current = population.out[id]!
        const values = { voltage_v: voltage, current_ua: short(current) }
        const what = Number.isFinite(current) ? 'the device generates power' : 'current not finite'
        const diagnosis = `${what}: ${short(current)} uA at ${voltage} V`
        return failed(`${short(current)} uA at ${voltage} V`, allowed, diagnosis, {
          devices: [id],
          sequence: told(steps),
          values,
        })
      }
      for (const current of population.out) most = Math.max(most, Math.abs(current))
    }
  }
  return passed(`up to ${short(most)} uA at 1 V`, allowed)
}
