import { describe, expect, it } from 'vitest'
import type { DeviceModel } from '../../../devices/model.ts'
import { recipeKind } from '../../../devices/recipe/recipe.ts'
import { bindDevice } from '../../../experiments/config/device.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { type RunResult, runExperiment } from '../../../experiments/run/run.ts'
import { taskKinds } from '../../../experiments/tasks/registry.ts'
import { named } from '../../support/meter.ts'
import { simple } from '../../support/recipes.ts'

const LEARNING = { lr_in: 1e-3, lr_rec: 1e-3, lr_out: 1e-2 }
const SMALL = {
  task: { inputs: 20, duration: 0.2 },
  network: { neurons: 21, threshold: 0.3, gain: 1 },
  learning: LEARNING,
  training: { epochs: 12 },
}

async function run(recipe: Record<string, string>, over: Record<string, unknown> = {}, change = (model: DeviceModel) => model) {
  const kind = await recipeKind(simple(recipe), 'lab.yaml')
  const spec = await resolveSpec({ ...SMALL, ...over, device: { model: 'lab.yaml' } }, undefined, async () => kind)
  const dataset = await taskKinds['pattern-generation']!.load(spec.task as never, undefined as never)
  const device = bindDevice(spec.device, kind)
  return runExperiment(spec, dataset, { ...device, model: change(device.model) })
}

/** A model whose devices read NaN once they are older than 200 s, as an expression can that nobody has tried at that age. */
function forgetful({ rowRead: _, ...model }: DeviceModel): DeviceModel {
  return {
    ...model,
    written: { read: 'drift: g * root(200 s - age)' },
    read(c, cells, t, event, rng, arena, out) {
      model.read(c, cells, t, event, rng, arena, out)
      for (let i = 0; i < cells.n; i++) if (t - c.t_programmed[cells.ids[i]!]! > 200) out[i] = Number.NaN
    },
  }
}

describe('a run that becomes no number fails', () => {
  it('where devices of an age read none, and names epoch, trial, step, connection, device and expression', async () => {
    const failure = await run({}, {}, forgetful).catch((error) => error)
    expect(failure.name).toBe('RunFailure')
    expect(failure.message).toMatch(
      /^epoch 2, trial 3 \(sample \d\), step \d+ \(device time 23\d\.[\d]+ s\): the membrane of neuron 0 of "hidden" is NaN\nconnection "in" reads NaN for neuron 0: device \d+ of "simple" reads NaN uS at [\d.]+ s, with g = [\d.]+ uS, 23[\d.]+ s after its last pulse, after 0 SET and 0 RESET pulses; read is { drift: g \* root\(200 s - age\) }$/,
    )
  })

  it('where pulses wear the state of a device out, and what ran before is kept', async () => {
    const worn = { state: '{ p: 1 }', set: '{ p: p - 0.05, g: g + 0.1 uS * sqrt(p) }', parameters: '{}' }
    const failure = await run(worn, { update: { kind: 'sign', threshold: 0 }, crossbar: { refresh: { enabled: false } } }).catch(
      (error) => error,
    )
    expect(failure.message).toMatch(
      /device \d+ of "simple" has g = NaN uS after \d\d SET and 0 RESET pulses; set is { p: p - 0.05/,
    )
    expect(failure.result.completed).toBe(false)
    expect(failure.result.epochs.length).toBeGreaterThan(0)
  })

  it('where feedback weights on devices read none, though every membrane is a number', async () => {
    const learning = { ...LEARNING, feedback_store: 'array', feedback: 'random' }
    // In digital memory and in a crossbar: only those of the feedback forget.
    let banks = 0
    const change = (model: DeviceModel): DeviceModel => ({
      ...forgetful(model),
      columns: { ...model.columns, forgets: { unit: '', doc: 'whether it is one of the feedback' } },
      init: (c, n) => c.own.forgets!.fill(banks++ < 3 ? 0 : 1, 0, n),
      read(c, cells, t, event, rng, arena, out) {
        model.read(c, cells, t, event, rng, arena, out)
        for (let i = 0; i < cells.n; i++) if (c.own.forgets![cells.ids[i]!] === 1 && t > 200) out[i] = Number.NaN
      },
    })
    const failed = await run({}, { learning }, change).catch(({ message }) => message)
    expect(failed).toMatch(
      /^epoch 2, trial 3 .*the learning signal is not a number, although all membranes are\ndevice \d+ of "simple" reads NaN uS/,
    )
  })

  it('with the costs of its last epoch', async () => {
    const { result } = await run({}, { update: { kind: 'sign', threshold: 0 }, cost: {} }, forgetful).catch((error) => error)
    expect(result.epochs.length).toBe(1)
    for (const [name, { crossbars }] of Object.entries((result as RunResult).experiment.arrays)) {
      const sent = crossbars[0]!.bank.columns.set_count.reduce((a, b) => a + b, 0)
      const inEpoch = result.epochs[0].pulses.find(({ array }: { array: string }) => array === name).set
      expect(sent).toBeGreaterThan(inEpoch)
      expect(named(result.experiment.meters[name].events).set_pulses).toBe(sent)
    }
  })

  it('and not where all is well', async () => {
    expect((await run({ drift: 'g * (age / 1 s)^-0.05' })).completed).toBe(true)
  })
})
