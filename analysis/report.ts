/** A report of results as one self-contained HTML file: tables, figures as SVG, and their provenance. */
import { type AnalysisOptions, type AnalysisTables, analyzeResults, TABLES } from './analyze.ts'
import { levels } from './factors.ts'
import { escapeHtml } from './html.ts'
import { possibleFigures } from './plot.ts'
import type { PlotOptions } from './plots/kind.ts'
import { plotKinds } from './plots/registry.ts'
import type { Results } from './results.ts'
import { distinctRuns } from './runs.ts'
import type { Cell, Row } from './table.ts'

/** Up to this many levels of a single factor are compared in pairs by default. */
const FEW = 8

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em; color: #111; background: #fff }
table { border-collapse: collapse; font-size: 13px; margin: 0.5em 0; display: block; overflow-x: auto }
th, td { padding: 0.2em 0.7em; text-align: left; border-bottom: 1px solid #ddd; white-space: nowrap }
th { border-bottom: 2px solid #777 }
.number { text-align: right; font-variant-numeric: tabular-nums }
.note { color: #555; font-size: 13px; margin: 0 }
.figures { display: flex; flex-wrap: wrap; gap: 2em; align-items: flex-start }
figure { margin: 0; width: 420px; max-width: 100% }
figure svg { width: 100%; height: auto }
figcaption { font-weight: 600 }
pre { background: #f5f5f5; padding: 0.7em; overflow-x: auto; font-size: 12px }
dt { font-weight: 600 } dd { margin: 0 0 0.4em }
`

/** @param command the command that made the report, printed in it. @returns the same text for the same results */
export async function reportHtml(
  results: Results,
  asked: AnalysisOptions,
  plots: PlotOptions,
  name: string,
  command: string,
): Promise<string> {
  const answers = await analyzeResults(results, asked.pair === undefined ? { ...asked, ...defaultPair(results) } : asked)
  const { drawn } = await possibleFigures(results, Object.keys(plotKinds), plots)
  const title = `memxbar: ${name}`
  const body = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p>${escapeHtml(overview(results))}</p>`,
    tables(answers),
    '<h2>Figures</h2>',
    `<div class="figures">${drawn.map((one) => `<figure><figcaption>${escapeHtml(one.title)}</figcaption>${inline(one.figure.svg)}</figure>`).join('\n')}</div>`,
    provenance(results, command),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body.join('\n')}
</body>
</html>
`
}

/** All levels against each other, if one factor with few levels was varied. */
function defaultPair({ runs, factors }: Results): { pair?: string } {
  const [factor] = factors
  if (factors.length !== 1 || factor === undefined || !runs.columns.includes('seed')) return {}
  return levels(runs.rows, factor).length <= FEW ? { pair: factor } : {}
}

function overview({ runs, factors }: Results): string {
  const seeds = levels(runs.rows, 'seed').length
  const own = distinctRuns(runs.rows, []).length
  const points = own < runs.rows.length ? ` (${runs.rows.length} rows: some points of the sweep share a run)` : ''
  const varied = factors.length > 0 ? `varied: ${factors.join(', ')}` : 'nothing varied but the seed'
  return `${count(own, 'run')}${points}, ${count(seeds, 'seed')}; ${varied}.`
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}

function tables(answers: AnalysisTables): string {
  const parts = TABLES.flatMap((name) => {
    const found = answers[name]
    if (!found) return []
    const notes = found.notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('\n')
    return [`<h2>${escapeHtml(found.title)}</h2>\n${notes}\n${htmlTable(found.rows, found.brief)}`]
  })
  return parts.join('\n')
}

function htmlTable(rows: readonly Row[], columns: readonly string[]): string {
  const numeric = columns.map((column) => rows.every((row) => typeof row[column] !== 'string'))
  const cell = (tag: string, text: string, c: number) =>
    `<${tag}${numeric[c] ? ' class="number"' : ''}>${escapeHtml(text)}</${tag}>`
  const line = (tag: string, texts: readonly string[]) => `<tr>${texts.map((text, c) => cell(tag, text, c)).join('')}</tr>`
  const body = rows
    .map((row) =>
      line(
        'td',
        columns.map((column) => shown(row[column] ?? null)),
      ),
    )
    .join('\n')
  return `<table>\n<thead>${line('th', columns)}</thead>\n<tbody>\n${body}\n</tbody>\n</table>`
}

/** Value for display: four significant digits. */
function shown(value: Cell): string {
  if (value === null) return '–'
  if (typeof value === 'string' || Number.isInteger(value)) return String(value)
  return Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4 ? value.toExponential(3) : String(Number(value.toPrecision(4)))
}

/** An SVG file without its prolog and namespace, for use inside HTML. */
function inline(svg: string): string {
  return svg.replace(/^<\?xml[^>]*\?>\s*/, '').replaceAll(/ xmlns(:\w+)?="[^"]*"/g, '')
}

function provenance({ manifests }: Results, command: string): string {
  const distinct = (field: string) => [...new Set(manifests.flatMap((manifest) => [manifest[field] ?? []].flat()).map(asText))]
  const facts: [name: string, values: readonly string[]][] = [
    ['results made by', distinct('command')],
    ['versions', distinct('versions')],
    ['run', distinct('run_id')],
    ['status', [...distinct('status'), ...distinct('runs')]],
    ['this report made by', [command]],
  ]
  const list = facts
    .filter(([, values]) => values.length > 0)
    .map(
      ([name, values]) =>
        `<dt>${escapeHtml(name)}</dt>${values
          .slice(0, 5)
          .map((value) => `<dd><code>${escapeHtml(value)}</code></dd>`)
          .join('')}${more(values.length - 5)}`,
    )
  const bibtex = distinct('bibtex')
  const spec = [
    ...distinct('spec'),
    ...manifests.flatMap(({ specs }) => (Array.isArray(specs) ? specs.slice(0, 1).map(asText) : [])),
  ]
  const details = [
    ...(spec.length > 0 ? [fold(spec.length > 1 ? `spec of the first of ${spec.length}` : 'spec', spec[0]!)] : []),
    ...(bibtex.length > 0 ? [fold('references (BibTeX)', bibtex.join('\n'))] : []),
  ]
  return `<h2>Where this comes from</h2>\n<dl>\n${list.join('\n')}\n</dl>\n${details.join('\n')}`
}

function more(n: number): string {
  return n > 0 ? `<dd>and ${n} more</dd>` : ''
}

function fold(title: string, text: string): string {
  return `<details><summary>${escapeHtml(title)}</summary><pre>${escapeHtml(text)}</pre></details>`
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
