/** Adding a neuron, a task, a rule, a scheme, an effect or a figure is one file and one line in its registry: schema, lists, citations and runs follow. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { drawFigures } from '../analysis/plot.ts'
import { openResults } from '../analysis/results.ts'
import { list } from '../cli/list.ts'
import { bibliographyOf } from '../experiments/config/bibliography.ts'
import { explainPath } from '../experiments/config/explain.ts'
import { resolveSpec } from '../experiments/config/resolve.ts'
import { specJsonSchema } from '../experiments/config/schema.ts'
import { loadRun } from '../experiments/disk/run-spec.ts'

// The registry line of each.
vi.mock('../network/neurons/registry.ts', async (original) => {
  const { neuronKinds } = await original<typeof import('../network/neurons/registry.ts')>()
  const { toyNeuron } = await import('./fixtures/toys.ts')
  return { neuronKinds: { ...neuronKinds, [toyNeuron.name]: toyNeuron } }
})
vi.mock('../experiments/tasks/registry.ts', async (original) => {
  const { taskKinds } = await original<typeof import('../experiments/tasks/registry.ts')>()
  const { toyTask } = await import('./fixtures/toys.ts')
  return { taskKinds: { ...taskKinds, [toyTask.name]: toyTask } }
})
vi.mock('../learning/rules/registry.ts', async (original) => {
  const { rules } = await original<typeof import('../learning/rules/registry.ts')>()
  const { toyRule } = await import('./fixtures/toys.ts')
  return { rules: { ...rules, [toyRule.name]: toyRule } }
})
vi.mock('../learning/update/registry.ts', async (original) => {
  const { schemes } = await original<typeof import('../learning/update/registry.ts')>()
  const { toyScheme } = await import('./fixtures/toys.ts')
  return { schemes: { ...schemes, [toyScheme.name]: toyScheme } }
})
vi.mock('../crossbar/periphery/registry.ts', async (original) => {
  const { effectKinds } = await original<typeof import('../crossbar/periphery/registry.ts')>()
  const { toyEffect } = await import('./fixtures/toys.ts')
  return { effectKinds: { ...effectKinds, [toyEffect.name]: toyEffect } }
})
vi.mock('../analysis/plots/registry.ts', async (original) => {
  const { plotKinds } = await original<typeof import('../analysis/plots/registry.ts')>()
  const { toyFigure } = await import('./fixtures/toys.ts')
  return { plotKinds: { ...plotKinds, [toyFigure.name]: toyFigure } }
})

const SPEC = {
  task: { kind: 'toy-task', spikes: 4 },
  network: {
    populations: { h: { kind: 'toy-neuron', size: 3 } },
    connections: ['input > h', 'h > readout'],
  },
  learning: { rule: 'toy-rule', toy_time: '4 ms', rates: { 'input-h': 1 }, gradient_clamp: null },
  update: { kind: 'toy-scheme', toy_step: 0.02 },
  training: { epochs: 3 },
}

it('a toy of each runs: six trials raise the weights of both inputs by three steps each', async () => {
  const spec = await resolveSpec(SPEC)
  const { run } = await loadRun(spec)
  const { experiment, epochs, predictions } = await run()
  const before = await (
    await loadRun({ ...spec, learning: { ...spec.learning, rates: { 'input-h': 0 } }, training: { ...spec.training, epochs: 1 } })
  ).run()
  expect(before.experiment.net.populations[0]!.constants.theta).toBe(0.5)
  const [w, start] = [experiment, before.experiment].map(({ arrays, net }) => {
    const array = arrays['input-h']!
    const out = net.arena.f32(array.rows * array.stride)
    array.weights(0, out)
    return Array.from({ length: 6 }, (_, i) => out[Math.floor(i / 3) * array.stride + (i % 3)]!)
  })
  // The toy scheme heeds no rate: one epoch has raised the weights of the second by one step already.
  for (const [i, value] of w!.entries()) expect(value - start![i]!).toBeCloseTo(0.04, 6)
  expect(epochs).toHaveLength(3)
  expect(predictions).toHaveLength(2)
})

it('a rule has its own field, in units and steps: rows that act for less than five steps of 1 ms want nothing', async () => {
  const changes = async (toy_time: string) => {
    const { experiment } = await (await loadRun(await resolveSpec({ ...SPEC, learning: { ...SPEC.learning, toy_time } }))).run()
    const { input } = experiment.sampler.show('train', 0, 0)
    experiment.rule.begin(input)
    return [...experiment.rule.changes()][0]!.direction.some((x) => x !== 0)
  }
  expect([await changes('4 ms'), await changes('5 ms')]).toEqual([true, false])
})

it('the first mode of a rule is its default, and one that it lacks is told', async () => {
  expect((await resolveSpec(SPEC)).learning.mode).toBe('forward')
  expect((await resolveSpec({})).learning.mode).toBe('adjoint')
  const online = { ...SPEC, learning: { rule: 'toy-rule', mode: 'online' } }
  await expect(resolveSpec(online)).rejects.toThrow('rule toy-rule has no mode "online"; known: forward')
})

it('the field of a rule renames only runs that set it, and explain and list name its rule', async () => {
  const id = async (learning: object) => (await loadRun(await resolveSpec({ learning }))).id.run_id
  expect(await id({ toy_time: 1e-3 })).toBe(await id({}))
  expect(await id({ toy_time: 2e-3 })).not.toBe(await id({}))
  expect(explainPath('learning.toy_time')).toMatchObject([{ unit: 's', default: 1e-3, users: ['toy-rule'] }])
  expect(explainPath('learning.lr_in')).toMatchObject([{ users: [] }])
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  list('rules', {})
  const text = printed.mock.calls.join('')
  printed.mockRestore()
  expect(text.match(/learning\.\w+ {2,}.*/g)).toEqual([expect.stringMatching(/toy_time +0.001 s +time for which/)])
  expect(text.split('memxbar explain learning')).toHaveLength(2)
})

it('a toy effect takes part in every read: with all current lost, nothing reaches the neurons', async () => {
  const activity = async (toy_loss: number) => {
    const crossbar = { periphery: [{ 'toy-effect': { toy_loss } }] }
    const { task, network } = { task: { kind: 'toy-task' }, network: SPEC.network }
    const { run } = await loadRun(await resolveSpec({ task, network, crossbar, training: { epochs: 1 } }))
    return (await run()).epochs[0]!.rate_hz
  }
  expect(await activity(1)).toBe(0)
  expect(await activity(0)).toBeGreaterThan(0)
  expect(bibliographyOf(await resolveSpec({ crossbar: { periphery: ['toy-effect'] } })).join()).toContain('toy2026')
})

it('is in the schema, with its fields, units and defaults', () => {
  const schema = JSON.stringify(specJsonSchema())
  for (const name of [
    'toy-effect',
    'toy-neuron',
    'toy_threshold',
    'toy-task',
    'spikes',
    'toy-rule',
    'toy_time',
    'toy-scheme',
    'toy_step',
  ])
    expect(schema).toContain(name)
})

it('is cited where it is used, and a mistake in its fields is told', async () => {
  expect(bibliographyOf(await resolveSpec(SPEC)).join()).toContain('toy2026')
  await expect(resolveSpec({ ...SPEC, update: { kind: 'toy-scheme', toy_step: 2 } })).rejects.toThrow(/update\.toy_step/)
  await expect(resolveSpec({ ...SPEC, task: { kind: 'toy-task', spike: 4 } })).rejects.toThrow(/did you mean "?spikes/)
})

it('is drawn from a folder of results, and suggested where its name is mistaken', async () => {
  const folder = mkdtempSync('/tmp/memxbar-')
  writeFileSync(join(folder, 'runs.csv'), 'run_id,seed,mse_last50_mean\na,1,0.1\nb,2,0.2\n')
  const results = await openResults(folder, [])
  const draw = (kind: string) => drawFigures(results, [kind], { band: 'ci' })
  await expect(draw('toy-figure')).rejects.toThrow('--kind toy-figure: 2 runs')
  await expect(draw('toy-figur')).rejects.toThrow(/did you mean "?toy-figure/)
})
