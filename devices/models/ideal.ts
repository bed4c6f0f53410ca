/**
 * A device whose only non-ideality is limited resolution: 2^bits equidistant levels, one level up or down per pulse, no noise, no
 * drift. The step that a controller assumes equals the step of the device by construction, at every bit width.
 */
import { deviceKind, type Values } from '../kind.ts'
import type { DeviceModel } from '../model.ts'

const parameters = {
  bits: { unit: '', default: 4, doc: 'resolution: 2^bits levels from g_min to g_max', between: [1, 20] as const, integer: true },
  g_min: { unit: 'uS', default: 0.1, doc: 'lowest level', between: [0, 1e6] as const },
  g_max: { unit: 'uS', default: 12, doc: 'highest level', between: [0, 1e6] as const },
}

export const ideal = deviceKind({
  name: 'ideal',
  title: 'n-bit device with linear steps, without noise or drift',
  omits: 'everything but resolution',
  parameters,
  create,
})

function create({ bits, g_min, g_max }: Values<typeof parameters>): DeviceModel {
  const levels = 2 ** bits - 1
  const step = (g_max - g_min) / levels
  // Conductances are always computed from the level, so that rounding does not add up over pulses.
  const level = (g: number) => Math.round((g - g_min) / step)
  const conductance = (n: number) => g_min + Math.min(levels, Math.max(0, n)) * step
  return {
    name: 'ideal',
    range: [g_min, g_max],
    step,
    mostPulses: levels,
    // Pairs are compared with pairs of phase-change memory, which only steps up gradually.
    direction: 'set-only',
    columns: {},
    set({ g }, cells) {
      for (let i = 0; i < cells.n; i++) g[cells.ids[i]!] = conductance(level(g[cells.ids[i]!]!) + 1)
    },
    depress({ g }, cells) {
      for (let i = 0; i < cells.n; i++) g[cells.ids[i]!] = conductance(level(g[cells.ids[i]!]!) - 1)
    },
    // Steps balance everywhere.
    symmetricPoint: () => conductance(Math.round(levels / 2)),
    reset({ g }, cells) {
      for (let i = 0; i < cells.n; i++) g[cells.ids[i]!] = g_min
    },
    read({ g }, cells, _t, _event, _rng, _arena, out) {
      for (let i = 0; i < cells.n; i++) out[i] = g[cells.ids[i]!]!
    },
    program({ g }, cells, change) {
      for (let i = 0; i < cells.n; i++) g[cells.ids[i]!] = conductance(level(g[cells.ids[i]!]! + change[i]!))
    },
  }
}
