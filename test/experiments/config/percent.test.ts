/** Numbers without a unit in per cent. */
import { expect, it } from 'vitest'
import { resolveSpec } from '../../../experiments/config/resolve.ts'

it('a number without a unit may be given in per cent, whatever wraps its field', async () => {
  const spec = await resolveSpec({
    crossbar: { periphery: [{ adc: { gain_std: '1 %' } }], faults: { open_row: '0.1 %' } },
    learning: { feedback_decay: '0.2%' },
  })
  expect(spec.crossbar.periphery[0]).toMatchObject({ adc: { gain_std: 0.01 } })
  expect(spec.crossbar.faults.open_row).toBe(0.001)
  expect(spec.learning.feedback_decay).toBe(0.002)
  const percentile = resolveSpec({ crossbar: { periphery: [{ adc: { percentile: '99.9 %' } }] } })
  await expect(percentile).rejects.toThrow(/percentile/)
})
