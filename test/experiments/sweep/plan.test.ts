import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runIdentity } from '../../../experiments/config/identity.ts'
import type { Spec } from '../../../experiments/config/schema.ts'
import { loadSpec } from '../../../experiments/disk/spec.ts'
import { idleColumns } from '../../../experiments/sweep/idle.ts'
import { planSweep, planText } from '../../../experiments/sweep/plan.ts'
import { InputError } from '../../../input/input-error.ts'
import { sweepFile, TINY } from '../../support/sweeps.ts'

const plan = (section: string) => planText(`${TINY}${section}`, 'my.yaml')
const values = async (section: string) => (await plan(section)).rows.map((row) => row.values)

describe('the plan of a sweep', () => {
  it('is every combination of a grid, the last path fastest, at every seed', async () => {
    const manifest = await plan('sweep: { seeds: 0..2, grid: { update.kind: [sign, fp32], device.nu: "linspace(0, 0.1, 2)" } }')
    expect(manifest.columns).toEqual(['update.kind', 'device.nu'])
    expect(manifest.rows).toHaveLength(12)
    expect(manifest.runs.map(({ seed }) => seed).slice(0, 4)).toEqual([0, 1, 2, 0])
    expect([0, 3, 6, 9].map((row) => manifest.rows[row]!.values)).toEqual([
      ['sign', 0],
      ['sign', 0.1],
      ['fp32', 0],
      ['fp32', 0.1],
    ])
  })

  it('moves zipped paths together', async () => {
    expect(await values('sweep: { zip: { device.nu: [0, 0.1], crossbar.scale: [10, 20] } }')).toEqual([
      [0, 10],
      [0.1, 20],
    ])
  })

  it('keeps the parts of the seed apart in its specs, and each run finds its own again', async () => {
    const { runs, specs, rows } = await plan('sweep: { seeds: [1, 2], grid: { seeds.chip: [1, 2], seeds.noise: [1, 2] } }')
    expect(rows).toHaveLength(8)
    expect(specs.map(({ seeds }) => [seeds.chip, seeds.noise])).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ])
    for (const { run_id, spec, seed } of runs) expect(runIdentity({ ...specs[spec]!, seed } as Spec).run_id).toBe(run_id)
  })

  it('tells quantities in inside units, whatever they were written in', async () => {
    expect(await values('sweep: { grid: { training.settle: "log(1, 100, 2) ms", network.tau_mem: [20 ms] } }')).toEqual([
      [0.001, 0.02],
      [0.1, 0.02],
    ])
  })

  it('ablates each switch of the model off alone and on alone', async () => {
    const rows = await values('device: { drift: false }\nsweep: { ablate: all }')
    expect(rows).toEqual([
      ['none', true, true],
      ['no write_noise', false, true],
      ['no read_noise', true, false],
      ['only write_noise', true, false],
      ['only read_noise', false, true],
      ['all off', false, false],
    ])
  })

  it('ablates the spreads from device to device of a recipe together', async () => {
    const recipe = join(mkdtempSync('/tmp/memxbar-'), 'mine.yaml')
    const lines = [
      'name: mine',
      'range: [0.1 uS, 9 uS]',
      'parameters:',
      '  a: { mean: 1, std: 0.1, per: device }',
      '  b: { mean: 1, std: 0.1, per: cycle }',
      '  c: { distribution: lognormal, median: 0.01, sigma: 0.1, per: device }',
      'set: { g: g + a * b * 1 uS }',
      'reset: { g: 0.1 uS }',
      'drift: g * (age / 1 s) ^ (-c)',
    ]
    writeFileSync(recipe, lines.join('\n'))
    const off = 'write_noise: false, read_noise: false, drift: false'
    const manifest = await plan(`device: { model: ${recipe}, ${off} }\nsweep: { ablate: all }`)
    expect(manifest.columns).toEqual(['ablation', 'device.a_std', 'device.c_sigma'])
    expect(manifest.rows.map((row) => row.values)).toEqual([
      ['none', 0.1, 0.1],
      ['no device spread', 0, 0],
      ['only device spread', 0.1, 0.1],
      ['all off', 0, 0],
    ])
  })

  it('ablates no drift of a recipe that has none', async () => {
    const recipe = join(mkdtempSync('/tmp/memxbar-'), 'mine.yaml')
    writeFileSync(recipe, 'name: mine\nrange: [0.1 uS, 9 uS]\nset: { g: g + 1 uS }\nreset: { g: 0.1 uS }\n')
    const { columns } = await plan(`device: { model: ${recipe} }\nsweep: { ablate: all }`)
    expect(columns).toEqual(['ablation', 'device.write_noise', 'device.read_noise'])
  })

  it('does equal runs once and gives each point its row', async () => {
    const manifest = await plan('device: { drift: false }\nsweep: { ablate: all }')
    expect([manifest.rows.length, manifest.runs.length]).toEqual([6, 4])
    const twice = await plan('sweep: { grid: { device.nu: [0.1, 0.1] } }')
    expect([twice.rows.length, twice.runs.length]).toEqual([1, 1])
  })

  it('ablates what is listed: switches by name and assignments, those of one item together', async () => {
    const section = 'sweep: { ablate: [drift, { device.nu_std: 0, device.reset_std: 0 }] }'
    const manifest = await plan(`device: { nu_std: 0.01 }\n${section}`)
    expect(manifest.columns).toEqual(['ablation', 'device.drift', 'device.nu_std', 'device.reset_std'])
    expect(manifest.rows.map((row) => row.values)).toEqual([
      ['none', true, 0.01, 0.01],
      ['no drift', false, 0.01, 0.01],
      ['no nu_std and reset_std', true, 0, 0],
      ['only drift', true, 0, 0],
      ['only nu_std and reset_std', false, 0.01, 0.01],
      ['all off', false, 0, 0],
    ])
  })

  it('ranks candidates by the main result of the task unless told otherwise, accuracies from the highest down', async () => {
    const ranking = async (task: string, search = '') =>
      (
        await planText(
          `task: { kind: ${task} }\nsweep: { search: { budget: 2, ranges: { device.nu: [0.05] }${search} } }`,
          'a.yaml',
        )
      ).ranking
    expect(await ranking('pattern-generation')).toMatchObject({ objective: 'mse_last50_mean', maximize: false })
    expect(await ranking('digits')).toMatchObject({ objective: 'accuracy_test', maximize: true })
    expect(await ranking('digits', ', objective: loss_test')).toMatchObject({ objective: 'loss_test', maximize: false })
    expect(await ranking('digits', ', objective: set_pulses, maximize: true')).toMatchObject({ maximize: true })
    await expect(ranking('digits', ', objective: mse_best')).rejects.toThrow('its main result is accuracy_test')
  })

  it.each(['sobol', 'random'])('searches with %s: the same candidates for every scheme in the common ranges', async (method) => {
    const common = 'ranges: { learning.lr_out: "log(1e-5, 1e-3)", network.gain: "linear(0.2, 2)" }'
    const schemes = 'schemes: { sign: { update.threshold: "log(1, 100)" }, mixed-precision: {} }'
    const { rows, columns } = await plan(`sweep: { search: { method: ${method}, budget: 16, ${common}, ${schemes} } }`)
    expect(columns).toEqual(['update.kind', 'learning.lr_out', 'network.gain', 'update.threshold', 'candidate'])
    expect(rows).toHaveLength(32)
    const of = (kind: string) => rows.filter((row) => row.values[0] === kind).map((row) => row.values.slice(1, 3))
    expect(of('sign')).toEqual(of('mixed-precision'))
    const gains = of('sign').map(([, gain]) => Number(gain))
    for (const gain of gains) expect(gain >= 0.2 && gain <= 2).toBe(true)
    // Sixteen points of a net stand in sixteen different sixteenths; independent ones do not.
    const cells = new Set(gains.map((gain) => Math.floor(((gain - 0.2) / 1.8) * 16)))
    if (method === 'sobol') expect(cells.size).toBe(16)
    else expect(cells.size).toBeLessThan(16)
  })

  it('names runs as memxbar run does, files beside the spec included', async () => {
    const { folder, file } = sweepFile('sweep: { seeds: [3] }', `${TINY.replace('task: {', 'task: { target: wave.csv,')}`)
    writeFileSync(join(folder, 'wave.csv'), 'y\n0\n1\n0\n')
    const [run] = (await planSweep(file)).runs
    writeFileSync(join(folder, 'single.yaml'), TINY.replace('task: {', 'task: { target: wave.csv,'))
    const spec = await loadSpec(join(folder, 'single.yaml'), [], 3)
    expect(run!.run_id).toBe(runIdentity(spec, ['y\n0\n1\n0\n']).run_id)
  })

  it('is known by its content: comments change nothing, everything else does', async () => {
    const contents = await Promise.all(
      [
        'sweep: { seeds: 0..2 }',
        '# hello\nsweep: { seeds: [0, 1, 2] }',
        'sweep: { seeds: 0..3 }',
        'device: { nu: 0.05 }\nsweep: { seeds: 0..2 }',
      ].map(async (section) => (await plan(section)).content),
    )
    expect(contents[1]).toBe(contents[0])
    expect(new Set(contents).size).toBe(3)
  })

  it.each([
    ['sweep: { grids: {} }', /^my\.yaml:4: sweep\.grids: unknown key; known: .*did you mean "grid"/],
    ['sweep: { grid: { device.nu: 5 } }', /my\.yaml:4: sweep\.grid\.device\.nu: give a list such as .*given 5/],
    ['sweep: { grid: { device.nu: "1 to 5" } }', /sweep\.grid\.device\.nu: "1 to 5" is not a list of values; give/],
    ['sweep:\n  grid:\n    device.nux: [1]', /my\.yaml:6: unknown key "device\.nux".*did you mean "nu"/],
    ['sweep: { grid: { update.kind: [sign, sing] } }', /unknown value "sing".*did you mean "sign".*with update\.kind=sing/],
    [
      'sweep: { grid: { update.kind: [fp32, sign], crossbar.replicas: [1, 2] } }',
      /leave it out \(with update\.kind=fp32, crossbar\.replicas=2\)$/,
    ],
    ['sweep: { grid: { network.neurons: [8, 20000] } }', /needs .* GiB and one run has 4: lower .*with network\.neurons=20000/],
    ['sweep: { grid: { device.nu: [1] }, zip: { device.nu: [2] } }', /device\.nu is set by sweep\.grid\.device\.nu as well/],
    ['sweep: { grid: { crossbar.refresh: [1], crossbar.refresh.high: [1] } }', /sweep it in one place/],
    [
      'sweep: { zip: { device.nu: [1, 2], device.nu_std: [0] } }',
      /1 values, and zip\.device\.nu has 2; zipped lists must have equal lengths/,
    ],
    ['sweep: { grid: { device: [{ model: pcm }] } }', /device is a section; sweep its fields, such as device\.model/],
    ['sweep: { grid: { seed: [1, 2] } }', /write for example seeds: 0\.\.9/],
    ['sweep: { seeds: [1, 1] }', /listed twice; remove one/],
    ['sweep: { seeds: "log(1, 2, 3)" }', /seeds are whole numbers/],
    ['sweep: { seeds: 0..9999, grid: { device.nu: "linspace(0, 1, 11)" } }', /this makes 110000 runs.*shorten/],
    [
      'sweep: { ablate: [drfit] }',
      /my\.yaml:4: sweep\.ablate: device "pcm" has no switch "drfit"; known: write_noise.*did you mean "drift"/,
    ],
    ['sweep: {}', /my\.yaml:4: sweep: this section is empty.*seeds: 0\.\.9/],
    ['', /my\.yaml: this spec has no "sweep:" section.*memxbar run/],
    ['device: { model: ideal }\nsweep: { ablate: all }', /my\.yaml:5: sweep\.ablate: the device has no switch that is on/],
    ['sweep: { search: { budget: 0, ranges: { device.nu: [1] } } }', /search\.budget: must be 1 or more, given 0/],
    ['sweep: { search: { budget: 1.5, ranges: { device.nu: [1] } } }', /search\.budget: must be a whole number, given 1\.5/],
    ['sweep: { search: { ranges: { device.nu: [1] } } }', /search\.budget: must be a number, and is missing/],
    ['sweep: { grid: { network.neurons: [-1] } }', /network\.neurons: must be 1 or more, given -1/],
    ['sweep: { ablate: some }', /sweep\.ablate: give `all`/],
    ['sweep: { search: { budget: 4 } }', /nothing to search; give a range for at least one path/],
    ['sweep: { search: { budget: 4, ranges: { device.nu: "log(0, 1)" } } }', /both ends must be above 0/],
    [
      'sweep: { search: { budget: 4, objective: mse, ranges: { device.nu: [1] } } }',
      /unknown value "mse"; known: mse_last50_mean/,
    ],
    [
      'sweep: { search: { budget: 4, objective: accuracy_test, ranges: { device.nu: [1] } } }',
      /search\.objective: runs of this task have no accuracy_test; its main result is mse_last50_mean/,
    ],
    [
      'sweep: { search: { budget: 4, schemes: { sing: {} } } }',
      /sweep\.search\.schemes\.sing: unknown key; .*did you mean "sign"/,
    ],
    ['sweep: [1]', /my\.yaml:4: sweep: must be a mapping, given \[1\]/],
  ])('%s is refused with the place, the combination and the mend', async (section, expected) => {
    const error = await plan(section).then(
      () => undefined,
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(InputError)
    expect((error as Error).message).toMatch(expected)
    expect((error as Error).message).toMatch(/^my\.yaml/)
  })

  it('of the example is what its README says', async () => {
    const { columns, rows } = await planSweep(fileURLToPath(new URL('../../../examples/sweep.yaml', import.meta.url)))
    expect(columns.slice(0, 3)).toEqual(['update.kind', 'device.nu_std', 'ablation'])
    expect(rows).toHaveLength(2 * 5 * 8 * 10)
  })

  it("takes a user's own device beside the built-in ones, with its switches and its content", async () => {
    const { folder, file } = sweepFile('sweep: { seeds: 0..1, grid: { device.model: [ideal, mine.mjs] }, ablate: all }')
    const device = (noise: boolean) => `export default {
  name: 'mine', title: 'mine', omits: '', parameters: { noise: { unit: '', default: ${noise}, doc: 'noise' } },
  create: () => ({ name: 'mine', range: [0, 1], step: 0.1, mostPulses: 9, columns: {}, set() {}, reset() {}, read() {} }),
}
`
    writeFileSync(join(folder, 'mine.mjs'), device(true))
    const { columns, rows } = await planSweep(file)
    expect(columns).toEqual(['device.model', 'ablation', 'device.noise'])
    expect(rows.map((row) => row.values).filter((_, i) => i % 2 === 0)).toEqual([
      ['ideal', 'none', null],
      ['mine', 'none', true],
      ['mine', 'no noise', false],
      ['mine', 'only noise', true],
      ['mine', 'all off', false],
    ])
  })

  it('takes assignments over the file, into the spec and into the sweep, as part of what it is', async () => {
    const text = `${TINY}sweep: { seeds: 0..2 }`
    const set = await planText(text, 'my.yaml', { set: ['training.epochs=3', 'sweep.seeds=[7]'] })
    expect([set.specs[0]!.training.epochs, set.runs.map(({ seed }) => seed)]).toEqual([3, [7]])
    expect(set.content).not.toBe((await planText(text, 'my.yaml', { set: ['sweep.seeds=[7]'] })).content)
    await expect(planText(text, 'my.yaml', { set: ['device.nux=1'] })).rejects.toThrow(/^--set device\.nux=1: unknown key/)
  })

  it('knows which swept fields a scheme does not heed', async () => {
    const section = (kinds: string, path: string) => `sweep: { grid: { update.kind: [${kinds}], ${path}: [0.1, 0.2] } }`
    expect(idleColumns(await plan(section('sign, mixed-precision', 'update.threshold')))).toEqual([
      expect.stringMatching(/^update\.threshold has no effect on mixed-precision: its 2 values give equal runs/),
    ])
    expect(idleColumns(await plan(section('sign, fp32', 'device.nu')))).toEqual([
      expect.stringMatching(/^device\.nu has no effect on fp32/),
    ])
    expect(idleColumns(await plan(section('sign', 'update.threshold')))).toEqual([])
  })

  it('names the point and the line where the code of a device throws', async () => {
    const section = 'device: { model: mine.mjs }\nsweep:\n  grid:\n    device.nu: [0.05, 0.08]\n'
    const { folder, file } = sweepFile(section)
    const device = `export default {
  name: 'mine', title: 'mine', omits: '', parameters: { nu: { unit: '', default: 0, doc: 'nu' } },
  create({ nu }) {
    if (nu > 0.06) throw new TypeError('boom')
    return { name: 'mine', range: [0, 1], step: 0.1, mostPulses: 9, columns: {}, set() {}, reset() {}, read() {} }
  },
}
`
    writeFileSync(join(folder, 'mine.mjs'), device)
    await expect(planSweep(file)).rejects.toThrow(
      new InputError(`${file}:7: ${join(folder, 'mine.mjs')}:4: boom (with device.nu=0.08)`),
    )
  })

  it('memxbar run says where a sweep belongs', async () => {
    const { file } = sweepFile('sweep: { seeds: 0..9 }')
    await expect(loadSpec(file)).rejects.toThrow(
      /sweep\.yaml:4: the "sweep" section makes many runs of this spec: give the file to memxbar sweep/,
    )
  })
})
