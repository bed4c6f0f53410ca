/** Figures that compare groups of runs: trade-offs, confusion matrices and stacked bars, by the marks that they have. */
import { describe, expect, it } from 'vitest'
import { confusionFigure } from '../../figures/confusion.ts'
import { placeNumbers } from '../../figures/frame/place-number.ts'
import { textWidth } from '../../figures/frame/style.ts'
import { wrap } from '../../figures/frame/wrap.ts'
import { groupedTradeOffFigure } from '../../figures/grouped-trade-off.ts'
import { stackedBarsFigure } from '../../figures/stacked-bars.ts'
import { tradeOffFigure } from '../../figures/trade-off.ts'
import { texts } from '../support/results.ts'

const around = (value: number, half: number) => ({ value, low: value - half, high: value + half })
const POINTS = [
  { label: 'a & b', x: around(1000, 100), y: around(0.9, 0.02), size: 4 },
  { label: 'beaten', x: around(2000, 100), y: around(0.8, 0.02), size: 1 },
  { label: 'c < d', x: around(5000, 100), y: around(0.95, 0.02), size: 16 },
  { label: 'lost', x: around(5000, 100), y: around(Number.NaN, 0), size: 1 },
]

const figures = {
  tradeOff: () =>
    tradeOffFigure({
      points: POINTS,
      x: { label: 'energy (J)', better: 'lower' },
      y: { label: 'test accuracy', better: 'higher' },
      size: 'device time (s)',
      note: 'mean, 95 % interval',
      title: 'a title',
    }),
  groupedTradeOff: () => {
    const at = (number: number, colour: number, x: number, y: number) => ({ number, colour, x, y: around(y, 0.01), size: 2 * x })
    return groupedTradeOffFigure({
      numbered: ['a & b', 'c < d'],
      coloured: ['pcm', 'ecram'],
      x: 'energy (J)',
      size: 'pulses',
      note: 'mean, 95 % interval',
      title: 'a title',
      panels: [
        { label: 'one', y: 'MSE', points: [at(0, 0, 1, 0.1), at(1, 1, 8, 0.2)], reference: { label: 'fp32', y: 0.05 } },
        { label: 'two', y: 'test error', points: [at(1, 0, 2, 0.3), at(0, 1, 0, 0.3), at(1, 1, 4, Number.NaN)] },
      ],
    })
  },
  confusion: () =>
    confusionFigure({
      classes: ['a & b', 'c < d', 'e'],
      panels: [
        {
          label: 'first: 8 of 15 correct',
          counts: [
            [5, 0, 0],
            [2, 3, 0],
            [1, 4, 0],
          ],
        },
        { label: 'nothing', counts: [0, 1, 2].map(() => [0, 0, 0]) },
      ],
      title: 'a title',
    }),
  stackedBars: () =>
    stackedBarsFigure({
      components: ['in', 'rec', 'unused', 'out'],
      groups: [
        { label: 'a & b', parts: [10, 20, 0, 30], total: { low: 50, high: 70 } },
        { label: 'c < d', parts: [0, 5, 0, 5], total: { low: Number.NaN, high: Number.NaN } },
        { label: 'none', parts: [0, 0, 0, 0] },
      ],
      label: 'energy (µJ)',
      note: 'mean; line: 95 % interval of the sum',
      title: 'a title',
    }),
}

describe.each(Object.entries(figures))('the figure of %s', (_, draw) => {
  it('has the same bytes twice, needs nothing from outside, and has its title', async () => {
    const [first, second] = [await draw(), await draw()]
    expect(second.svg).toBe(first.svg)
    expect(Buffer.compare(second.png, first.png)).toBe(0)
    expect(first.svg).toMatch(/<svg [^>]*width="321"/)
    expect(first.svg).not.toMatch(/<style|class=|href=|var\(|\bid=|NaN|undefined|Infinity/)
    expect(texts(first.svg)).toEqual(expect.arrayContaining(['a title']))
  })
})

describe('a trade-off of two factors', () => {
  it('has number and colour for the levels, an area for the third metric, a line without an x, and no point that is not above 0', async () => {
    const { svg } = await figures.groupedTradeOff()
    const dots = circles(svg)
    // The largest first, so that it hides none.
    expect(dots.map(({ fill }) => fill)).toEqual(['#D55E00', '#0072B2', '#0072B2'])
    expect(dots[1]!.r / dots[0]!.r).toBeCloseTo(Math.sqrt(2 / 16), 6)
    const all = texts(svg)
    expect(all).toEqual(expect.arrayContaining(['1 a & b', '2 c < d', 'pcm', 'ecram', 'one', 'two', 'fp32', 'MSE', 'test error']))
    expect(all.join(' ')).toContain('area: pulses, 2.0 to 16')
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1)
  })
})

describe('a trade-off', () => {
  it('has a point for each group with both values, blue on the Pareto front, with intervals in both directions', async () => {
    const { svg } = await figures.tradeOff()
    const dots = circles(svg)
    expect(dots.map(({ fill }) => fill).sort()).toEqual(['#0072B2', '#0072B2', '#A6A6A6'])
    expect(marks(svg, 'rule').join().match(/<line/g)).toHaveLength(6)
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['1 a & b', '2 beaten', '3 c < d', '4 lost', 'energy (J)', 'test accuracy', '1', '2', '3']),
    )
    expect(texts(svg).join(' ')).toContain('area: device time (s), 1.0 to 16; blue: Pareto front of the means')
  })

  it('has areas that go with the third metric', async () => {
    const radii = circles((await figures.tradeOff()).svg)
      .map(({ r }) => r)
      .sort((a, b) => a - b)
    expect(radii[1]! / radii[2]!).toBeCloseTo(Math.sqrt(4 / 16), 6)
  })

  it('turns the front over where lower is better in both', async () => {
    const { svg } = await tradeOffFigure({
      points: POINTS.slice(0, 3),
      x: { label: 'energy', better: 'lower' },
      y: { label: 'MSE', better: 'lower' },
      note: 'mean',
    })
    expect(circles(svg).map(({ fill }) => fill)).toEqual(['#A6A6A6', '#0072B2', '#0072B2'])
  })

  it('of many groups names the front, and says how many others there are', async () => {
    const points = Array.from({ length: 20 }, (_, i) => ({ label: `group ${i}`, x: around(1 + i, 0), y: around(1 + i, 0) }))
    const { svg } = await tradeOffFigure({
      points,
      x: { label: 'energy', better: 'lower' },
      y: { label: 'MSE', better: 'lower' },
      note: 'mean',
    })
    expect(texts(svg)).toContain('1 group 0')
    expect(texts(svg).join(' ')).toMatch(/grey: the other 19 groups/)
    expect(circles(svg)).toHaveLength(20)
  })
})

describe('a confusion matrix', () => {
  it('has a cell for each pair of classes, coloured by the share of the class, and no panel without samples', async () => {
    const { svg } = await figures.confusion()
    const cells = [
      ...marks(svg, 'cell')
        .join()
        .matchAll(/<rect [^>]*fill="(rgb[^"]*)"/g),
    ].map(([, fill]) => fill)
    expect(cells).toHaveLength(9)
    // All of the first class right, none of the third: the ends of the colours.
    expect(cells[0]).not.toBe(cells[1])
    expect(cells[1]).toBe(cells[8])
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        'first: 8 of 15 correct',
        'true class',
        'predicted class',
        'a & b',
        'c < d',
        '5',
        '2',
        '3',
        '1',
        '4',
      ]),
    )
    expect(texts(svg)).not.toContain('nothing')
  })

  it('shows a class of few samples by the same colour as one of many', async () => {
    const { svg } = await confusionFigure({
      classes: ['a', 'b'],
      panels: [
        {
          label: '',
          counts: [
            [90, 10],
            [1, 9],
          ],
        },
      ],
    })
    const cells = [
      ...marks(svg, 'cell')
        .join()
        .matchAll(/<rect [^>]*fill="(rgb[^"]*)"/g),
    ].map(([, fill]) => fill)
    expect(cells[0]).toBe(cells[3])
    expect(cells[1]).toBe(cells[2])
  })
})

describe('stacked bars', () => {
  it('begin at the axis, follow each other, and have lengths that go with their parts', async () => {
    const { svg } = await figures.stackedBars()
    const bars = [
      ...marks(svg, 'rect')
        .join()
        .matchAll(/<rect [^>]*>/g),
    ].map(([bar]) => [/ x="([^"]*)"/, / width="([^"]*)"/].map((attribute) => Number(attribute.exec(bar)![1])))
    expect(bars).toHaveLength(5)
    const [[x1, w1], [x2, w2], [x3, w3], [x4, w4]] = bars as [number, number][]
    expect([x2, x3, x4]).toEqual([expect.closeTo(x1! + w1!, 6), expect.closeTo(x2! + w2!, 6), x1])
    expect([w2! / w1!, w3! / w1!, w4! / w1!]).toEqual([expect.closeTo(2, 6), expect.closeTo(3, 6), expect.closeTo(0.5, 6)])
  })

  it('have an interval where there is one, and name what is drawn', async () => {
    const { svg } = await figures.stackedBars()
    expect(marks(svg, 'rule').join().match(/<line/g)).toHaveLength(1)
    expect(texts(svg)).toEqual(expect.arrayContaining(['in', 'rec', 'out', 'a & b', 'c < d', 'none', 'energy (µJ)']))
    expect(texts(svg)).not.toContain('unused')
  })
})

describe('labels', () => {
  it('break after commas first, never inside a number, and lose nothing', () => {
    expect(wrap('mixed-precision, nu 0.03, nu_std 0.01', 110)).toEqual(['mixed-precision,', 'nu 0.03,', 'nu_std 0.01'])
    expect(wrap('mixed-precision, nu 0.03', 80)).toEqual(['mixed-', 'precision,', 'nu 0.03'])
    expect(wrap('short', 90)).toEqual(['short'])
    expect(wrap('', 90)).toEqual([''])
    const long = 'averyveryverylongnamewithoutanybreak, and a 0.123456789 with more words'
    for (const width of [20, 50, 120, 300]) {
      const lines = wrap(long, width)
      expect(lines.join('').replaceAll(' ', '')).toBe(long.replaceAll(' ', ''))
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width)
    }
  })

  it('of points do not cover each other where there is room', () => {
    const spots = [0, 1, 2].map((i) => ({ x: 50 + i, y: 50, r: 4, text: String(i) }))
    const placed = placeNumbers(spots, { width: 100, height: 100 })
    for (const [i, a] of placed.entries()) {
      for (const b of placed.slice(i + 1)) expect(Math.abs(a.x - b.x) >= 6.4 || Math.abs(a.y - b.y) >= 10).toBe(true)
    }
  })
})

function marks(svg: string, mark: string): string[] {
  return [...svg.matchAll(new RegExp(`<g [^>]*aria-label="${mark}"[^>]*>.*?</g>`, 'gs'))].map(([group]) => group)
}

function circles(svg: string): { fill: string; r: number }[] {
  return [...svg.matchAll(/<circle [^>]*>/g)].map(([circle]) => {
    return { fill: /fill="([^"]*)"/.exec(circle)![1]!, r: Number(/ r="([^"]*)"/.exec(circle)![1]) }
  })
}
