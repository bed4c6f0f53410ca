/** A run whose arrays are circuits, from the spec to the tables. */
import { describe, expect, it } from 'vitest'
import { explainPath } from '../../../experiments/config/explain.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'

const SMALL = {
  task: { inputs: 12, duration: 0.1 },
  network: { neurons: 13, threshold: 0.3, gain: 1 },
  device: { read_noise: false, drift: false },
  learning: { lr_in: 1e-3, lr_rec: 1e-3, lr_out: 1e-2 },
  training: { epochs: 2 },
}
const run = async (crossbar: object) => {
  const loaded = await loadRun(await resolveSpec({ ...SMALL, crossbar }))
  const { epochs } = await loaded.run()
  return { id: loaded.id.run_id, mse: epochs.map(({ results }) => results.mse!) }
}

describe('crossbar.periphery', () => {
  it('without resistance changes nothing but rounding, and is another run by name', async () => {
    const [plain, wired] = [await run({}), await run({ periphery: [{ wires: { row: 0, column: 0 } }], tile: [8, 8] })]
    for (const [i, mse] of wired.mse.entries()) expect(mse / plain.mse[i]!).toBeCloseTo(1, 4)
    expect(wired.id).not.toBe(plain.id)
  })

  it('with resistance, coarse converters or open lines gives other results', async () => {
    const plain = await run({})
    for (const circuit of [
      { periphery: [{ wires: { row: '200 ohm', column: '200 ohm' } }] },
      { periphery: [{ adc: { bits: 2, range: 'fixed', max_weight: 1 } }] },
      { faults: { open_row: 0.5 } },
    ]) {
      expect((await run(circuit)).mse[1]).not.toBeCloseTo(plain.mse[1]!, 4)
    }
  })

  it('refuses open lines that no array has, and takes those that one has', async () => {
    await expect(run({ faults: { open_rows: [3, 13] } })).rejects.toThrow(
      'crossbar.faults.open_rows: no array has a row 13; the largest has 13, counted from 0',
    )
    await expect(run({ faults: { open_columns: [13] } })).rejects.toThrow(/open_columns: no array has a column 13/)
    expect((await run({ faults: { open_rows: [12] } })).mse[1]).toBeGreaterThan(0)
  })

  it('takes the words of other tools and tells a mistake with its place', async () => {
    const spec = await resolveSpec({ crossbar: { periphery: [{ adc: { stochastic_rounding: true } }] } })
    expect(spec.crossbar.periphery[0]).toMatchObject({ adc: { rounding: 'stochastic', bits: 8 } })
    const mistake = (periphery: unknown) => resolveSpec({ crossbar: { periphery } })
    await expect(mistake([{ addc: {} }])).rejects.toThrow(/crossbar\.periphery\.0: unknown effect "addc".*did you mean "adc"/)
    await expect(mistake([{ adc: { bit: 8 } }])).rejects.toThrow(/crossbar\.periphery\.0\.adc\.bit.*did you mean "bits"/)
    await expect(mistake([{ adc: {}, wires: {} }])).rejects.toThrow(/an item is one effect, not adc, wires/)
    const devices = { model: 'ecram' }
    const reference = { cell: 'reference', tile: [8, 8] }
    await expect(resolveSpec({ device: devices, crossbar: reference })).rejects.toThrow(
      /crossbar\.cell: .*take the differential cell/,
    )
    const taka = { device: devices, update: { kind: 'tiki-taka' }, crossbar: { periphery: [{ adc: {} }] } }
    await expect(resolveSpec(taka)).rejects.toThrow(/update\.kind: the fast array .*take update\.fast\.device: pcm/)
    expect(explainPath('crossbar.periphery.adc.bits')).toMatchObject([{ default: 8 }])
  })
})
