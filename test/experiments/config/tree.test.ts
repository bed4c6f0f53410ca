/** Trees of plain values: a path names an item of a list by its number, or by its one key. */
import { describe, expect, it } from 'vitest'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { merge, valueAt } from '../../../experiments/config/tree.ts'

const tree = { a: { list: [{ wires: { row: 1 } }, 'dac', { adc: { bits: 8, noise: 0 } }] } }
const at = (path: string, value: unknown) =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>

describe('a path into a list', () => {
  it.each([
    ['a.list.adc.bits', [{ wires: { row: 1 } }, 'dac', { adc: { bits: 6, noise: 0 } }]],
    ['a.list.2.adc.bits', [{ wires: { row: 1 } }, 'dac', { adc: { bits: 6, noise: 0 } }]],
    ['a.list.dac.bits', [{ wires: { row: 1 } }, { dac: { bits: 6 } }, { adc: { bits: 8, noise: 0 } }]],
    ['a.list.new.bits', [{ wires: { row: 1 } }, 'dac', { adc: { bits: 8, noise: 0 } }, { new: { bits: 6 } }]],
  ])('%s is set, and read again', (path, list) => {
    const merged = merge(tree, at(path, 6))
    expect(merged).toEqual({ a: { list } })
    expect(valueAt(merged, path.split('.'))).toBe(6)
  })

  it('leaves the list below as it was, and a list replaces a list', () => {
    merge(tree, at('a.list.adc.bits', 6))
    expect(valueAt(tree, ['a', 'list', 'adc', 'bits'])).toBe(8)
    expect(merge(tree, at('a.list', ['adc']))).toEqual({ a: { list: ['adc'] } })
  })

  it('reads nothing where there is nothing', () => {
    for (const path of ['a.list.3', 'a.list.dac.bits', 'a.list.adc.bits.deep', 'a.list.toString', 'b.c'])
      expect(valueAt(tree, path.split('.')), path).toBeUndefined()
  })
})

it('the periphery is set by names of effects, with and without a list below', async () => {
  const periphery = async (crossbar: unknown) => (await resolveSpec({ crossbar })).crossbar.periphery
  const list = await periphery({ periphery: [{ wires: {} }, { adc: { bits: 6 } }] })
  expect(await periphery({ periphery: { wires: {}, adc: { bits: 6 } } })).toEqual(list)
  expect(list[1]).toMatchObject({ adc: { bits: 6 } })
  await expect(periphery({ periphery: { adc: 4 } })).rejects.toThrow(
    /adc: must be a mapping of its fields \(bits, .*\), given 4$/,
  )
  await expect(periphery({ periphery: [{ wires: '10 ohm' }] })).rejects.toThrow(
    /must be a mapping of its fields \(row, .*given "10 ohm"/,
  )
  await expect(periphery({ periphery: { adcs: {} } })).rejects.toThrow(/unknown effect "adcs"; .*did you mean "adc"/)
})
