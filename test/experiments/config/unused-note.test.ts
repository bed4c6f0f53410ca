import { expect, it } from 'vitest'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { unusedNotes } from '../../../experiments/config/unused-note.ts'
import { schemes } from '../../../learning/update/registry.ts'

it('a field of another scheme that is set is told of, with the schemes that have it', async () => {
  expect(unusedNotes(await resolveSpec({ update: { threshold: 5, every: 2 } }))).toEqual([
    'note: update.threshold belongs to sign; mixed-precision does not use it',
  ])
  expect(unusedNotes(await resolveSpec({ update: { kind: 'sign', fast: { device: 'ecram' } } }))).toEqual([
    'note: update.fast belongs to tiki-taka; sign does not use it',
  ])
})

it('nothing is said of own fields, of fields of every scheme, and of defaults', async () => {
  for (const kind of Object.keys(schemes)) expect(unusedNotes(await resolveSpec({ update: { kind } })), kind).toEqual([])
  expect(
    unusedNotes(await resolveSpec({ update: { kind: 'sign', threshold: 5, prob_scale: 1, direction: 'set-only' } })),
  ).toEqual([])
})
