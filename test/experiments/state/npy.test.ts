import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeNpy, encodeNpy, type ShapedArray } from '../../../experiments/state/npy.ts'
import { loadFflate, packArchive, unpackArchive } from '../../../experiments/state/npz.ts'

const PYTHON = '/usr/bin/python3'
const numpy = spawnSync(PYTHON, ['-c', 'import numpy']).status === 0
// Continuous integration installs numpy and must not pass without it.
const must = Boolean(process.env.CI)

const arrays = fc
  .tuple(fc.array(fc.nat(5), { maxLength: 3 }), fc.constantFrom(Float32Array, Float64Array, Uint32Array), fc.nat())
  .map(([shape, kind, seed]): ShapedArray => {
    const n = shape.reduce((product, length) => product * length, 1)
    return { shape, data: new kind(n).map((_, i) => (seed % 1000) * (i + 0.5)) }
  })

describe('an .npy array', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(arrays, (array) => {
        const bytes = encodeNpy(array)
        expect((bytes.length - array.data.byteLength) % 64).toBe(0)
        expect(decodeNpy(bytes, 'x')).toEqual(array)
      }),
      { numRuns: 200 },
    )
  })

  it('that is damaged or of another kind is refused with its name', () => {
    const bytes = encodeNpy({ shape: [2, 3], data: new Float32Array(6) })
    expect(() => decodeNpy(bytes.slice(0, -4), 'w')).toThrow(
      /^w: its shape is 2 x 3, and it has 20 bytes; write it with numpy.savez/,
    )
    expect(() => decodeNpy(bytes.slice(1), 'w')).toThrow(/w: it is no .npy array/)
    expect(() => decodeNpy(bytes.slice(0, 20), 'w')).toThrow(/w: its header is cut short/)
    const complex = Uint8Array.from(Buffer.from(Buffer.from(bytes).toString('latin1').replace('<f4', '<c8'), 'latin1'))
    expect(() => decodeNpy(complex, 'w')).toThrow(/w: it holds "<c8"/)
    const fortran = Uint8Array.from(Buffer.from(Buffer.from(bytes).toString('latin1').replace('False', ' True'), 'latin1'))
    expect(() => decodeNpy(fortran, 'w')).toThrow(/w: it is in Fortran order/)
  })

  it('with any byte changed is read or refused, and never a stack', () => {
    const bytes = encodeNpy({ shape: [4], data: Float64Array.of(1, 2, 3, 4) })
    for (let i = 0; i < 128; i++) {
      for (const value of [0, 0x20, 0x39, 0xff]) {
        const damaged = bytes.slice()
        damaged[i] = value
        try {
          decodeNpy(damaged, 'x')
        } catch (error) {
          expect((error as Error).name).toBe('InputError')
        }
      }
    }
  })
})

describe('an .npz archive', () => {
  it('is the same bytes for the same content, and refuses what is none', async () => {
    const fflate = await loadFflate()
    const archive = { arrays: { 'a/b': { shape: [2], data: Float32Array.of(1, 2) } }, texts: { 'meta.json': '{}' } }
    const bytes = packArchive(archive, fflate, 6)
    expect(packArchive(archive, fflate, 6)).toEqual(bytes)
    expect(unpackArchive(bytes, fflate, 'x.npz')).toEqual(archive)
    expect(() => unpackArchive(bytes.slice(0, 30), fflate, 'x.npz')).toThrow(/^x.npz: is no whole .npz file/)
  })

  it.skipIf(!numpy && !must)('is what numpy reads and writes', async () => {
    const fflate = await loadFflate()
    const folder = mkdtempSync('/tmp/memxbar-')
    const [ours, theirs] = [join(folder, 'ours.npz'), join(folder, 'theirs.npz')]
    const given = {
      f: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 0.1) },
      d: { shape: [], data: Float64Array.of(0.1) },
      u: { shape: [2], data: Uint32Array.of(7, 4e9) },
    }
    writeFileSync(ours, packArchive({ arrays: given, texts: { 'meta.json': '{"a": 1}' } }, fflate, 6))
    const script = `import json, numpy, sys
a = numpy.load(sys.argv[1])
print(json.dumps({k: [str(a[k].dtype), list(a[k].shape), a[k].ravel().tolist()] for k in 'fdu'} | {'meta': json.loads(a['meta.json'])}))
numpy.savez_compressed(sys.argv[2], f=a['f'], d=a['d'], u=a['u'], i=numpy.arange(3))
`
    const { stdout, stderr } = spawnSync(PYTHON, ['-c', script, ours, theirs], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      f: ['float32', [2, 3], [...given.f.data]],
      d: ['float64', [], [0.1]],
      u: ['uint32', [2], [7, 4e9]],
      meta: { a: 1 },
    })
    const { readFileSync } = await import('node:fs')
    const back = unpackArchive(readFileSync(theirs), fflate, theirs).arrays
    expect(back).toEqual({ ...given, i: { shape: [3], data: Float64Array.of(0, 1, 2) } })
  })
})
