import { describe, expect, it } from 'vitest'
import { resolveSpec } from '../../experiments/config/resolve.ts'
import { listValues, searchRange } from '../../experiments/sweep/values.ts'
import { mendedNumber } from '../../input/number-text.ts'
import { suggest } from '../../input/suggest.ts'
import { parseQuantity } from '../../input/units.ts'

const digits = '1'.repeat(40_000)

describe('a number of 40,000 digits is refused without being looked into, and quoted in part', () => {
  it.each([digits, `${digits} x`, `1 ${'a'.repeat(40_000)}1`, `${digits},`, `-${digits}.${digits}`])(
    'as a quantity',
    async (text) => {
      const refusal = /^crossbar\.scale: "[-1a ]+\.\.\." has \d+ characters; write a number of at most 200$/
      await expect(resolveSpec({ crossbar: { scale: text } })).rejects.toThrow(refusal)
      await expect(parseQuantity(text, 's', '--t0')).rejects.toThrow(/^--t0: .{60,70} has \d+ characters/)
      expect(mendedNumber(text)).toBeUndefined()
    },
  )

  it('as a range', () => {
    for (const text of [digits, `log(${digits}, 1, 3)`, `0..${digits}`]) {
      expect(() => listValues(text)).toThrow(/^".{60}" has \d+ characters, and a range at most 200/)
      expect(() => searchRange(text)).toThrow(/^".{60}" has \d+ characters, and a range at most 200/)
    }
  })
})

it('of 100,000 known names a hundred are listed', () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `c${i}`)
  expect(suggest('device', names)).toMatch(/^known: c0, c1, .* c99 and 99900 more$/)
})
