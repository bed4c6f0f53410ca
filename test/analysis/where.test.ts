/** Conditions on runs: which rows are left, in all that is made of them, and what is refused. */
import { describe, expect, it } from 'vitest'
import { analyzeResults } from '../../analysis/analyze.ts'
import { openResults, readPart } from '../../analysis/results.ts'
import { folderWith, table } from '../support/results.ts'

const GRID = [0, 0.05, 0.1].flatMap((nu) =>
  ['sign', 'fp32'].flatMap((scheme) => [1, 2].map((seed) => [`${scheme}${nu}x${seed}`, seed, scheme, 0.1 + nu, nu])),
)
const RUNS = table('run_id,seed,update,mse_last50_mean,device.nu', GRID)
const EPOCHS = table(
  'run_id,seed,update,epoch,mse',
  GRID.map(([id, seed, scheme]) => [id, seed, scheme, 1, 0.5]),
)
const open = (...where: string[]) => openResults(folderWith({ 'runs.csv': RUNS, 'epochs.csv': EPOCHS }), where)

describe('--where', () => {
  it.each([
    [['device.nu>=0.05'], 8],
    [['device.nu>0.05'], 4],
    [['device.nu<=0.05'], 8],
    [['device.nu < 0.05'], 4],
    [['device.nu=5e-2'], 4],
    [['device.nu!=0.05'], 8],
    [['update=sign'], 6],
    [['update=sign,fp32'], 12],
    [['update!=sign'], 6],
    [['update.kind=sign'], 6],
    [['device.nu>0', 'device.nu<0.1', 'update=fp32', 'seed=2'], 1],
  ])('%j leaves %i runs', async (where, left) => {
    expect((await open(...where)).runs.rows).toHaveLength(left)
  })

  it('takes the epochs of the runs that are left, and the factors that still vary', async () => {
    const results = await open('device.nu=0.1')
    expect((await readPart(results, 'epochs'))!.rows.map((row) => row.run_id)).toEqual([
      'sign0.1x1',
      'sign0.1x2',
      'fp320.1x1',
      'fp320.1x2',
    ])
    expect(results.factors).toEqual(['update'])
  })

  it('is said in the table', async () => {
    const { summary } = await analyzeResults(await open('device.nu>=0.05', 'update=sign'), {
      level: 0.95,
      resamples: 100,
      seed: 1,
    })
    expect(summary!.notes).toContain('where device.nu>=0.05 and update=sign: 4 runs')
  })

  it('takes a level that has a comma or an operator in its name', async () => {
    const text = table('scheme,run_id,seed,mse_last50_mean', [
      ['multi (N=4)', 'a', 1, 0.1],
      ['"x, y"', 'b', 1, 0.1],
    ])
    const left = async (where: string) =>
      (await openResults(folderWith({ 'runs.csv': text }), [where])).runs.rows.map((row) => row.run_id)
    expect(await left('scheme=multi (N=4)')).toEqual(['a'])
    expect(await left('scheme=x, y')).toEqual(['b'])
  })

  it.each([
    ['device.nu', /"device.nu" is not a condition; give a column, one of >= <= != = > </],
    ['=3', /is not a condition/],
    ['device.mu=3', /--where: .* has no column "device.mu" \(did you mean "device.nu"\?\)/],
    ['nu=3', /did you mean "device.nu"/],
    ['device.nu>x', /"x" is not a number; give a number after >/],
    ['device.nu>', /"" is not a number/],
    ['update>3', /update is text, which has no order/],
    ['update=sgn', /no run of .* is left; update is: sign, fp32/],
    ['device.nu>1', /no run of .* is left; device.nu is: 0, 0.05, 0.1/],
  ])('refuses %s', async (where, message) => {
    await expect(open(where)).rejects.toThrow(message)
  })
})
