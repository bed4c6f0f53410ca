import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runIdentity } from '../../../experiments/config/identity.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { sections, specJsonSchema, specSchema } from '../../../experiments/config/schema.ts'
import { loadKind } from '../../../experiments/disk/device-kind.ts'
import { loadSpec } from '../../../experiments/disk/spec.ts'
import { taskKinds } from '../../../experiments/tasks/registry.ts'
import { InputError } from '../../../input/input-error.ts'
import { schemes } from '../../../learning/update/registry.ts'

const message = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  )
  expect(error).toBeInstanceOf(InputError)
  return (error as Error).message
}

describe('a spec', () => {
  it('is the paper network on PCM with mixed precision if nothing is said', async () => {
    const spec = await resolveSpec({})
    expect(spec.update.kind).toBe('mixed-precision')
    expect(spec.device.model).toBe('pcm')
    expect([spec.task.inputs, spec.network.neurons, spec.task.patterns, spec.training.epochs]).toEqual([100, 100, 3, 250])
  })

  it.each(Object.keys(schemes))('resolves for %s under both conventions', async (kind) => {
    for (const convention of ['physical', 'srnn-pcm']) {
      expect((await resolveSpec({ convention, update: { kind } })).update.kind).toBe(kind)
    }
  })

  it('takes the published choices with convention srnn-pcm, and what the user says over them', async () => {
    const spec = await resolveSpec({ convention: 'srnn-pcm', device: { g_max: 20 }, network: { gain: 0.5 } })
    expect(spec.device).toMatchObject({ read_min: 0.1, read_max: 20 })
    expect(spec.crossbar).toMatchObject({ combine: 'sum', scale: 11.825 })
    expect(spec.training.settle).toBe(5e-4)
    expect(spec.network).toMatchObject({ surrogate: 'gamma', gain: 0.5, threshold: 0.19252 })
    expect(spec.learning).toMatchObject({ input_lead: 1, rate_eligibility: 'filtered', lr_in: 3.3041e-4 })
  })

  it('converts units to those inside, wherever a quantity stands', async () => {
    const spec = await resolveSpec({
      device: { g_max: '0.02 mS', t0: '1 min' },
      training: { settle: '2 h' },
      network: { tau_mem: '20 ms' },
      task: { frequencies: ['0.002 kHz', 3], duration: '0.5 s' },
    })
    expect(spec.device).toMatchObject({ g_max: 20, t0: 60 })
    expect(spec.training.settle).toBe(7200)
    expect(spec.network.tau_mem).toBeCloseTo(0.02, 12)
    expect(spec.task.frequencies).toEqual([2, 3])
  })

  it.each([
    [{ update: { kind: 'stochastc' } }, /update\.kind.*"stochastc".*did you mean "stochastic"/],
    [{ device: { model: 'pmc' } }, /unknown device "pmc"; known: pcm, .*ideal.*\(did you mean "pcm"\?\)/],
    [{ device: { gmax: 20 } }, /unknown key "device\.gmax".*did you mean "g_max"/],
    [{ devices: {} }, /unknown key "devices".*did you mean "device"/],
    [{ device: { nu: '4 %' } }, /device\.nu: "4 %" is not a number; write 0\.04/],
    [{ device: { g_max: '12,5 uS' } }, /device\.g_max: "12,5 uS" is not a number; write 12\.5 uS/],
    [{ network: { gain: '0,15' } }, /network\.gain: .*given 0,15; write 0\.15/],
    [{ device: { g_max: '20 mV' } }, /device\.g_max: "20 mV" is not a quantity in uS/],
    [{ device: { g_max: 'lots' } }, /device\.g_max: "lots" is not a number with a unit; write for example "1 uS"/],
    [{ network: { threshold: '1 s' } }, /network\.threshold: "1 s" has a unit where a plain number belongs/],
    [{ device: { read_noise_absolute: -0.1 } }, /device\.read_noise_absolute: must be 0 or more, given -0\.1/],
    [{ network: { gain: Number.NaN } }, /network\.gain.*NaN/],
    [{ device: { g_max: 0.05 } }, /device\.g_max: 0\.05 uS is not above g_min/],
    [{ task: { dt: 0.003 } }, /task\.duration: 1 s is not a whole number of steps/],
    [{ task: { input_rate: 5000 } }, /task\.input_rate: 5000 Hz is more than one spike per step/],
    [{ network: { adaptive: 101 } }, /network\.adaptive: 101 of 100 neurons/],
    [
      { update: { kind: 'fp32' }, crossbar: { replicas: 4 } },
      /crossbar\.replicas: update\.kind fp32 keeps its weights in digital memory/,
    ],
    [[1], /a spec is a mapping/],
    ['spec', /a spec is a mapping/],
  ])('is refused with the place and the mend: %j', async (raw, expected) => {
    expect(await message(resolveSpec(raw))).toMatch(expected)
  })

  it('names file and line of a mistake', async () => {
    const { writeFileSync, mkdtempSync } = await import('node:fs')
    const file = `${mkdtempSync('/tmp/memxbar-')}/bad.yaml`
    writeFileSync(file, 'seed: 3\nupdate:\n  kind: sing\nnetwork: { neurns: 5 }\n')
    const text = await message(loadSpec(file))
    expect(text).toContain(`${file}:3: update.kind: unknown value "sing"`)
    expect(text).toContain(`${file}:4: unknown key "network.neurns"`)
    writeFileSync(file, 'seed: [1,\n')
    expect(await message(loadSpec(file))).toMatch(/bad\.yaml:\d+: /)
    expect(await message(loadSpec('/nowhere/x.yaml'))).toContain('cannot read the spec')
  })

  it('says what a recipe or a manifest is, given as a spec', async () => {
    const { writeFileSync, mkdtempSync } = await import('node:fs')
    const file = `${mkdtempSync('/tmp/memxbar-')}/mine.yaml`
    writeFileSync(file, 'name: mine\nset: { g: g + 1 uS }\nreset: { g: 1 uS }\n')
    expect(await message(loadSpec(file))).toContain(`this is a device recipe, not a spec: run memxbar run --device ${file}`)
    writeFileSync(file, '{ "run_id": "0123", "spec": { "seed": 3 } }')
    expect(await message(loadSpec(file))).toContain('this is the manifest of a run: its "spec" section is the spec')
  })

  it('tells a mistake in a graph with its line, before any data are read', async () => {
    const { writeFileSync, mkdtempSync } = await import('node:fs')
    const at = `${mkdtempSync('/tmp/memxbar-')}/graph.yaml`
    const write = (connections: string) =>
      writeFileSync(
        at,
        `task: { kind: images, data: /nowhere }\nnetwork:\n  populations: { a: { size: 4 }, b: { size: 5 } }\n  connections: ${connections}\n`,
      )
    write('[input > a, a > c, a > readout]')
    expect(await message(loadSpec(at))).toMatch(/graph\.yaml:4: network\.connections\.a-c: there is no population "c"/)
    write('[input > a, a > b, b > a, b > readout]')
    expect(await message(loadSpec(at))).toMatch(/graph\.yaml:4: network\.connections: a, b feed each other within one step/)
    // The size of the input is not known yet.
    write('[{ path: input > a, shape: diagonal }, a > b, b > readout]')
    expect((await loadSpec(at)).network.connections).toHaveLength(3)
  })

  it('names the assignment of a mistake on the command line', async () => {
    expect(await message(loadSpec(undefined, ['update.kind=nope']))).toMatch(/^--set update\.kind=nope: /)
    expect(await message(loadSpec(undefined, ['update']))).toMatch(/write path=value/)
  })

  it('never fails but by an InputError, whatever it is given (500 fuzzed trees)', async () => {
    const section = fc.constantFrom(...Object.keys(sections.shape), 'task', 'device', 'x', '__proto__', 'constructor')
    const field = fc.constantFrom('kind', 'model', 'g_max', 'dt', 'neurons', 'target', 'refresh', 'frequencies', '__proto__', 'y')
    const value = fc.oneof(
      fc.jsonValue(),
      fc.double(),
      fc.constantFrom('20 uS', '1 s', 'pcm', 'sign', '1e999 s', '', 'sinusoids'),
    )
    const tree = fc.oneof(fc.jsonValue(), fc.dictionary(section, fc.oneof(value, fc.dictionary(field, value))))
    await fc.assert(
      fc.asyncProperty(tree, async (raw) => {
        try {
          const spec = await resolveSpec(raw)
          specSchema(await loadKind(spec.device.model), taskKinds[spec.task.kind]!).parse(spec)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
          expect((error as Error).message.length).toBeGreaterThan(10)
        }
      }),
      { numRuns: 500, seed: 20210804 },
    )
  })

  it('refuses broadcast where the sum of the errors is 0: cross-entropy, and feedback only from the readout', async () => {
    const digits = { kind: 'digits' }
    const broadcast = { feedback: 'broadcast' }
    for (const loss of ['cross-entropy', 'cross-entropy-of-mean']) {
      const refused = resolveSpec({ task: { ...digits, loss }, learning: broadcast }, (path) => path.join('/'))
      expect(await message(refused)).toMatch(/^learning\/feedback: .*sum of the errors, which is 0 .* take random$/)
    }
    // Of another loss, along all connections, and with errors that the scheme cuts one by one, the sum is not 0.
    for (const other of [{ task: { kind: 'pattern-generation' } }, { learning: { ...broadcast, rule: 'bptt' } }])
      await resolveSpec({ task: digits, learning: broadcast, ...other })
    await resolveSpec({ task: digits, learning: broadcast, update: { kind: 'error-triggered' } })
  })

  it('is named by its hash: independent of key order and of the seed, dependent on everything else', async () => {
    const a = await resolveSpec({ network: { neurons: 50, gain: 0.2 } })
    const b = await resolveSpec({ network: { gain: 0.2, neurons: 50 } })
    const c = await resolveSpec({ network: { gain: 0.2, neurons: 51 } })
    expect(runIdentity(a)).toEqual(runIdentity(b))
    expect(runIdentity({ ...a, seed: 2 }).spec_hash).toBe(runIdentity(a).spec_hash)
    expect(runIdentity({ ...a, seed: 2 }).run_id).not.toBe(runIdentity(a).run_id)
    expect(runIdentity(c).spec_hash).not.toBe(runIdentity(a).spec_hash)
    expect(runIdentity(a, ['t,y\n']).spec_hash).not.toBe(runIdentity(a, ['t,z\n']).spec_hash)
  })

  it('has a JSON Schema that names every field and allows units', () => {
    const schema = specJsonSchema() as {
      properties: Record<string, { properties?: Record<string, { anyOf?: { type: string }[] }> }>
    }
    expect(Object.keys(schema.properties)).toEqual([...Object.keys(sections.shape), 'task', 'device'])
    expect(schema.properties.network!.properties!.tau_mem!.anyOf!.map(({ type }) => type)).toEqual(['number', 'string'])
  })
})
