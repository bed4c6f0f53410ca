/** Specs of the first release: old names of fields are accepted, and runs keep their identity. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runIdentity } from '../../../experiments/config/identity.ts'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadSpec } from '../../../experiments/disk/spec.ts'
import { planText } from '../../../experiments/sweep/plan.ts'

const OLD = { crossbar: { settle: '10 s', estimate: 'read' } }
const NEW = { training: { settle: '10 s' }, crossbar: { controller_read: 'noisy' } }

describe('a renamed field', () => {
  it('is accepted under its old name, with its old words', async () => {
    const spec = await resolveSpec(OLD)
    expect(spec).toEqual(await resolveSpec(NEW))
    expect(spec.training.settle).toBe(10)
    expect(spec.crossbar).toMatchObject({ controller_read: 'noisy' })
    expect(spec.crossbar).not.toHaveProperty('estimate')
    expect((await loadSpec(undefined, ['crossbar.estimate=perfect'])).crossbar.controller_read).toBe('exact')
  })

  it('leaves a run the identity it had in release 0.1.0', async () => {
    // Printed by release 0.1.0: memxbar run --set "crossbar.settle=10 s" --set crossbar.estimate=read --set training.epochs=1
    const spec = await resolveSpec({ ...OLD, training: { epochs: 1 } })
    expect(runIdentity(spec).run_id).toBe('d8ed57a7261f')
  })

  it('is refused under both names, with the place', async () => {
    const file = join(mkdtempSync('/tmp/memxbar-'), 'my.yaml')
    writeFileSync(file, 'training: { settle: 1 s }\ncrossbar:\n  settle: 2 s\n')
    await expect(loadSpec(file)).rejects.toThrow(/my\.yaml:3: crossbar\.settle is the old name of training\.settle/)
  })

  it('has its errors where the old name stands', async () => {
    const file = join(mkdtempSync('/tmp/memxbar-'), 'my.yaml')
    writeFileSync(file, 'seed: 1\ncrossbar:\n  settle: -2 s\n')
    await expect(loadSpec(file)).rejects.toThrow(/my\.yaml:3: /)
  })

  it('is a column of its new name in a sweep', async () => {
    const section =
      'task: { duration: 0.1, inputs: 10 }\nsweep: { grid: { crossbar.settle: [1, 2], crossbar.estimate: [perfect, read] } }'
    const { columns, rows } = await planText(section, 'my.yaml')
    expect(columns).toEqual(['training.settle', 'crossbar.controller_read'])
    expect(rows.map(({ values }) => values)).toEqual([
      [1, 'exact'],
      [1, 'noisy'],
      [2, 'exact'],
      [2, 'noisy'],
    ])
  })
})
