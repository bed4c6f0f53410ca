/** `memxbar report`: results as one HTML file. */
import { basename, join, resolve } from 'node:path'
import type { Asked } from '../analysis/analyze.ts'
import type { PlotOptions } from '../analysis/plot.ts'
import { reportHtml } from '../analysis/report.ts'
import { openResults } from '../analysis/results.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { checkBand } from './plot.ts'

interface ReportFlags extends Asked, PlotOptions {
  readonly out?: string
}

export async function report(folder: string, flags: ReportFlags): Promise<void> {
  checkBand(flags.band)
  const results = await openResults(folder)
  const command = ['memxbar', ...process.argv.slice(2)].join(' ')
  const html = await reportHtml(results, flags, flags, basename(resolve(folder)), command)
  const file = flags.out ?? join(folder, 'report.html')
  writeWhole(file, html)
  process.stdout.write(`${resolve(file)}: ${Math.ceil(Buffer.byteLength(html) / 1024)} KiB\n`)
}
