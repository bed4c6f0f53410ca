import { describe, expect, it } from 'vitest'
import { parseSpec } from '../../experiments/config/parse.ts'
import { cycleIn } from '../../input/cycle.ts'

describe('a tree that contains itself', () => {
  it('is found by the path at which it does', () => {
    const tree: Record<string, unknown> = { a: { b: [1] } }
    ;(tree.a as Record<string, unknown>).c = [0, tree]
    expect(cycleIn(tree)).toEqual(['a', 'c', '1'])
  })

  it('is no tree that has one value in two places', () => {
    const shared = { x: [1] }
    expect(cycleIn({ a: shared, b: { c: shared } })).toBeUndefined()
  })

  it.each([
    ['network: &a\n  x: *a\n', 'cyclic.yaml:2: network.x: the alias is inside its own anchor'],
    ['a: &a [*a]\n', 'cyclic.yaml:1: a.0: the alias'],
    ['device: &d { model: pcm, stuck: *d }\n', 'cyclic.yaml:1: device.stuck: the alias'],
    ['['.repeat(20_000), 'cyclic.yaml:1: this is nested too deeply'],
  ])('is refused as a spec', async (text, message) => {
    await expect(parseSpec(text, 'cyclic.yaml')).rejects.toThrow(message)
  })
})
