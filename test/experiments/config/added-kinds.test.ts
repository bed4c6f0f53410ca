/** Kinds that a user adds, with fields whose names the spec has elsewhere. */
import { expect, it, vi } from 'vitest'
import { z } from 'zod'
import { describeNetwork } from '../../../experiments/config/graph.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'

vi.mock('../../../network/neurons/registry.ts', async (original) => {
  const { neuronKinds } = await original<typeof import('../../../network/neurons/registry.ts')>()
  const { pure } = await import('../../../input/fields.ts')
  const { toyNeuron } = await import('../../fixtures/toys.ts')
  const fields = { gain: pure('gain of the input', 0, 10).default(2) }
  const constants = ({ gain }: { gain: number }) => ({ ...toyNeuron.constants({ toy_threshold: 1 }, 1e-3, 3), zeta: gain })
  return { neuronKinds: { ...neuronKinds, gained: { ...toyNeuron, name: 'gained', fields, constants } } }
})
vi.mock('../../../experiments/tasks/registry.ts', async (original) => {
  const { taskKinds } = await original<typeof import('../../../experiments/tasks/registry.ts')>()
  const { toyTask } = await import('../../fixtures/toys.ts')
  const span = z.strictObject({ from: z.number() }).transform(({ from }) => from)
  return { taskKinds: { ...taskKinds, spanned: { ...toyTask, name: 'spanned', fields: { ...toyTask.fields, span } } } }
})

const zetaOf = async (own: object, network: object) => {
  const populations = { h: { kind: 'gained', size: 3, ...own } }
  const spec = await resolveSpec({ network: { ...network, populations, connections: ['input > h', 'h > readout'] } })
  return describeNetwork(spec.network, { inputs: 2, outputs: 2, dt: 1e-3 }).neurons.h!.zeta
}

it('a field of a kind takes nothing from a field of network that means another thing', async () => {
  expect(await zetaOf({}, {})).toBe(2)
  expect(await zetaOf({}, { gain: 0.1 })).toBe(2)
  expect(await zetaOf({ gain: 3 }, { gain: 0.1 })).toBe(3)
})

it('a kind whose field is called as one of every population is refused when the schema is loaded', async () => {
  vi.resetModules()
  vi.doMock('../../../network/neurons/registry.ts', async (original) => {
    const { neuronKinds } = await original<typeof import('../../../network/neurons/registry.ts')>()
    return { neuronKinds: { ...neuronKinds, mine: { ...neuronKinds.lif, name: 'mine', fields: { size: z.number() } } } }
  })
  await expect(import('../../../experiments/config/schema.ts')).rejects.toThrow(
    'every population and mine both have a field size, of two meanings',
  )
})

it.each([
  ['rules', '../../../learning/rules/registry.ts', 'eprop', 'lr_in', 'every rule and mine both have a field lr_in'],
  ['schemes', '../../../learning/update/registry.ts', 'sign', 'every', 'every scheme and mine both have a field every'],
])('so are those of %s', async (registry, file, kind, field, message) => {
  vi.resetModules()
  vi.doUnmock('../../../network/neurons/registry.ts')
  vi.doMock(file, async (original) => {
    const kinds = (await original<Record<string, Record<string, object>>>())[registry]!
    return { [registry]: { ...kinds, mine: { ...kinds[kind], name: 'mine', fields: { [field]: z.number() } } } }
  })
  await expect(import('../../../experiments/config/schema.ts')).rejects.toThrow(`${message}, of two meanings`)
  vi.doUnmock(file)
})

it('an unknown key ends without a semicolon where no known one can be named', async () => {
  await expect(resolveSpec({ task: { kind: 'spanned', span: { from: 0, form: 1 } } })).rejects.toThrow(
    /unknown key "task\.span\.form"$/,
  )
})
