/** `memxbar report`: results as one HTML file. */
import { basename, join, resolve } from 'node:path'
import type { AnalysisOptions } from '../analysis/analyze.ts'
import type { PlotOptions } from '../analysis/plots/kind.ts'
import { reportHtml } from '../analysis/report.ts'
import { openResults } from '../analysis/results.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { checkBand } from './plot.ts'

interface ReportFlags extends AnalysisOptions, PlotOptions {
  readonly out?: string
  readonly where: readonly string[]
}

export async function report(folder: string, flags: ReportFlags): Promise<void> {
  checkBand(flags.band)
  const results = await openResults(folder, flags.where)
  const command = ['memxbar', ...process.argv.slice(2)].join(' ')
  // The title is for the page: each figure has its own caption.
  const { title = basename(resolve(folder)), ...plots } = flags
  const html = await reportHtml(results, flags, plots, title, command)
  const file = flags.out ?? join(folder, 'report.html')
  writeWhole(file, html)
  process.stdout.write(`${resolve(file)}: ${Math.ceil(Buffer.byteLength(html) / 1024)} KiB\n`)
}
