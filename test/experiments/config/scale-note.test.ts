import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { explainSpec } from '../../../experiments/config/explain-spec.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { scaleNotes } from '../../../experiments/config/scale-note.ts'
import { loadDevice, loadKind } from '../../../experiments/disk/device-kind.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'

const file = join(mkdtempSync(join(tmpdir(), 'memxbar-')), 'coarse.yaml')
writeFileSync(file, 'name: coarse\nrange: [5 uS, 80 uS]\nparameters: { dg: 6 uS }\nset: { g: g + dg }\nreset: { g: 5 uS }\n')

const notesOf = async (...specs: object[]) => {
  const resolved = await Promise.all(specs.map((spec) => resolveSpec(spec, undefined, loadKind)))
  return scaleNotes(resolved, loadDevice)
}

it('a device of far larger or smaller steps than pcm is told of, with a scale to begin with, once', async () => {
  const device = { model: file }
  const note =
    'note: one pulse of "coarse" is 0.14 of a weight of 1 (pcm, for which crossbar.scale was found: 0.017); set crossbar.scale, for instance to 350 uS'
  expect(await notesOf({ device }, { device, training: { epochs: 5 } })).toEqual([note])
  expect((await notesOf({ device: { ...device, dg: 0.1 } }))[0]).toContain('is 0.0023 of a weight')
  expect((await notesOf({ device, update: { kind: 'sign' } }))[0]).toContain('is 0.17 of a weight')
})

it('the pulse of a device with both directions is the one that updates are computed with', async () => {
  const device = { model: 'reram-sb' }
  const [note] = await notesOf({ device })
  const spec = await resolveSpec({ device }, undefined, loadKind)
  const facts = explainSpec(spec, (await loadRun(spec)).dataset, await loadDevice(spec.device))
  const [, share] = Object.fromEntries(facts)['one pulse']!.match(/on average, (\S+) of weight/)!
  expect(note).toContain(`one pulse of "reram-sb" is ${Number(Number(share).toPrecision(2))} of a weight`)
})

it('nothing is said of pcm, of a scale the user gave, of steps within a factor of 4, and of digital weights', async () => {
  const device = { model: file }
  expect(
    await notesOf(
      {},
      { convention: 'srnn-pcm' },
      { device, crossbar: { scale: 280 } },
      { device: { ...device, dg: 2.9 } },
      { device, update: { kind: 'fp32' } },
    ),
  ).toEqual([])
})
