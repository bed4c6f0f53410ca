/** Fields of populations: whose they are, what they default to, and what is said of the others. */
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { list } from '../../../cli/list.ts'
import { explainPath } from '../../../experiments/config/explain.ts'
import { describeNetwork } from '../../../experiments/config/graph.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { fieldsOfAll } from '../../../experiments/config/schema.ts'

const ENDS = { inputs: 4, outputs: 2, dt: 1e-3 }
const described = async (h: object) => {
  const { network } = await resolveSpec({ network: { populations: { h }, connections: ['input > h', 'h > readout'] } })
  return describeNetwork(network, ENDS)
}

describe('a population', () => {
  it('refuses a field of another kind', async () => {
    await expect(described({ kind: 'lif', size: 3, adapt_beta: 0.5 })).rejects.toThrow(
      'network.populations.h.adapt_beta: lif has no such field; kinds that have it: alif',
    )
    expect((await described({ kind: 'alif', size: 3, adapt_beta: 0.5 })).neurons.h).toMatchObject({ beta: 0.5 })
  })

  it('names known fields beside an unknown one', async () => {
    await expect(described({ kind: 'lif', size: 3, tau_men: '20 ms' })).rejects.toThrow(
      /unknown key "network\.populations\.h\.tau_men"; known: kind, size, .*did you mean "tau_mem"/,
    )
  })

  it('refuses constants that are no numbers', async () => {
    const { network } = await resolveSpec({
      network: { populations: { h: { size: 3 } }, connections: ['input > h', 'h > readout'] },
    })
    const wrong = { ...network, tau_mem: Number.NaN }
    expect(() => describeNetwork(wrong, ENDS)).toThrow('network.populations.h: the constant alpha of lif is NaN')
  })

  it.each(['network.populations.NAME.adaptive', 'network.populations.h1.adaptive'])('%s is explained, with its kind', (path) => {
    expect(explainPath(path)).toEqual([expect.objectContaining({ path: 'network.populations.NAME.adaptive', users: ['alif'] })])
  })
})

it('list calls a field optional that may be absent and has no default', () => {
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  list('neurons', {})
  const text = printed.mock.calls.join('')
  printed.mockRestore()
  expect(text).toMatch(/NAME\.adaptive +optional +number of adaptive neurons/)
  expect(text).not.toContain(' needed ')
})

it('kinds share a field, or have names of their own', () => {
  const tau = z.number()
  expect(fieldsOfAll({ a: { fields: { tau } }, b: { fields: { tau } } })).toEqual({ tau })
  expect(() => fieldsOfAll({ a: { fields: { tau } }, b: { fields: { tau: z.number().default(1) } } })).toThrow(
    'a and b both have a field tau, of two meanings: share the field, or rename one',
  )
})
