/** Frames: arguments of kernels as fields of a record in the arena. */
import { describe, expect, it } from 'vitest'
import { Arena } from '../../kernels/arena.ts'
import { createFrame, frameOf } from '../../kernels/frame.ts'
import { FRAMES } from '../../kernels/generated.ts'
import { NONE } from '../../kernels/pointer.ts'
import { floats, words } from '../support/columns.ts'

const arena = new Arena(1 << 20)
const names = Object.keys(FRAMES) as (keyof typeof FRAMES)[]

describe('a frame', () => {
  it.each(names)('%s keeps every field apart from all others, and starts with zeros', (name) => {
    const frame = createFrame(arena, name, {}) as unknown as Record<string, number>
    const fields = Object.keys(FRAMES[name].fields)
    expect(fields.map((field) => frame[field])).toEqual(fields.map(() => 0))
    fields.forEach((field, i) => {
      frame[field] = i + 1
    })
    expect(fields.map((field) => frame[field])).toEqual(fields.map((_, i) => i + 1))
  })

  it('is what its kernel reads: fields that are set anew count in the next call, the others stay', () => {
    const [R, zeta, out] = [floats(arena, new Array(16).fill(1)), floats(arena, new Array(16).fill(1)), arena.f32(16)]
    const frame = createFrame(arena, 'GradientFromEvents', {
      ...{ rows: 1, offsets: words(arena, [0, 1]).ptr, times: words(arena, [0]).ptr, values: NONE, R: R.ptr, T: 1 },
      ...{ stride: 16, shift: 0, gain: 2, zeta: zeta.ptr, out: out.ptr },
    })
    arena.kernels.gradientFromEvents(frame.ptr)
    frame.gain = 0.5
    arena.kernels.gradientFromEvents(frame.ptr)
    expect(Array.from(out)).toEqual(new Array(16).fill(2.5))
  })

  it('of the arena is one for each kernel, and a frame of one arena says nothing in another', () => {
    const other = new Arena(1 << 16)
    const fields = { ids: NONE, n: 3, g: NONE, p: NONE, count: NONE, mean: 1, std: 2, noise: 0, k0: 2 ** 32 - 1, k1: 5 }
    const ptr = frameOf(arena, 'PcmReset', fields)
    expect(frameOf(arena, 'PcmReset', { ...fields, n: 4 })).toBe(ptr)
    const n = (owner: Arena, at: number) => new Int32Array(owner.memory.buffer)[(at + FRAMES.PcmReset.fields.n[1]) / 4]
    const elsewhere = frameOf(other, 'PcmReset', { ...fields, n: 7 })
    expect([n(arena, ptr), n(other, elsewhere)]).toEqual([4, 7])
  })
})
