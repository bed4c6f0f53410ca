/** Any metric: its name, which side is good, what succeeds, in tables and in figures. */
import { describe, expect, it } from 'vitest'
import { type AnalysisOptions, analyzeResults } from '../../analysis/analyze.ts'
import { describedMetric, epochMetric } from '../../analysis/metrics.ts'
import { axisName } from '../../analysis/names.ts'
import { drawFigures } from '../../analysis/plot.ts'
import { openResults } from '../../analysis/results.ts'
import { folderWith, table, texts } from '../support/results.ts'

const ASKED: AnalysisOptions = { level: 0.95, resamples: 1000, seed: 1 }
const SEEDS = [1, 2, 3, 4, 5, 6]
const GRID = ['good', 'bad'].flatMap((scheme) => SEEDS.map((seed) => [`${scheme}${seed}`, seed, scheme]))
const RUNS = table(
  'run_id,seed,update,epochs,completed,accuracy_test,accuracy_test_best,loss,set_pulses,f1',
  GRID.map(([id, seed, scheme]) => [
    id,
    seed,
    scheme,
    2,
    true,
    (scheme === 'good' ? 0.9 : 0.7) + 0.01 * Number(seed),
    0.99,
    5,
    scheme === 'good' ? 2000 : 1000,
    0.5,
  ]),
)
const EPOCHS = table(
  'run_id,seed,update,epoch,t_device_s,accuracy_test,loss,rate_hz',
  // Tested in every second epoch.
  GRID.flatMap(([id, seed, scheme]) =>
    [1, 2, 3, 4].map((epoch) => [id, seed, scheme, epoch, epoch, epoch % 2 ? '' : 0.2 * epoch, 1 / epoch, 20]),
  ),
)
const PREDICTIONS = table(
  'run_id,seed,update,sample,label,predicted',
  GRID.flatMap(([id, seed, scheme]) =>
    [0, 1, 2, 3].map((sample) => [id, seed, scheme, sample, sample % 2, scheme === 'good' ? sample % 2 : 0]),
  ),
)
const PULSES = table(
  'run_id,seed,update,epoch,array,set_pulses,reset_pulses,refreshed_pairs',
  GRID.flatMap(([id, seed, scheme]) =>
    [1, 2].flatMap((epoch) => ['in', 'out'].map((array) => [id, seed, scheme, epoch, array, 10, 5, 0])),
  ),
)
const open = () =>
  openResults(folderWith({ 'runs.csv': RUNS, 'epochs.csv': EPOCHS, 'predictions.csv': PREDICTIONS, 'pulses.csv': PULSES }))

describe('a metric', () => {
  it('has a name, a side that is good, and a threshold, by the list of the tasks', () => {
    expect(describedMetric('accuracy_test')).toMatchObject({ label: 'test accuracy', better: 'higher' })
    expect(describedMetric('loss_best')).toMatchObject({ better: 'lower', epoch: 'loss' })
    expect(describedMetric('mse_last50_mean')).toMatchObject({ better: 'lower', threshold: 0.1, epoch: 'mse' })
    expect(describedMetric('f1')).toBeUndefined()
    expect(['accuracy_test', 'accuracy_test_best', 'energy_j', 'f1'].map(axisName)).toEqual([
      ...['test accuracy', 'test accuracy of the best epoch', 'energy (J)', 'f1'],
    ])
  })

  it('is by epoch the column of that name, that of its best epoch, or the first result of the task', () => {
    const columns = ['epoch', 'accuracy_test', 'loss', 'rate_hz']
    expect(['rate_hz', 'accuracy_test_best', 'set_max'].map((metric) => epochMetric(metric, columns))).toEqual([
      ...['rate_hz', 'accuracy_test', 'accuracy_test'],
    ])
    expect(epochMetric('mse_last50_mean', ['mse'])).toBe('mse')
    expect(epochMetric('set_max', ['epoch'])).toBeUndefined()
  })
})

describe('analysis of a metric that is better when high', () => {
  it('takes the first result of the task where none is named, and counts what is above the threshold', async () => {
    const { summary } = await analyzeResults(await open(), { ...ASKED, threshold: 0.925 })
    expect(summary!.columns).toContain('above')
    expect(summary!.columns).not.toContain('below')
    expect(summary!.rows).toMatchObject([
      { update: 'good', metric: 'accuracy_test', above: 4, share: 4 / 6 },
      { update: 'bad', metric: 'accuracy_test', above: 0, share: 0 },
    ])
    expect(summary!.notes.join()).toMatch(/accuracy_test: test accuracy; higher is better.*above the threshold 0\.925/)
  })

  it('says in how many seeds a is higher, and corrects p by Holm', async () => {
    const { paired } = await analyzeResults(await open(), { ...ASKED, pair: 'update' })
    expect(paired!.rows).toMatchObject([{ a: 'good', b: 'bad', a_higher: 6, difference: expect.closeTo(0.2, 12) }])
    expect(paired!.notes.join()).toMatch(/corrected by Holm for the one comparison in/)
  })

  it('takes another side if told, for what it does not know', async () => {
    const { summary } = await analyzeResults(await open(), { ...ASKED, metric: 'f1', better: 'higher', threshold: 0.4 })
    expect(summary!.rows[0]).toMatchObject({ above: 6 })
    expect((await analyzeResults(await open(), { ...ASKED, metric: 'f1', threshold: 0.4 })).summary!.rows[0]).toMatchObject({
      below: 0,
    })
    await expect(analyzeResults(await open(), { ...ASKED, better: 'hgher' })).rejects.toThrow(/--better: unknown "hgher".*higher/)
  })

  it('of a cost counts what is below, without a threshold unless asked', async () => {
    const { summary } = await analyzeResults(await open(), { ...ASKED, metric: 'set_pulses' })
    expect(summary!.rows[0]).toMatchObject({ below: null, share: null })
  })
})

describe('figures of a classification', () => {
  it('are what the tables allow, on axes with their names', async () => {
    const drawn = await drawFigures(await open(), [], { band: 'quartiles', against: 'set_pulses', title: 'digits' })
    expect(drawn.map(({ kind }) => kind)).toEqual(['learning', 'box', 'trade-off', 'confusion', 'cost'])
    const [learning, box, tradeOff, confusion, cost] = drawn.map(({ figure }) => texts(figure.svg))
    for (const found of [learning, box, tradeOff, confusion, cost]) expect(found).toContain('digits')
    expect(learning).toEqual(expect.arrayContaining(['test accuracy', 'epoch', '(median, quartiles; n = 6)']))
    expect(box).toContain('test accuracy')
    expect(tradeOff).toEqual(expect.arrayContaining(['test accuracy', 'SET pulses', '1 good', '2 bad']))
    expect(confusion!.join('|')).toMatch(/good: 24 of 24 correct,|good: 24 of 24/)
    expect(cost).toEqual(expect.arrayContaining(['in', 'out', 'pulses per run']))
  })

  it('has a curve through the epochs that were tested, and none through the others', async () => {
    const [learning] = await drawFigures(await open(), ['learning'], { band: 'quartiles' })
    const lines = [...learning!.figure.svg.matchAll(/<g [^>]*aria-label="line"[^>]*>.*?<\/g>/gs)].map(([group]) => group)
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(/ d="([^"]*)"/.exec(line)![1]).toMatch(/^M[\d.]+,[\d.]+L[\d.]+,[\d.]+$/)
  })

  it('counts a run that a sweep has twice once, in the pulses too', async () => {
    const twice = table(
      'run_id,seed,update,epoch,array,set_pulses,reset_pulses,refreshed_pairs,device.nu',
      [0, 1].flatMap((nu) => ['in', 'out'].map((array) => ['same', 1, 'a', 1, array, 10, 5, 0, nu])),
    )
    const runs = table('run_id,seed,update,mse_last50_mean,device.nu', [
      ['same', 1, 'a', 0.1, 0],
      ['same', 1, 'a', 0.1, 1],
    ])
    const [cost] = await drawFigures(await openResults(folderWith({ 'runs.csv': runs, 'pulses.csv': twice })), ['cost'], {
      band: 'ci',
      by: '',
    })
    // 15 pulses in each of two arrays: an axis to just above 30.
    expect(texts(cost!.figure.svg)).toContain('30')
    expect(texts(cost!.figure.svg)).not.toContain('60')
  })

  it('counts depression pulses among those of a run', async () => {
    const columns = 'run_id,seed,update,epoch,array,set_pulses,reset_pulses,refreshed_pairs,depress_pulses'
    const pulses = table(columns, [['a', 1, 'x', 1, 'in', 10, 5, 0, 900]])
    const runs = table('run_id,seed,update,mse_last50_mean', [['a', 1, 'x', 0.1]])
    const [cost] = await drawFigures(await openResults(folderWith({ 'runs.csv': runs, 'pulses.csv': pulses })), ['cost'], {
      ...{ band: 'ci', by: '' },
    })
    expect(texts(cost!.figure.svg)).toContain('500')
  })

  it.each([
    ['trade-off', {}, /--kind trade-off: name the metric of the x axis with --against/],
    ['trade-off', { against: 'nothing' }, /--against: .* has no column "nothing"/],
    ['trade-off', { against: 'update' }, /--against: the column "update" .* is text/],
    ['trade-off', { against: 'set_pulses', by: '' }, /two groups with a value/],
  ])('%s with %j says what is missing', async (kind, options, message) => {
    await expect(drawFigures(await open(), [kind], { band: 'ci', ...options })).rejects.toThrow(message)
  })
})
