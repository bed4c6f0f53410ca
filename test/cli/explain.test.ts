import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { explainPath } from '../../experiments/config/explain.ts'
import { explainSpec } from '../../experiments/config/explain-spec.ts'
import { resolveSpec } from '../../experiments/config/resolve.ts'
import { loadDevice } from '../../experiments/disk/device-kind.ts'
import { loadRun } from '../../experiments/disk/run-spec.ts'
import { command } from '../support/command.ts'

describe('explain', () => {
  it('gives meaning, unit, default, range and users of a field, from the registries', () => {
    expect(explainPath('update.prob_scale')).toMatchObject([{ users: ['stochastic'], default: 1 }])
    expect(explainPath('crossbar.scale')).toMatchObject([{ unit: 'uS', default: 43.8, schemeDefaults: { stochastic: 42 } }])
    const inputs = explainPath('task.inputs').map(({ users }) => users)
    expect(inputs).toEqual(expect.arrayContaining([['pattern-generation'], ['evidence-accumulation']]))
    expect(explainPath('device.nu').flatMap(({ users }) => users)).toContain('pcm')
  })

  it('lists a section, and names what is near to a field that is not there', () => {
    expect(explainPath('crossbar').map(({ path }) => path)).toContain('crossbar.refresh.high')
    expect(() => explainPath('crossbar.scal')).toThrow(/did you mean "crossbar.scale"/)
    expect(() => explainPath('prob_scale')).toThrow(/did you mean update.prob_scale/)
  })

  it('says what is on in a spec and how a pulse compares with the weights', async () => {
    const spec = await resolveSpec({ device: { drift: false, nu_std: 0.01 }, crossbar: { scale: 20, replicas: 2 } })
    const facts = Object.fromEntries(explainSpec(spec, (await loadRun(spec)).dataset, await loadDevice(spec.device)))
    expect(facts).toMatchObject({ on: 'write_noise, read_noise', off: 'drift', 'device to device': 'nu_std = 0.01' })
    // A pulse on one of two devices moves their mean by half.
    expect(facts['one SET pulse']).toBe('0.75 uS on average, 0.0187 of weight')
  })

  it('tells the value of a field with the settings of the user', async () => {
    const { stdout } = await command(tmpdir(), 'explain', 'update.direction', '--set', 'device.model=ecram')
    expect(stdout).toContain('with --set: "bidirectional"')
    expect((await command(tmpdir(), 'explain', 'update.direction')).stdout).not.toContain('--set')
  })
})
