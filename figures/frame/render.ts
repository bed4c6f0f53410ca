/**
 * Renders an Observable Plot as a self-contained SVG and a PNG, without a browser. The same data give the same bytes in any process.
 * The libraries take about 0.2 s to load, linkedom as its one-file bundle; only the first figure loads them.
 */
import { createRequire } from 'node:module'
import { withDotsPerInch } from './dpi.ts'
import { FONT, FONT_SIZE } from './style.ts'

export interface Figure {
  /** A standalone file: white background, no style sheet, fonts by name. */
  readonly svg: string
  /** The same at PNG_SCALE pixels per SVG unit, with text in DejaVu Sans. */
  readonly png: Uint8Array
}

type PlotModule = typeof import('@observablehq/plot')

/**
 * Draws the figure, for example `(plot, document) => plot.plot({ document, marks: [...] })`. Plot wraps its SVG in HTML when
 * given a title, a caption or a legend: draw those as marks. Plot numbers clip paths per process, which changes the bytes: do not clip.
 */
type Draw = (plot: PlotModule, document: Document) => Element

const DPI = 300
/** Pixels per SVG unit: an inch of SVG has 96. */
export const PNG_SCALE = DPI / 96

/** @throws Error where `draw` does not return an SVG element */
export async function renderFigure(draw: Draw): Promise<Figure> {
  const [plot, { parseHTML }, { Resvg }] = await Promise.all([
    import('@observablehq/plot'),
    import('linkedom/worker'),
    import('@resvg/resvg-js'),
  ])
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const svg = standalone(draw(plot, document), document)
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: PNG_SCALE },
    // resvg silently drops text in missing fonts: load the font from the package, and no system fonts.
    font: { fontFiles: [fontFile()], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  })
  return { svg, png: withDotsPerInch(resvg.render().asPng(), DPI) }
}

function fontFile(): string {
  return createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')
}

/** Replaces what only a web page provides (style sheet, inherited colour and font, background) by attributes. */
function standalone(svg: Element, document: Document): string {
  if (svg.localName !== 'svg') throw new Error(`a figure must be an svg element, not <${svg.localName}>; give Plot no title`)
  for (const style of svg.querySelectorAll('style')) style.remove()
  svg.removeAttribute('class')
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  svg.setAttribute('color', 'black')
  svg.setAttribute('font-family', FONT)
  svg.setAttribute('font-size', String(FONT_SIZE))
  const background = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  background.setAttribute('width', '100%')
  background.setAttribute('height', '100%')
  background.setAttribute('fill', 'white')
  svg.prepend(background)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg.outerHTML}\n`
}
