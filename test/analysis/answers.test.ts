/** From tables of runs to statistics: what is counted, what is paired, what is refused. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnalysisOptions, analyzeResults } from '../../analysis/analyze.ts'
import { openResults } from '../../analysis/results.ts'
import type { Row } from '../../analysis/table.ts'
import { folderWith, table } from '../support/results.ts'

const ASKED: AnalysisOptions = { metric: 'mse_last50_mean', level: 0.95, resamples: 1000, seed: 1 }
const HEAD = 'run_id,seed,update,completed,mse_last50_mean,device.nu'
const ask = async (text: string, asked: Partial<AnalysisOptions> = {}) =>
  analyzeResults(await openResults(folderWith({ 'runs.csv': text })), { ...ASKED, ...asked })
const NOISE = [0.01, -0.02, 0.005, 0.012]

/** Two schemes at two exponents, four seeds; a is better by exactly 0.1, whatever the seed. */
const paired = table(
  HEAD,
  [0, 0.1].flatMap((nu) =>
    ['a', 'b'].flatMap((scheme) =>
      NOISE.map((noise, seed) => [
        `${scheme}${seed}${nu}`,
        seed,
        scheme,
        true,
        0.2 + noise + nu + (scheme === 'b' ? 0.1 : 0),
        nu,
      ]),
    ),
  ),
)

describe('groups', () => {
  it('are what was varied, and have count, mean, std, median and share of successes', async () => {
    const { summary } = await ask(paired, { threshold: 0.206 })
    expect(summary!.rows.map((group) => [group.update, group['device.nu']])).toEqual([
      ['a', 0],
      ['a', 0.1],
      ['b', 0],
      ['b', 0.1],
    ])
    const row = summary!.rows[0]!
    expect(row).toMatchObject({ runs: 4, n: 4, diverged: 0, incomplete: 0, below: 2, share: 0.5 })
    expect(row.mean).toBeCloseTo(0.20175, 12)
    expect(row.median).toBeCloseTo(0.2075, 12)
    expect(row.std).toBeCloseTo(Math.sqrt((0.00825 ** 2 + 0.02175 ** 2 + 0.00325 ** 2 + 0.01025 ** 2) / 3), 12)
    expect([row.min, row.max]).toEqual([expect.closeTo(0.18, 12), expect.closeTo(0.212, 12)])
    // Four seeds: Student's t, and no interval of the median.
    const half = (3.182446305 * (row.std as number)) / 2
    expect([row.mean_low, row.mean_high]).toEqual([expect.closeTo(0.20175 - half, 9), expect.closeTo(0.20175 + half, 9)])
    expect(row).toMatchObject({ method: 't', median_low: null, median_high: null })
    expect(summary!.notes.join()).toMatch(/Student's t over seeds.*no interval of the median from fewer than 6 seeds/)
  })

  it('count runs that diverged or were given up, which have no mean but do not succeed either', async () => {
    const { summary } = await ask(
      table(HEAD, [
        ['1', 0, 'a', true, 0.05, 0],
        ['2', 1, 'a', true, 'NaN', 0],
        ['3', 2, 'a', true, '', 0],
        ['4', 3, 'a', true, 'Infinity', 0],
        ['5', 4, 'a', false, 0.01, 0],
      ]),
    )
    expect(summary!.rows).toEqual([
      expect.objectContaining({
        runs: 5,
        diverged: 2,
        missing: 1,
        incomplete: 1,
        n: 1,
        mean: 0.05,
        mean_low: null,
        std: null,
        below: 1,
        share: 0.2,
      }),
    ])
  })

  it('never reached a mark in no epoch, which is not divergence', async () => {
    const text = table('run_id,seed,completed,epochs,mse_last50_mean,epoch_below_0_1', [
      ['x1', 0, true, 10, 0.05, 7],
      ['x2', 1, true, 10, 0.3, ''],
      ['x3', 2, true, 10, 'NaN', ''],
    ])
    const { summary } = await ask(text, { metric: 'epoch_below_0_1' })
    expect(summary!.rows[0]).toMatchObject({ runs: 3, n: 1, never: 1, diverged: 1, incomplete: 0 })
    expect((await ask(text)).summary!.notes).toEqual(
      expect.arrayContaining(['mse_last50_mean: MSE, mean of all 10 epochs', expect.stringMatching(/below the threshold 0\.1 /)]),
    )
  })

  it('name what was varied together with a factor', async () => {
    const text = table(
      'run_id,seed,mse_last50_mean,device.g_max,training.settle',
      [0, 1, 2, 3].map((i) => [`x${i}`, i >> 1, 0.1 * i, 20 + (i & 1), 0.1 * (i & 1)]),
    )
    expect((await ask(text)).summary!.notes.join()).toMatch(/device\.g_max \(with training\.settle\)/)
    const { decomposition } = await ask(text, { decompose: 'device.g_max' })
    expect(decomposition!.notes.join()).toMatch(/device\.g_max \(with training\.settle\)/)
  })

  it('leave out columns that only say the same again, keep labels before run_id, and are those of --by if asked', async () => {
    const text = table('nu_std,run_id,spec_hash,seed,update,learning.lr_in,mse_last50_mean', [
      [0, '12e9', 'x', 1, 'a', 0.1, 1],
      [0, '13', 'x', 1, 'b', 0.2, 2],
      [0.1, '14', 'y', 1, 'b', 0.2, 3],
    ])
    expect((await openResults(folderWith({ 'runs.csv': text }))).factors).toEqual(['update', 'nu_std'])
    expect((await ask(text, { by: 'nu_std' })).summary!.rows.map((row) => row.runs)).toEqual([2, 1])
    expect((await ask(text, { by: '' })).summary!.rows.map((row) => row.runs)).toEqual([3])
  })

  it('of a folder of runs get the settings in which their manifests differ', async () => {
    const run = (nu: number, drift: boolean) =>
      table('run_id,seed,update,mse_last50_mean', [[`${nu}`, 1, 'a', nu + (drift ? 1 : 0)]])
    const manifest = (nu: number, drift: boolean) =>
      JSON.stringify({ status: 'complete', spec: { seed: nu, device: { nu, drift, model: 'pcm' } } })
    const files = [0, 1].flatMap((nu) =>
      [true, false].flatMap((drift) => [
        [`${nu}-${drift}/runs.csv`, run(nu, drift)],
        [`${nu}-${drift}/manifest.json`, manifest(nu, drift)],
      ]),
    )
    const results = await openResults(folderWith(Object.fromEntries(files)))
    expect(results.factors).toEqual(['device.nu', 'device.drift'])
    expect(results.runs.rows.map((row) => [row['device.nu'], row['device.drift'], row.mse_last50_mean])).toEqual([
      [0, 'false', 0],
      [0, 'true', 1],
      [1, 'false', 1],
      [1, 'true', 2],
    ])
  })
})

describe('what is not independent', () => {
  const seeds = Array.from({ length: 10 }, (_, seed) => seed)
  const level = (seed: number) => 0.1 + 0.02 * ((7 * seed) % 10)
  /** One run a seed, and the same with `copies` settings that do nothing. */
  const once = table(
    HEAD,
    seeds.map((seed) => [`${seed}`, seed, 'a', true, level(seed), 0]),
  )
  const settings = (copies: number, name: (seed: number, nu: number) => string) =>
    table(
      HEAD,
      [...Array(copies).keys()].flatMap((nu) => seeds.map((seed) => [name(seed, nu), seed, 'a', true, level(seed), nu])),
    )
  const row = async (text: string, asked: Partial<AnalysisOptions> = {}) =>
    (await ask(text, { by: 'update', threshold: 0.15, ...asked })).summary!.rows[0]!

  it('settings of one seed make no interval narrower, and the table says over what it is pooled', async () => {
    const [single, pooled] = [await row(once), await row(settings(4, (seed, nu) => `${seed}x${nu}`))]
    expect(pooled).toMatchObject({ runs: 40, seeds: 10, method: 't', below: 12 })
    for (const end of ['mean_low', 'mean_high', 'median_low', 'median_high', 'share_low', 'share_high']) {
      expect(pooled[end]).toBeCloseTo(single[end] as number, 12)
    }
    const { summary } = await ask(
      settings(4, (seed, nu) => `${seed}x${nu}`),
      { by: 'update' },
    )
    expect(summary!.notes.join()).toMatch(/pooled over device.nu: /)
    expect((await ask(once, { by: 'update' })).summary!.notes.join()).not.toMatch(/pooled/)
  })

  it('points of a sweep that come to one run count once', async () => {
    expect(await row(settings(4, (seed) => `${seed}`))).toEqual(await row(once))
  })

  it('equal data have equal intervals, whatever they are called and in whichever order they stand', async () => {
    const twice = table(
      HEAD,
      ['a', 'b'].flatMap((update) =>
        (update === 'a' ? seeds : [...seeds].reverse()).map((seed) => [`${update}${seed}`, seed, update, true, level(seed), 0]),
      ),
    )
    const [a, b] = (await ask(twice)).summary!.rows
    expect({ ...b, update: 'a' }).toEqual(a)
  })

  it('with few seeds no p_holm can be small, and the table says so; comparisons of the same runs count once', async () => {
    const { paired: found } = await ask(paired, { pair: 'update' })
    expect(found!.notes.join()).toMatch(/with 4 seeds and 2 comparisons the smallest possible p_holm is 0.25.*; 7 seeds could/)
    expect(found!.brief).toEqual(expect.arrayContaining(['p', 'p_holm']))
    const same = paired.replaceAll(/^([ab]\d)0(?:\.1)?,/gm, '$1,').replaceAll(/,[\d.]+,(0|0\.1)$/gm, ',0.5,$1')
    const again = await ask(same, { pair: 'update' })
    expect(again.paired!.notes.join()).toMatch(/for the one comparison in/)
    const self = await ask(same, { pair: 'device.nu' })
    expect(self.paired!.rows.map((one) => [one.p, one.p_holm])).toEqual([
      [1, 1],
      [1, 1],
    ])
    expect(self.paired!.notes.join()).toMatch(/for the 0 comparisons/)
  })
})

describe('paired differences', () => {
  it('are taken between runs of the same seed and settings', async () => {
    const { paired: found } = await ask(paired, { pair: 'update' })
    expect(found!.rows).toHaveLength(2)
    for (const row of found!.rows) {
      expect(row).toMatchObject({ a: 'a', b: 'b', seeds: 4, left_out: 0, a_lower: 4, p: 2 / 16, p_holm: 4 / 16 })
      for (const column of ['difference', 'difference_low', 'difference_high', 'median'])
        expect(row[column]).toBeCloseTo(-0.1, 12)
    }
  })

  it('count a seed once where it has several pairs, and compare with one level if asked', async () => {
    const { paired: pooled } = await ask(paired, { pair: 'update=a', by: 'update' })
    expect(pooled!.rows).toEqual([expect.objectContaining({ a: 'b', b: 'a', seeds: 4, a_lower: 0, p: 2 / 16 })])
  })

  it('leave out, and count, pairs in which one diverged or is not there', async () => {
    const text = table(HEAD, [
      ['1', 0, 'a', true, 0.1, 0],
      ['2', 1, 'a', true, 'NaN', 0],
      ['3', 2, 'a', true, 0.1, 0],
      ['4', 0, 'b', true, 0.3, 0],
      ['5', 1, 'b', true, 0.3, 0],
    ])
    const { paired: found } = await ask(text, { pair: 'update' })
    expect(found!.rows).toEqual([expect.objectContaining({ seeds: 1, left_out: 2, difference: expect.closeTo(-0.2, 12) })])
  })

  it('see through what the seeds share: a small difference between seeds that differ much more', async () => {
    const rows = Array.from({ length: 12 }, (_, seed) => [
      [`a${seed}`, seed, 'a', true, seed, 0],
      [`b${seed}`, seed, 'b', true, seed + 0.1 + 0.01 * (seed % 3), 0],
    ]).flat()
    const { paired: found, summary } = await ask(table(HEAD, rows), { pair: 'update' })
    expect(found!.rows[0]!.p).toBeLessThan(0.001)
    const [a, b] = summary!.rows as [Row, Row]
    expect(a.mean_high).toBeGreaterThan(b.mean_low as number)
  })
})

describe('the decomposition', () => {
  const grid = (value: (write: boolean, read: boolean, seed: number) => unknown) =>
    table(
      'run_id,seed,completed,mse_last50_mean,device.write_noise,device.read_noise',
      [true, false].flatMap((write) =>
        [true, false].flatMap((read) =>
          [0, 1, 2].map((seed) => [`${write}${read}${seed}`, seed, true, value(write, read, seed), write, read]),
        ),
      ),
    )
  const over = { decompose: 'device.write_noise, device.read_noise' }

  it('finds what a factor, a pair and the seed add: here 0.3 write noise, 0.1 more with both, and the seeds', async () => {
    const text = grid((write, read, seed) => (write ? 0.3 : 0) + (write && read ? 0.1 : 0) + 0.2 * seed)
    const { decomposition } = await ask(text, over)
    const terms = Object.fromEntries(decomposition!.rows.map((row) => [row.term, row]))
    const close = (x: number) => expect.closeTo(x, 10)
    // Twelve runs; a contrast of two halves that differ by d has a sum of squares of 12 (d / 2)^2.
    expect(terms['device.write_noise']).toMatchObject({
      df: 1,
      ss: close(3 * 0.35 ** 2),
      effect: close(0.35),
      p: 2 / 8,
      p_holm: 4 / 8,
    })
    expect(terms['device.read_noise']).toMatchObject({ df: 1, ss: close(3 * 0.05 ** 2), effect: close(0.05) })
    expect(terms['device.write_noise:device.read_noise']).toMatchObject({ df: 1, ss: close(3 * 0.05 ** 2), effect: null })
    expect(terms.seed).toMatchObject({ df: 2, ss: close(8 * 0.2 ** 2) })
    expect(terms.rest).toMatchObject({ df: 6, ss: close(0) })
    const shares = decomposition!.rows.slice(0, -1).map((row) => row.eta2 as number)
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 10)
    expect(decomposition!.notes.join()).not.toMatch(/balanced|left out/)
    expect(decomposition!.notes.join()).toMatch(/p_holm: corrected by Holm for the 2 effects in the table/)
    expect(decomposition!.brief).toEqual(expect.arrayContaining(['p', 'p_holm']))
  })

  it('is made in each group of --by', async () => {
    const text = grid((write, read, seed) => (write ? (read ? 2 : 1) : 0) + 0.1 * seed)
    const { decomposition } = await ask(text, { by: 'device.read_noise', decompose: 'device.write_noise' })
    const effects = decomposition!.rows.filter((row) => row.term === 'device.write_noise')
    expect(effects.map((row) => [row['device.read_noise'], row.effect])).toEqual([
      ['true', expect.closeTo(2, 10)],
      ['false', expect.closeTo(1, 10)],
    ])
  })

  it('says so where runs are left out and the design is not balanced any more', async () => {
    const { decomposition } = await ask(
      grid((write, read, seed) => (write && read && seed === 0 ? 'NaN' : (write ? 1 : 0) + 0.1 * seed)),
      over,
    )
    expect(decomposition!.notes.join()).toMatch(/1 runs without a value.*not balanced/)
  })

  it('refuses a factor of one level, and a sweep in which more was varied', async () => {
    const text = grid(() => 1)
    await expect(ask(text, { decompose: 'completed' })).rejects.toThrow(/device.write_noise was varied as well/)
    await expect(ask(text, { decompose: `completed,${over.decompose}` })).rejects.toThrow(/completed has one level only/)
  })
})

describe('what cannot be answered', () => {
  it.each([
    [{ metric: 'mse' }, /--metric: .* no column "mse" .*; it has: run_id/],
    [{ metric: 'update' }, /--metric: the column "update" .* is text/],
    [{ by: 'nu' }, /--by: .* no column "nu"/],
    [{ pair: 'scheme' }, /--pair: .* no column "scheme"/],
    [{ pair: 'update=c' }, /--pair: update has no level "c"; it has: a, b/],
    [{ by: 'nu' }, /did you mean "device.nu"\?/],
    [{ metric: 'mse' }, /did you mean "mse_last50_mean"\?/],
    [{ decompose: 'nnu' }, /did you mean "device.nu"\?/],
    [{ pair: 'seed' }, /paired by seed, so seeds cannot be compared/],
    [{ decompose: 'x' }, /--decompose: .* no column "x"/],
  ])('is refused with what there is: %j', async (asked, message) => {
    await expect(ask(paired, asked)).rejects.toThrow(message)
    await expect(ask(paired, asked)).rejects.toMatchObject({ name: 'InputError' })
  })

  it('two runs that only another column would tell apart', async () => {
    const twice = `${paired}x,0,a,true,0.1,0\n`
    await expect(ask(twice, { pair: 'update' })).rejects.toThrow(/two runs have the same a, nu 0, seed 0/)
  })

  it.each([
    ['no folder', {}, /no results in/],
    ['no run', { 'runs.csv': 'run_id,seed\n' }, /holds no run/],
    ['no table', { 'runs.csv': 'a,b\n1\n' }, /cannot read the table.*give CSV with a header/],
    ['a column twice', { 'runs.csv': 'a,a\n1,2\n' }, /two columns "a"/],
    ['no manifest', { 'runs.csv': 'a\n1\n', 'manifest.json': '[' }, /is not a manifest/],
  ])('%s', async (_, files, message) => {
    await expect(openResults(folderWith(files as Record<string, string>))).rejects.toThrow(message)
  })
})

it('answers depend on the values of a group and its seed alone: not on the order of rows, nor on other groups', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(1, 2, 3), async (shift) => {
      const lines = paired.trim().split('\n')
      const rotated = [lines[0], ...lines.slice(1 + 4 * shift), ...lines.slice(1, 1 + 4 * shift)].join('\n')
      const own = async (text: string) =>
        (await ask(text)).summary!.rows.find((row) => row.update === 'b' && row['device.nu'] === 0.1)
      expect(await own(rotated)).toEqual(await own(paired))
    }),
    { numRuns: 3 },
  )
})
