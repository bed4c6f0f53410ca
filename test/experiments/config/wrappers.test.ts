/** Wrappers in a spec: sections of `device`, with units, defaults and errors, that become part of the model and of the run's name. */
import { describe, expect, it } from 'vitest'
import { runIdentity } from '../../../experiments/config/identity.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadDevice } from '../../../experiments/disk/device-kind.ts'

describe('wrappers in a spec', () => {
  const device = { model: 'reram-es', stuck: { share: 0.02 }, retention: { tau: '3 day' }, endurance: {} }

  it('take units and defaults, and are absent unless written', async () => {
    const spec = await resolveSpec({ device })
    expect(spec.device.stuck).toEqual({ share: 0.02, high_share: 0.5, low: 0, high: 1 })
    expect(spec.device.retention).toEqual({ tau: 259200, tau_sigma: 0, to: 0 })
    expect(spec.device.endurance).toEqual({ pulses: 1e6, sigma: 0.5, weibull: false, shape: 2 })
    expect('resolution' in spec.device).toBe(false)
    expect(Object.keys((await resolveSpec({})).device)).not.toContain('stuck')
  })

  it('lie around the model that a run uses', async () => {
    const { model } = await loadDevice((await resolveSpec({ device })).device)
    expect(Object.keys(model.columns)).toEqual(expect.arrayContaining(['step_up', 'stuck_at', 'endurance', 'retention_rate']))
  })

  it('are part of what a run is called, wherever they stand', async () => {
    const name = async (given: object) => runIdentity(await resolveSpec({ device: given })).spec_hash
    const { model, stuck, retention, endurance } = device
    expect(await name({ endurance, retention, stuck, model })).toBe(await name(device))
    expect(await name({ model, stuck, retention })).not.toBe(await name(device))
  })

  it('say where a mistake is', async () => {
    const message = (given: object) => resolveSpec({ device: given }).catch((error: Error) => error.message)
    expect(await message({ stuk: {} })).toMatch(/unknown key "device.stuk" of device "pcm".*did you mean "stuck"/)
    expect(await message({ stuck: { shar: 1 } })).toMatch(/unknown key "device.stuck.shar".*did you mean "share"/)
    expect(await message({ retention: { tau: '3 uS' } })).toMatch(/device.retention.tau: "3 uS" is not a quantity in s/)
    expect(await message({ resolution: { levels: 1 } })).toMatch(/device.resolution.levels/)
  })
})
