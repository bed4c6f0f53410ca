/** The arena: columns that never overlap, and refusals that name the size needed. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena, padded } from '../../kernels/arena.ts'

describe('an arena', () => {
  const kind = fc.constantFrom('f32' as const, 'f64' as const, 'u32' as const)

  it('hands out zeroed columns on 64-byte bounds, each with room for the whole blocks that kernels write', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(kind, fc.integer({ min: 0, max: 300 })), { minLength: 1, maxLength: 30 }), (wanted) => {
        const arena = new Arena(1 << 20)
        let end: number = arena.kernels.heapBase()
        for (const [type, n] of wanted) {
          const column = arena[type](n)
          expect([column.length, column.ptr, column.ptr % 64]).toEqual([n, column.byteOffset, 0])
          expect(column.ptr).toBeGreaterThanOrEqual(end)
          expect(column.every((x) => x === 0)).toBe(true)
          // Blocks of 16 entries.
          end = column.ptr + padded(n) * column.BYTES_PER_ELEMENT
          expect(arena.used).toBeGreaterThanOrEqual(end)
          column.fill(1)
        }
      }),
      { seed: 1, numRuns: 30 },
    )
  })

  it.each([-1, Number.NaN, 0.5, Number.POSITIVE_INFINITY])('refuses a column of %d numbers and stays as it was', (n) => {
    const arena = new Arena(1 << 20)
    const { used } = arena
    for (const type of ['f32', 'f64', 'u32'] as const) expect(() => arena[type](n)).toThrow(/a column cannot have .* numbers/)
    expect(arena.used).toBe(used)
    expect(() => new Arena(n === 0.5 ? 2 ** 40 : n)).toThrow(RangeError)
  })

  it('keeps its views valid: kernels and TypeScript see the same bytes throughout', () => {
    const arena = new Arena(1 << 20)
    const x = arena.f32(4)
    arena.f32(1000)
    x.fill(1)
    arena.kernels.logs(x.ptr, 4, x.ptr)
    expect(Array.from(x)).toEqual([0, 0, 0, 0])
    expect(x.buffer).toBe(arena.memory.buffer)
  })

  it('refuses what does not fit, and says how much would', () => {
    const arena = new Arena(1 << 20)
    expect(() => arena.f64(1 << 20)).toThrow(/needs 9 MiB: create it with new Arena\(bytes\)/)
    // A refused column takes nothing: smaller ones still fit.
    expect(arena.f64(1000).length).toBe(1000)
  })

  it.each([2 ** 32 + 1, 0, -1, Number.NaN])('of %d bytes is refused', (bytes) => {
    expect(() => new Arena(bytes)).toThrow(RangeError)
  })

  it('of more than WebAssembly has says so', () => {
    expect(() => new Arena(2 ** 33)).toThrow('the arena needs 8192 MiB; WebAssembly memory is limited to 4096 MiB')
  })

  it('of up to exactly 4 GiB is asked of WebAssembly within its bounds, whether or not this machine has so much', () => {
    for (const bytes of [2 ** 32 - 1, 2 ** 32]) expect(() => new Arena(bytes)).not.toThrow('upper bound')
  })
})

it('padded rounds up to blocks of 16', () => {
  expect([0, 1, 15, 16, 17, 100].map(padded)).toEqual([0, 16, 16, 16, 32, 112])
})
