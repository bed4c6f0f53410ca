/** Compares the built-in PCM with the same model as a recipe: pulses, reads of rows, whole trials. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createEvents } from '../crossbar/array.ts'
import { createCrossbar } from '../crossbar/create.ts'
import { createBank, everyCell } from '../devices/bank.ts'
import { defaults } from '../devices/kind.ts'
import type { DeviceModel } from '../devices/model.ts'
import { pcm } from '../devices/models/pcm.ts'
import { recipeKind } from '../devices/recipe/recipe.ts'
import { Arena } from '../kernels/arena.ts'
import { createRng } from '../kernels/rng.ts'
import { mean } from '../statistics/describe.ts'
import { trialCpu } from './cpu.ts'
import { minima } from './minimum.ts'
import type { Table } from './table.ts'

const RECIPE = fileURLToPath(new URL('../../examples/devices/lab-pcm.yaml', import.meta.url))
const DEVICES = 10_000
const SIDE = 100
const SPIKES = 5
const EPOCHS = 6
const REPETITIONS = 5

export async function deviceTables(): Promise<Table[]> {
  const kind = await recipeKind(readFileSync(RECIPE, 'utf8'), RECIPE)
  const models: readonly (readonly [name: string, model: DeviceModel, spec: string])[] = [
    ['pcm', pcm.create(defaults(pcm)), 'pcm'],
    ['lab-pcm.yaml', kind.create(defaults(kind)), RECIPE],
  ]
  const calls = models.flatMap(([, model]) => [pulses(model), rows(model)])
  const ns = await minima(calls)
  const trials = models.map(() => Number.POSITIVE_INFINITY)
  // Alternating, so that both run under the same machine load; the first round is a warm-up.
  for (let turn = 0; turn <= REPETITIONS; turn++) {
    for (const [i, [, , spec]] of models.entries()) {
      const { ms } = await trialCpu(['update.kind=mixed-precision', `device.model=${spec}`], EPOCHS)
      if (turn > 0) trials[i] = Math.min(trials[i]!, mean(ms))
    }
  }
  const table = models.map(([device], i) => ({
    device,
    pulse_ns: ns[2 * i]! / DEVICES,
    read_ns: ns[2 * i + 1]! / (2 * SPIKES * SIDE),
    trial_ms: trials[i]!,
    trial_ratio: trials[i]! / trials[0]!,
  }))
  return [
    {
      name: 'devices',
      title:
        'The built-in PCM and its recipe: ns per device and SET pulse, ns per device read by rows, CPU ms per trial of 100-100-1 (minima)',
      columns: ['device', 'pulse_ns', 'read_ns', 'trial_ms', 'trial_ratio'],
      key: ['device'],
      compared: ['pulse_ns', 'read_ns', 'trial_ms'],
      rows: table,
    },
  ]
}

/** A SET pulse on every device of a bank. */
function pulses(model: DeviceModel): () => void {
  const bank = createBank(new Arena(8e6), model, DEVICES, createRng('bench'))
  const every = everyCell(bank.arena, DEVICES)
  return () => model.set(bank.columns, every, bank.streams.set, bank.arena)
}

/** Reads of five rows of a crossbar at successive time steps. */
function rows(model: DeviceModel): () => void {
  const arena = new Arena(8e6)
  const crossbar = createCrossbar(arena, { rows: SIDE, cols: SIDE, model, rng: createRng('bench'), scale: 43.8 })
  const list = arena.u32(SPIKES)
  list.set([3, 20, 50, 77, 90])
  const spikes = Object.assign(createEvents(list), { n: SPIKES })
  const out = arena.f32(SIDE)
  let drawIndex = 0
  return () => {
    crossbar.read(spikes, { t: 38.6 + 1e-3 * (drawIndex % 1000), drawIndex, gain: 1 }, out)
    drawIndex++
  }
}
