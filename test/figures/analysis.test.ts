/** Figures of results: the same bytes every time, everything named, nothing left out without a word. */
import { describe, expect, it } from 'vitest'
import { axisName } from '../../analysis/names.ts'
import { drawFigures } from '../../analysis/plot.ts'
import type { PlotOptions } from '../../analysis/plots/kind.ts'
import { openResults } from '../../analysis/results.ts'
import { bandsFigure } from '../../figures/bands.ts'
import { heatFigure } from '../../figures/heat.ts'
import { rasterFigure } from '../../figures/raster.ts'
import { stripFigure } from '../../figures/strip.ts'
import { wearFigure } from '../../figures/wear.ts'
import { folderWith, table, texts } from '../support/results.ts'

const band = (label: string, level = 1) => ({
  label,
  points: Array.from({ length: 50 }, (_, i) => ({
    x: i + 1,
    y: level / (i + 1),
    low: 0.8 / (i + 1),
    high: (1.3 * level) / (i + 1),
  })),
})
const t_s = Array.from({ length: 100 }, (_, k) => k / 100)
const wave = t_s.map((t) => Math.sin(6 * t))

const figures = {
  bands: () =>
    bandsFigure({
      panels: [{ label: '', bands: [band('a & b'), band('c < d', 2)] }],
      x: { label: 'epoch', scale: 'linear' },
      y: { label: 'MSE', scale: 'log' },
      note: 'median, quartiles',
      threshold: 0.1,
    }),
  'bands over time': () =>
    bandsFigure({
      panels: [
        {
          label: '',
          bands: [
            {
              label: 'none',
              points: [1, 60, 3600, 86_400, 31_536_000].map((x, i) => ({ x, y: 0.1 + i, low: 0.1, high: 1 + i })),
            },
          ],
        },
      ],
      x: { label: 'device time after training', scale: 'log time' },
      y: { label: 'MSE', scale: 'log' },
      note: 'mean',
    }),
  strip: () =>
    stripFigure({
      panels: [
        {
          label: 'first',
          groups: [
            { label: 'a & b', values: [0.01, 0.02, 0.03, 0.5] },
            { label: 'c < d', values: [0.2, 0.3], lost: '2 diverged' },
          ],
        },
        { label: 'second', groups: [{ label: 'none', values: [], lost: '3 diverged' }] },
        { label: 'empty', groups: [] },
      ],
      label: 'MSE',
      threshold: { value: 0.1, label: '0.1' },
      note: 'pooled over c',
    }),
  heat: () =>
    heatFigure({
      x: { label: 'device.nu', levels: ['0', '0.1'] },
      y: { label: 'a & b', levels: ['c < d', 'e'] },
      panels: [
        {
          label: 'first',
          cells: [
            { x: 0, y: 0, value: 0.5, low: 0.4, high: 0.6, n: 5 },
            { x: 1, y: 0, value: 0.031, low: -0.02, high: 0.08, n: 4 },
            { x: 0, y: 1, value: Number.NaN, low: Number.NaN, high: Number.NaN, n: 0 },
          ],
        },
        { label: 'second', cells: [{ x: 0, y: 0, value: 0.4, low: Number.NaN, high: Number.NaN, n: 1 }] },
        { label: 'empty', cells: [] },
      ],
      label: 'MSE',
      note: 'mean, 95 % interval',
    }),
  wear: () =>
    wearFigure({
      rows: [
        { panel: 'a & b', pulse: 'set', count: 0, devices: 90 },
        { panel: 'a & b', pulse: 'set', count: 5, devices: 10 },
        { panel: 'a & b', pulse: 'reset', count: 0, devices: 100 },
        { panel: 'c < d', pulse: 'set', count: 1, devices: 3 },
      ],
    }),
  raster: () =>
    rasterFigure({
      title: 'a & b < c',
      spikes: [
        { t_s: 0.1, neuron: 0 },
        { t_s: 0.5, neuron: 7 },
      ],
      membranes: [2, 3].map((neuron) => ({ label: `neuron ${neuron}`, t_s, y: wave })),
      outputs: [{ t_s, y: wave, target: wave }],
    }),
}

describe.each(Object.entries(figures))('the figure of %s', (_, draw) => {
  it('has the same bytes twice, and needs nothing from outside', async () => {
    const [first, second] = [await draw(), await draw()]
    expect(second.svg).toBe(first.svg)
    expect(Buffer.compare(second.png, first.png)).toBe(0)
    expect(first.svg).toMatch(/<svg [^>]*width="321"/)
    expect(first.svg).not.toMatch(/<style|class=|href=|var\(|\bid=|NaN|undefined|Infinity/)
  })

  it('keeps its text within its width', async () => {
    const { svg } = await draw()
    for (const [, x] of svg.matchAll(/<text x="([\d.]+)"/g)) expect(Number(x)).toBeLessThan(321)
    expect(texts(svg).length).toBeGreaterThan(3)
  })
})

describe('what figures say', () => {
  it('bands: their axes, groups, what line and band are, and every group however many', async () => {
    expect(texts((await figures.bands()).svg)).toEqual(
      expect.arrayContaining(['epoch', 'MSE', 'a & b', 'c < d', '(median, quartiles; dashed: 0.1)']),
    )
    const many = Array.from({ length: 11 }, (_, i) => band(`group ${i}`, 1 + i))
    const { svg } = await bandsFigure({
      panels: [{ label: '', bands: many }],
      ...{ x: { label: 'epoch', scale: 'linear' }, y: { label: 'MSE', scale: 'log' }, note: 'mean' },
    })
    expect(texts(svg)).toEqual(expect.arrayContaining(many.map(({ label }) => label)))
    const looks = groups(svg, 'line').map(
      (group) => /stroke="(#\w+)"/.exec(group)![1] + (/dasharray="([^"]*)"/.exec(group)?.[1] ?? ''),
    )
    expect(new Set(looks).size).toBe(11)
  })

  it('bands: panels with one legend, and none for a panel without anything to draw', async () => {
    const dead = { label: 'a', points: [{ x: 1, y: Infinity, low: Number.NaN, high: Infinity }] }
    const { svg } = await bandsFigure({
      panels: [
        { label: 'left', bands: [band('a'), band('b')] },
        { label: 'right', bands: [band('b')] },
        { label: 'dead', bands: [dead] },
      ],
      ...{ x: { label: 'epoch', scale: 'linear' }, y: { label: 'accuracy', scale: 'linear' }, note: 'mean', title: 'a title' },
    })
    expect(texts(svg)).toEqual(expect.arrayContaining(['left', 'right', 'a title', 'accuracy']))
    expect(texts(svg)).not.toContain('dead')
    expect(texts(svg).filter((text) => text === 'b')).toHaveLength(1)
    expect(groups(svg, 'frame').join().match(/<rect/g)).toHaveLength(2)
  })

  it('bands over time: units that people think in', async () => {
    expect(texts((await figures['bands over time']()).svg)).toEqual(expect.arrayContaining(['1 s', '1 min', '1 h', '1 d', '1 y']))
  })

  it('bands: gaps where a run diverged, not a broken path', async () => {
    const broken = {
      label: 'a',
      points: band('a').points.map((point, i) => (i > 20 && i < 30 ? { ...point, y: Infinity, high: Infinity } : point)),
    }
    const { svg } = await bandsFigure({
      panels: [{ label: '', bands: [broken] }],
      ...{ x: { label: 'x', scale: 'linear' }, y: { label: 'y', scale: 'log' }, note: '' },
    })
    expect(svg).not.toMatch(/NaN|Infinity/)
  })

  it('strips: a point for every run, a box where there are three, and what diverged', async () => {
    const { svg } = await figures.strip()
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        ...['a & b', 'c < d', 'none', '2 diverged', '3 diverged', 'dashed: 0.1; pooled over c', '0.1', 'MSE', 'first', 'second'],
      ]),
    )
    expect(texts(svg)).not.toContain('empty')
    expect(svg.match(/<circle/g)).toHaveLength(6)
    expect(groups(svg, 'rect').join().match(/<rect/g)).toHaveLength(1)
  })

  it('heat: values, intervals and numbers of seeds in the cells, n/a for none, and that colours are logarithmic', async () => {
    const { svg } = await figures.heat()
    expect(texts(svg).join('|')).toContain('MSE, logarithmic (mean, 95 % interval)')
    expect(texts(svg)).toEqual(expect.arrayContaining(['0.50', '0.031', 'n/a', 'device.nu', 'a & b', 'c < d', 'first', 'second']))
    expect(texts(svg).join('|')).toMatch(/0\.40 to 0\.60.*n = 5/)
    expect(texts(svg)).not.toContain('empty')
  })

  it('heat: colours go to the ends of the intervals, so that what differs by less than these looks alike', async () => {
    const colours = async (half: number) => {
      const cells = [0.1, 0.101].map((value, x) => ({ x, y: 0, value, low: value - half, high: value + half, n: 8 }))
      const { svg } = await heatFigure({
        ...{ x: { label: 'x', levels: ['0', '1'] }, y: { label: 'y', levels: ['0'] }, label: 'MSE', note: 'mean' },
        panels: [{ label: '', cells }],
      })
      const fills = [
        ...groups(svg, 'cell')
          .join()
          .matchAll(/fill="rgb\((\d+), (\d+), (\d+)\)"/g),
      ]
      const [a, b] = fills.map((fill) => fill.slice(1).map(Number)) as [number[], number[]]
      return Math.max(...a.map((level, i) => Math.abs(level - b[i]!)))
    }
    expect(await colours(0)).toBeGreaterThan(100)
    expect(await colours(0.02)).toBeLessThan(10)
  })

  it('wear: arrays, both kinds of pulse, and bins that double', async () => {
    const { svg } = await figures.wear()
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['SET', 'RESET', 'a & b', 'c < d', 'share of devices', 'pulses in life', '4–7']),
    )
    // In the first panel, which is what the pattern ends with.
    expect(groups(svg, 'rect').join().match(/<rect/g)).toHaveLength(3)
  })

  it('raster: three panels on one time axis, a stroke for each spike', async () => {
    const { svg } = await figures.raster()
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['neuron', 'neuron 2', 'neuron 3', 'membrane / threshold', 'output', 'target', 'time (s)']),
    )
    expect(texts(svg).filter((text) => text === 'time (s)')).toHaveLength(1)
    expect(svg.match(/transform="translate\(0,[\d.]+\)"/g)!.length).toBeGreaterThanOrEqual(3)
    const strokes = groups(svg, 'line').find((group) => group.includes('stroke="black"'))!
    expect(strokes.match(/M/g)).toHaveLength(2)
  })

  it('axes: words and units', () => {
    expect(['mse_last50_mean', 'device.g_max', 'task.dt', 'network.neurons', 'nonsense.x', '__proto__'].map(axisName)).toEqual([
      'MSE, mean of last 50 epochs',
      'device.g_max (µS)',
      'task.dt (s)',
      'network.neurons',
      'nonsense.x',
      '__proto__',
    ])
  })
})

describe('memxbar plot', () => {
  const options: PlotOptions = { band: 'quartiles' }
  const grid = [0, 0.1].flatMap((nu) =>
    [0, 1].flatMap((std) => [1, 2, 3].map((seed) => [`${nu}${std}${seed}`, seed, 'a', 0.1 + nu * std, nu, std])),
  )
  const runs = table('run_id,seed,update,mse_last50_mean,device.nu,device.nu_std', grid)
  const epochs = table(
    'run_id,seed,update,epoch,mse',
    grid.flatMap(([id, seed]) => [1, 2, 3].map((epoch) => [id, seed, 'a', epoch, 1 / epoch])),
  )
  const folder = (files: Record<string, string>) => openResults(folderWith(files))

  it('draws what the data allow, joined to the settings of the runs', async () => {
    const drawn = await drawFigures(await folder({ 'runs.csv': runs, 'epochs.csv': epochs }), [], options)
    expect(drawn.map(({ kind }) => kind)).toEqual(['learning', 'box', 'response', 'heat'])
    expect(texts(drawn[0]!.figure.svg)).toEqual(expect.arrayContaining(['nu 0, nu_std 1', 'nu 0.1, nu_std 1']))
  })

  it('draws the mean with its interval instead if asked', async () => {
    const results = await folder({ 'runs.csv': runs, 'epochs.csv': epochs })
    const [drawn] = await drawFigures(results, ['learning'], { ...options, band: 'ci', by: 'device.nu' })
    expect(texts(drawn!.figure.svg)).toEqual(expect.arrayContaining(['(mean, 95 % interval; n = 6;', 'nu 0', 'nu 0.1']))
  })

  it('finds the error after training by its columns, with a group for each setting before the times', async () => {
    const after = table(
      'nu_std,elapsed_s,compensation,seed,mse',
      [0, 0.1].flatMap((nu) =>
        ['none', 'global'].flatMap((how) => [1, 3600].flatMap((t) => [1, 2].map((seed) => [nu, t, how, seed, 0.1 * seed]))),
      ),
    )
    const [drawn] = await drawFigures(await folder({ 'runs.csv': runs, 'evaluations.csv': after }), ['drift'], options)
    expect(texts(drawn!.figure.svg)).toEqual(
      expect.arrayContaining(['nu_std 0, compensation none', 'nu_std 0.1, compensation global', '1 s', '1 h']),
    )
  })

  it.each([
    [['learning'], /--kind learning: no epochs.csv in .*memxbar run/],
    [['wear'], /no wear.csv/],
    [['raster'], /memxbar run --record/],
    [['drift'], /no table with columns elapsed_s and mse/],
    [['pie'], /unknown "pie"; known: learning, box/],
    [['constructor'], /unknown "constructor"/],
  ])('says what is missing for %j', async (kinds, message) => {
    await expect(drawFigures(await folder({ 'runs.csv': runs }), kinds, options)).rejects.toThrow(message)
  })

  it('says what is missing for a heat map, and where nothing can be drawn', async () => {
    const results = await folder({ 'runs.csv': runs })
    await expect(drawFigures(results, ['heat'], { ...options, by: 'device.nu' })).rejects.toThrow(
      /two parameters are needed and 1/,
    )
    const one = await folder({ 'runs.csv': table('run_id,seed,mse_last50_mean', [['x', 1, 2]]) })
    await expect(drawFigures(one, [], options)).rejects.toThrow(/nothing in .* can be drawn\n.*learning: /)
  })
})

/** The marks of a kind, a group of SVG elements each. */
function groups(svg: string, mark: string): string[] {
  return [...svg.matchAll(new RegExp(`<g [^>]*aria-label="${mark}"[^>]*>.*?</g>`, 'gs'))].map(([group]) => group)
}
