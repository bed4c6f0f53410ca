/** Trained devices in another circuit. */
import { expect, it } from 'vitest'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'
import { lossAfterTraining } from '../../../experiments/run/loss-after-training.ts'
import { transferred } from '../../../experiments/state/transfer.ts'

const base = {
  task: { inputs: 10, duration: 0.1 },
  network: { neurons: 12 },
  // Without noise and drift a network has one error.
  device: { model: 'ideal', bits: 6 },
  training: { epochs: 4 },
}
const still = { lr_in: 0, lr_rec: 0, lr_out: 0 }

it('gives the error of the trained network in its own circuit, and another one through resistive lines', async () => {
  const result = await (await loadRun(await resolveSpec(base))).run()
  const { experiment, epochs } = result
  const elsewhere = async (periphery: readonly unknown[]) =>
    (await transferred(result, await resolveSpec({ ...base, training: { epochs: 1 }, learning: still, crossbar: { periphery } })))
      .mse_last50_mean
  const own = lossAfterTraining(experiment, epochs.length * experiment.dataset.size.train, [1])[0]!.mse
  expect(await elsewhere([])).toBeCloseTo(own, 12)
  const wires = (ohm: number) => [{ wires: { row: `${ohm} ohm`, column: `${ohm} ohm` } }]
  const [thick, thin] = [await elsewhere(wires(1e-3)), await elsewhere(wires(1e4))]
  expect(Math.abs(thick! - own)).toBeLessThan(1e-4 * own)
  expect(Math.abs(thin! - own)).toBeGreaterThan(1e-2 * own)
  // The trained devices are left as they are.
  expect(lossAfterTraining(experiment, epochs.length * experiment.dataset.size.train, [1])[0]!.mse).toBe(own)
})
