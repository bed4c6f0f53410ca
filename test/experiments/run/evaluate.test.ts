/** Evaluation is the forward pass of training and nothing else. */
import { describe, expect, it } from 'vitest'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'
import { evaluate } from '../../../experiments/run/evaluate.ts'
import { lossAfterTraining } from '../../../experiments/run/loss-after-training.ts'

type Sections = Record<string, Record<string, unknown>>

async function trained(epochs: number, over: Sections = {}) {
  const learning = { lr_in: 1e-3, lr_rec: 1e-3, lr_out: 1e-2, ...over.learning }
  const spec = await resolveSpec({
    task: { inputs: 20, duration: 0.2 },
    network: { neurons: 21, threshold: 0.3, gain: 1 },
    device: { model: 'pcm', ...over.device },
    learning,
    update: { ...over.update },
    training: { epochs, shuffle: false },
  })
  const result = await (await loadRun(spec)).run()
  return { spec, ...result, trials: epochs * result.experiment.dataset.size.train }
}

describe('evaluation', () => {
  it('at the time and with the numbers of the next trial is that trial, bit for bit', async () => {
    const [two, three] = [await trained(2), await trained(3)]
    const { settle } = two.spec.training
    const { steps, dt } = two.experiment.dataset
    const start = settle + two.trials * (settle + steps * dt)
    const [first] = evaluate(two.experiment, { start, firstStep: two.trials * steps })
    expect(first!.loss).toBe(three.epochs[2]!.losses![0])
    expect(first!.loss).not.toBe(two.epochs[1]!.losses![0])
  })

  it('changes no device and no counter, and is the same again', async () => {
    const { experiment, trials } = await trained(3)
    const state = () =>
      Object.values(experiment.arrays).map((array) => {
        const crossbar = array.crossbars[0]!
        const { g, t_programmed, set_count, reset_count, own } = crossbar.bank.columns
        return [g, t_programmed, set_count, reset_count, own.p!, own.nu!]
          .map((column) => Array.from(column))
          .concat([Object.values(crossbar.counters)])
      })
    const before = state()
    const first = lossAfterTraining(experiment, trials, [1, 3600])
    expect(state()).toEqual(before)
    expect(lossAfterTraining(experiment, trials, [1, 3600])).toEqual(first)
    expect(new Set(first.map(({ mse }) => mse)).size).toBe(3)
  })
})

describe('the loss after training', () => {
  const ages = [1, 1e3, 1e6, 3e7]
  const still = { learning: { lr_in: 0, lr_rec: 0, lr_out: 0 } }

  it('is given back by compensation where all devices drift alike and reads are noiseless', async () => {
    const { experiment, trials } = await trained(1, { ...still, device: { read_noise: false } })
    const rows = lossAfterTraining(experiment, trials, ages)
    const [reference] = rows
    for (const { elapsed_s, compensation, mse, gain_in, gain_rec, gain_out } of rows) {
      if (compensation === 'global') expect(Math.abs(mse / reference!.mse - 1)).toBeLessThan(1e-4)
      else if (elapsed_s > 1) expect(Math.abs(mse / reference!.mse - 1)).toBeGreaterThan(0.01)
      const drift = ((experimentEnd(experiment, trials) + elapsed_s) / (experimentEnd(experiment, trials) + 1)) ** 0.04
      for (const gain of [gain_in, gain_rec, gain_out]) expect(gain).toBeCloseTo(compensation === 'global' ? drift : 1, 5)
    }
  })

  it('is the same for ever without drift and noise, and on digital weights', async () => {
    const quiet = { device: { read_noise: false, drift: false } }
    for (const over of [quiet, { update: { kind: 'fp32' } }]) {
      const { experiment, trials } = await trained(2, over)
      const rows = lossAfterTraining(experiment, trials, ages)
      for (const { mse } of rows) expect(mse).toBe(rows[0]!.mse)
    }
  })
})

function experimentEnd({ spec, dataset }: Awaited<ReturnType<typeof trained>>['experiment'], trials: number): number {
  return trials * (spec.training.settle + dataset.steps * dataset.dt)
}
