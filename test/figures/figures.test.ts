/** Figures: the same bytes every time, text that is really drawn, and data with gaps. */
import { crc32, inflateSync } from 'node:zlib'
import { Resvg } from '@resvg/resvg-js'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { driftCurves, readNoiseCurve } from '../../devices/curves/reads.ts'
import { responseCurves } from '../../devices/curves/response.ts'
import { defaults } from '../../devices/kind.ts'
import { pcm } from '../../devices/models/pcm.ts'
import { arrayMapFigure } from '../../figures/array-map.ts'
import { conductanceHistogram } from '../../figures/conductance-histogram.ts'
import { distributionFigure } from '../../figures/device-distribution.ts'
import { currentFigure, driftFigure, readNoiseFigure } from '../../figures/device-reads.ts'
import { responseFigure, stepFigure } from '../../figures/device-response.ts'
import { type Figure, PNG_SCALE, renderFigure } from '../../figures/frame/render.ts'
import { thin } from '../../figures/frame/thin.ts'
import { linearTicks, logDomain, logTicks } from '../../figures/frame/ticks.ts'
import { timeTicks } from '../../figures/frame/time-ticks.ts'
import { learningCurveFigure } from '../../figures/learning-curve.ts'
import { outputFigure } from '../../figures/output.ts'
import { seriesFigure } from '../../figures/series.ts'
import { stripFigure } from '../../figures/strip.ts'

const t_s = Array.from({ length: 200 }, (_, k) => k * 5e-3)
const wave = (hz: number, shift = 0) => t_s.map((t) => Math.sin(2 * Math.PI * hz * t + shift))
const pattern = (hz: number) => ({ t_s, target: [wave(hz)], y: [wave(hz, 0.3)] })
const epochs = Array.from({ length: 250 }, (_, i) => i + 1)
const falling = epochs.map((epoch) => 1.1 * Math.exp(-epoch / 40) + 0.06)
const curve = (label: string, level: number) => {
  return { label, points: [1, 2, 4, 8].map((x) => ({ x, y: level / x, low: level / x / 2, high: level })) }
}
const panels = ['N = 1', 'N = 8'].map((label) => ({ label, series: [curve('mixed', 0.2), curve('stochastic', 0.5)] }))
const guide = { label: 'ideal', points: [1, 8].map((x) => ({ x, y: 0.1 })) }
const strips = ['N=1000000000000000000', 'sign'].map((label, i) => ({ label, values: [0.02, 0.05, 0.3].map((x) => x * (i + 1)) }))
const reference = { value: 0.1, label: 'learned' }
const curves = { model: pcm.create(defaults(pcm)), devices: 200, seed: 1 }
const ramp = responseCurves(curves, 20, 3)
const title = 'a & b < c'
const iv = [1, 2].flatMap((g_us) => [-1, 0, 1].map((voltage_v) => ({ g_us, voltage_v, mean_ua: g_us * voltage_v })))

const map = { rows: 3, cols: 200, values: Array.from({ length: 600 }, (_, k) => (k * 7919) % 101) }

const figures = {
  'array map': () => arrayMapFigure({ title: 'a & b < c', label: 'cell voltage (V)', ...map }),
  'conductance histogram': () =>
    conductanceHistogram({ title, plus: [0.1, 0.1, 3, 12.5], minus: [0.1, 0.2, 0.2, 0.2], range: [0.1, 12] }),
  output: () => outputFigure({ patterns: [pattern(1), pattern(2), pattern(3)], title: 'a & b < c' }),
  'learning curve': () =>
    learningCurveFigure({ epochs, mse: falling, per_pattern: [falling, falling], reference, title: 'a & b < c' }),
  series: () => seriesFigure({ x: { label: 'bits' }, y: { label: 'MSE', log: true }, panels, guide, title: 'a & b < c' }),
  strip: () =>
    stripFigure({
      panels: [{ label: '', groups: strips }],
      label: 'MSE',
      mark: 'mean',
      scale: 'log',
      threshold: reference,
      title,
    }),
  response: () => responseFigure(ramp.response, title),
  step: () => stepFigure(ramp.steps, title),
  distribution: () => distributionFigure(ramp.distribution, title),
  drift: () => driftFigure(driftCurves(curves), title),
  'read noise': () => readNoiseFigure(readNoiseCurve(curves), title, (g) => 0.03 * g + 0.13),
  current: () => currentFigure(iv, title),
}

afterEach(() => vi.restoreAllMocks())

describe.each(Object.entries(figures))('the %s figure', (_, draw) => {
  let figure: Figure
  beforeAll(async () => {
    figure = await draw()
  })

  test('has the same bytes whatever was drawn before, and takes no random number', async () => {
    vi.spyOn(Math, 'random').mockImplementation(() => {
      throw new Error('a figure must not depend on chance')
    })
    await outputFigure({ patterns: [pattern(4)] })
    const again = await draw()
    expect(again.svg).toBe(figure.svg)
    expect(Buffer.compare(again.png, figure.png)).toBe(0)
  })

  test('is an SVG that needs nothing from outside', () => {
    const { svg } = figure
    expect(svg).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    expect(svg).toMatch(/<svg [^>]*width="321"/)
    expect(svg).toMatch(/<svg [^>]*font-family="DejaVu Sans/)
    expect(svg).toContain('a &amp; b &lt; c')
    expect(svg).not.toMatch(/<style|class=|href=|var\(|\bid=|NaN|undefined/)
  })

  test('is a PNG of 300 dots an inch', () => {
    const { svg, png } = figure
    const [, height] = /<svg [^>]*height="(\d+)"/.exec(svg)!
    // The chunk that says so: type, pixels a metre on both axes, and the unit, after the header.
    expect(Buffer.from(png.subarray(37, 50))).toEqual(Buffer.from([...Buffer.from('pHYs'), 0, 0, 46, 35, 0, 0, 46, 35, 1]))
    expect(crc32(png.subarray(37, 50))).toBe(Buffer.from(png).readUInt32BE(50))
    const { width: pngWidth, height: pngHeight } = decode(png)
    expect([pngWidth, pngHeight]).toEqual([1003, Math.round((300 / 96) * Number(height))])
    expect(pngHeight).toBeLessThan(2 * pngWidth)
  })

  test('has its text in the PNG: under the frame, left of it and above it', () => {
    const { svg, png } = figure
    const image = decode(png)
    const bare = decode(
      new Resvg(svg, { fitTo: { mode: 'zoom', value: PNG_SCALE }, font: { loadSystemFonts: false } }).render().asPng(),
    )
    const { width, height } = image
    const regions = {
      'name of the x axis': [0, height - 28, width, height],
      'name of the y axis': [0, 80, 26, height],
      title: [60, 0, width, 38],
    } as const
    for (const [name, region] of Object.entries(regions)) {
      expect(darkShare(image, region), name).toBeGreaterThan(0.004)
      expect(darkShare(image, region), name).toBeLessThan(0.3)
      expect(darkShare(bare, region), `${name} without fonts`).toBe(0)
    }
  })

  test('keeps a white rim: nothing is cut off', () => {
    const image = decode(figure.png)
    const { width, height } = image
    const rim = [
      [0, 0, width, 2],
      [0, height - 2, width, height],
      [0, 0, 2, height],
      [width - 2, 0, width, height],
    ] as const
    for (const side of rim) expect(darkShare(image, side)).toBe(0)
  })
})

describe('output', () => {
  test('names its axes with units, its lines and its panels', async () => {
    const { svg } = await figures.output()
    expect(texts(svg)).toEqual(expect.arrayContaining(['time (s)', 'output', 'target', 'pattern 0', 'pattern 1', 'pattern 2']))
    expect(texts(svg)).toEqual(expect.arrayContaining(['0.0', '1.0', '−1', '0', '1']))
  })

  test('has no panel label where there is one panel only, and names outputs where there are several', async () => {
    const one = await outputFigure({ patterns: [pattern(1)] })
    expect(texts(one.svg).filter((text) => /pattern|output \d/.test(text))).toEqual([])
    const two = await outputFigure({ patterns: [{ t_s, target: [wave(1), wave(2)], y: [wave(1), wave(2)] }] })
    expect(texts(two.svg)).toEqual(expect.arrayContaining(['output 0', 'output 1']))
  })

  test('says so where it does not show all patterns', async () => {
    const { svg } = await outputFigure({ patterns: Array.from({ length: 40 }, (_, p) => pattern(1 + p / 10)) })
    expect(texts(svg)).toContain('(12 of 40 shown)')
    expect(texts(svg)).not.toContain('pattern 12')
  })

  test('leaves gaps where values are not finite', async () => {
    const broken = wave(1, 0.3).map((v, k) => (k > 50 && k < 100 ? Number.NaN : k === 150 ? Infinity : v))
    const dead = t_s.map(() => Number.NaN)
    const { svg } = await outputFigure({
      patterns: [
        { ...pattern(1), y: [broken] },
        { ...pattern(2), y: [dead] },
      ],
    })
    expect(svg).not.toMatch(/NaN|Infinity/)
    expect(subpaths(svg, '#0072B2')).toBe(3)
    const nothing = await outputFigure({ patterns: [{ t_s, target: [dead], y: [dead] }] })
    expect(texts(nothing.svg)).toContain('time (s)')
  })
})

describe('learning curve', () => {
  test('names its axes, its lines and the reference', async () => {
    const { svg } = await figures['learning curve']()
    expect(texts(svg)).toEqual(expect.arrayContaining(['epoch', 'MSE', 'mean', 'single patterns', 'learned']))
    expect(texts(svg)).toEqual(expect.arrayContaining(['0', '50', '250', '0.05', '0.1', '1']))
  })

  test('draws one pattern alone as the mean only', async () => {
    const { svg } = await learningCurveFigure({ epochs, mse: falling, per_pattern: [falling] })
    expect(texts(svg)).not.toContain('single patterns')
    expect(subpaths(svg, '#56B4E9')).toBe(0)
  })

  test('leaves gaps where values have no logarithm, and draws a lone epoch', async () => {
    const mse = falling.map((v, i) => (i > 100 && i < 130 ? Number.NaN : i === 200 ? 0 : i === 220 ? Infinity : v))
    const { svg } = await learningCurveFigure({ epochs, mse, reference })
    expect(svg).not.toMatch(/NaN|Infinity/)
    expect(subpaths(svg, '#0072B2')).toBe(4)
    const lone = await learningCurveFigure({ epochs: [1], mse: [0.3] })
    expect(lone.svg).toContain('<circle')
    const nothing = await learningCurveFigure({ epochs: [1, 2], mse: [Number.NaN, Number.NaN], reference })
    expect(texts(nothing.svg)).toEqual(expect.arrayContaining(['epoch', 'learned']))
  })
})

describe('series', () => {
  test('names its axes, its curves, its guide and its panels', async () => {
    const { svg } = await figures.series()
    expect(texts(svg)).toEqual(expect.arrayContaining(['bits', 'MSE', 'mixed', 'stochastic', 'ideal', 'N = 1', 'N = 8']))
  })

  test('needs no legend for one curve, and breaks a long one into lines', async () => {
    const lines = async (...labels: string[]) => {
      const { svg } = await seriesFigure({
        ...{ x: { label: 'x' }, y: { label: 'y' } },
        panels: [{ series: labels.map((label) => curve(label, 1)) }],
      })
      const heights = [...svg.matchAll(/<text text-anchor="start" dy="0.35em" y="([\d.]+)"/g)].map(([, y]) => y)
      return new Set(heights).size
    }
    expect(await lines('alone')).toBe(0)
    expect(await lines('one', 'two')).toBe(1)
    expect(await lines('mixed precision', 'stochastic updates', 'multi-memristor (N=8)')).toBe(2)
  })

  test('leaves gaps where values have no logarithm, and none at 0 on a linear axis', async () => {
    const points = [1, 2, 0, 4, 5].map((y, x) => ({ x, y }))
    const draw = (log: boolean) =>
      seriesFigure({ x: { label: 'x' }, y: { label: 'y', log }, panels: [{ series: [{ label: 's', points }] }] })
    expect(subpaths((await draw(true)).svg, '#0072B2')).toBe(2)
    expect(subpaths((await draw(false)).svg, '#0072B2')).toBe(1)
    expect((await draw(true)).svg).not.toMatch(/NaN|Infinity/)
  })

  test('leaves out what is outside a given domain, and ends bands there', async () => {
    const points = [1, 2, 50, 4].map((y, x) => ({ x, y, low: y / 100, high: y * 100 }))
    const { svg } = await seriesFigure({
      ...{ x: { label: 'x' }, y: { label: 'y', domain: [1, 10] } },
      panels: [{ series: [{ label: 's', points }] }],
    })
    expect(subpaths(svg, '#0072B2')).toBe(2)
    const [, height] = /<svg [^>]*height="(\d+)"/.exec(svg)!
    const area = /aria-label="area"[^>]*>(.*?)<\/g>/s.exec(svg)![1]!
    const heights = [...area.matchAll(/[ML][\d.]+,(-?[\d.]+)/g)].map(([, y]) => Number(y))
    expect(heights.length).toBeGreaterThan(0)
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...heights)).toBeLessThanOrEqual(Number(height))
  })

  test('counts time in seconds, hours and years', () => {
    const { labelled, label } = timeTicks([1, 1e8])
    expect(labelled.map(label)).toEqual(['1 s', '1 min', '1 h', '1 d', '30 d', '1 y'])
    expect(timeTicks([38.6, 4000]).labelled).toEqual([60, 3600])
  })
})

describe('strip', () => {
  test('names its groups and the threshold, and has a dot for every run with a logarithm', async () => {
    const { svg } = await stripFigure({
      ...{ label: 'MSE', threshold: reference, mark: 'mean', scale: 'log' },
      panels: [{ label: '', groups: [...strips, { label: 'diverged', values: [Number.NaN, Infinity] }] }],
    })
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['MSE', 'bar: mean; dashed: learned', 'sign', 'N=1000000000000000000', 'diverged']),
    )
    expect(svg.match(/<circle/g)).toHaveLength(6)
    expect(svg).not.toMatch(/NaN|Infinity/)
  })
})

test('what is no SVG is refused', async () => {
  await expect(renderFigure((_, document) => document.createElement('p'))).rejects.toThrow('must be an svg element, not <p>')
})

test('a thinned series keeps its order, its ends and its spikes', () => {
  const n = 100_000
  const x = Float64Array.from({ length: n }, (_, i) => i)
  const y = Float64Array.from(x, (i) =>
    i === 777 ? 5 : i === 50_001 ? -7 : i >= 60_000 && i < 61_000 ? Number.NaN : Math.sin(i / 1000),
  )
  const points = thin(x, y)
  expect(points.length).toBeLessThanOrEqual(2000)
  expect(points.every((point, i) => i === 0 || point.x > points[i - 1]!.x)).toBe(true)
  expect(points).toContainEqual({ x: 777, y: 5 })
  expect(points).toContainEqual({ x: 50_001, y: -7 })
  expect(points.filter((point) => Number.isNaN(point.y)).every((point) => point.x >= 60_000 && point.x < 61_000)).toBe(true)
  expect(points.some((point) => Number.isNaN(point.y))).toBe(true)
  expect(thin([1, 2, 3], [4, Infinity, 6])).toEqual([
    { x: 1, y: 4 },
    { x: 2, y: Number.NaN },
    { x: 3, y: 6 },
  ])
})

describe('ticks', () => {
  const said = ({ labelled, label }: ReturnType<typeof logTicks>) => labelled.map(label)

  test.each([
    [[0, 250], 6, 1, ['0', '50', '100', '150', '200', '250']],
    [[0, 1], 6, 1, ['0', '1']],
    [[0, 1], 5, 0, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
    [[-1.2, 1.2], 3, 0, ['−1', '0', '1']],
    [[-0.3, 0.3], 3, 0, ['−0.2', '0.0', '0.2']],
    [[-1e-6, 2e-6], 3, 0, ['−10⁻⁶', '0', '10⁻⁶', '2·10⁻⁶']],
  ] as const)('on a linear axis %j in %i steps', (domain, steps, finest, labels) => {
    expect(said(linearTicks(domain, steps, finest))).toEqual(labels)
  })

  test.each([
    [
      [0.06, 1.3],
      [0.05, 2],
      ['0.05', '0.1', '0.2', '0.5', '1', '2'],
    ],
    [
      [0.09, 0.11],
      [0.05, 0.2],
      ['0.05', '0.1', '0.2'],
    ],
    [
      [1, 1],
      [0.5, 2],
      ['0.5', '1', '2'],
    ],
    [
      [0.002, 90],
      [0.002, 100],
      ['0.01', '0.1', '1', '10', '100'],
    ],
    [
      [2e-12, 30],
      [2e-12, 50],
      ['10⁻⁹', '10⁻⁶', '10⁻³', '10⁰'],
    ],
  ] as const)('on a logarithmic axis %j', (range, domain, labels) => {
    expect(logDomain(range)).toEqual(domain)
    expect(said(logTicks(domain))).toEqual(labels)
  })
})

/** The text elements of an SVG, as read. */
function texts(svg: string): string[] {
  const plain = (text: string) => text.replaceAll(/<[^>]*>/g, '').replaceAll('&amp;', '&')
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map(([, text]) => plain(text!))
}

/** Unbroken pieces of the data lines of one colour. */
function subpaths(svg: string, colour: string): number {
  const groups = [...svg.matchAll(/<g [^>]*aria-label="line"[^>]*>.*?<\/g>/gs)].map(([group]) => group)
  const drawn = groups.filter((group) => group.includes(`stroke="${colour}"`)).join('')
  return [...drawn.matchAll(/ d="([^"]*)"/g)].reduce((sum, [, d]) => sum + d!.split('M').length - 1, 0)
}

interface Image {
  readonly width: number
  readonly height: number
  /** RGBA */
  readonly pixels: Uint8Array
}

/** Reads an 8-bit RGBA PNG without interlace. PNG specification, sections 5 and 9. */
function decode(png: Uint8Array): Image {
  const bytes = Buffer.from(png)
  expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  expect([...bytes.subarray(24, 29)]).toEqual([8, 6, 0, 0, 0])
  const parts: Buffer[] = []
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)))
  }
  const raw = inflateSync(Buffer.concat(parts))
  const stride = 4 * width
  const pixels = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]!
    for (let i = 0; i < stride; i++) {
      const left = i >= 4 ? pixels[y * stride + i - 4]! : 0
      const up = y > 0 ? pixels[(y - 1) * stride + i]! : 0
      const corner = i >= 4 && y > 0 ? pixels[(y - 1) * stride + i - 4]! : 0
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!
      pixels[y * stride + i] = raw[y * (stride + 1) + 1 + i]! + guess
    }
  }
  return { width, height, pixels }
}

function paeth(left: number, up: number, corner: number): number {
  const p = left + up - corner
  const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

function darkShare({ width, pixels }: Image, [left, top, right, bottom]: readonly [number, number, number, number]): number {
  let dark = 0
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) if (pixels[4 * (y * width + x)]! < 100) dark++
  return dark / ((right - left) * (bottom - top))
}
