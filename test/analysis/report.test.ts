/** The report: whole in itself, the same every time, and unmoved by what names contain. */
import { describe, expect, it } from 'vitest'
import type { AnalysisOptions } from '../../analysis/analyze.ts'
import { reportHtml } from '../../analysis/report.ts'
import { openResults } from '../../analysis/results.ts'
import { folderWith, table } from '../support/results.ts'

const ASKED: AnalysisOptions & { band: 'quartiles' } = {
  metric: 'mse_last50_mean',
  level: 0.95,
  resamples: 500,
  seed: 1,
  band: 'quartiles',
}
const HOSTILE = `<script>alert("x")</script><img src=x onerror='y'>&amp;`
const quoted = `"${HOSTILE.replaceAll('"', '""')}"`

const runs = table(
  'run_id,seed,update,mse_last50_mean',
  [quoted, 'mixed-precision'].flatMap((scheme) =>
    [1, 2, 3].map((seed) => [`${scheme.length}x${seed}`, seed, scheme, 0.1 * seed]),
  ),
)
const epochs = table(
  'run_id,seed,update,epoch,mse',
  [quoted, 'mixed-precision'].flatMap((scheme) =>
    [1, 2].flatMap((epoch) => [1, 2, 3].map((seed) => [`${scheme.length}x${seed}`, seed, scheme, epoch, 0.1 * seed])),
  ),
)
const manifest = JSON.stringify({
  run_id: HOSTILE,
  status: 'complete',
  command: `memxbar sweep ${HOSTILE}`,
  versions: { memxbar: '0.1.0' },
  spec: { update: { kind: HOSTILE } },
  bibtex: ['@article{x, url = {https://example.org/}}'],
})

const write = async () => {
  const results = await openResults(folderWith({ 'runs.csv': runs, 'epochs.csv': epochs, 'manifest.json': manifest }))
  return reportHtml(results, ASKED, ASKED, HOSTILE, `memxbar report ${HOSTILE}`)
}

describe('the report', () => {
  it('has tables, figures, and where they come from', async () => {
    const html = await write()
    for (const part of [
      'mean_low',
      'p_holm',
      'mixed-precision',
      'memxbar sweep',
      'memxbar report',
      '@article{x',
      '&quot;memxbar&quot;: &quot;0.1.0&quot;',
    ]) {
      expect(html).toContain(part)
    }
    expect(html.match(/<figure>/g)).toHaveLength(2)
    expect(html.match(/<svg /g)).toHaveLength(2)
    expect(html).toContain('(median, quartiles; n = 3)')
  })

  it('takes nothing from outside, and forbids it', async () => {
    const html = await write()
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(html).not.toMatch(/<(script|link|img|iframe|object|embed|base|form|a)\b/i)
    expect(html).not.toMatch(/@import|url\(|<[^>]*\s(src|href|on\w+)\s*=/i)
    expect(html).not.toMatch(/<[^>]*https?:/)
  })

  it('shows hostile names as they are', async () => {
    const html = await write()
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&lt;img src=x onerror=&#39;y&#39;&gt;&amp;amp;')
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<img')
  })

  it('is well-formed: every tag that is opened is closed in its order', async () => {
    const open: string[] = []
    for (const [tag, slash, name] of (await write()).matchAll(/<(\/?)([a-z][\w]*)\b[^>]*>/gi)) {
      if (['meta', 'br'].includes(name!) || tag.endsWith('/>')) continue
      if (!slash) open.push(name!)
      else expect(open.pop()).toBe(name)
    }
    expect(open).toEqual([])
  })

  it('has the same bytes twice, and is small', async () => {
    const html = await write()
    expect(await write()).toBe(html)
    expect(html.length).toBeLessThan(60_000)
  })

  it('does without figures and manifest where there are none', async () => {
    const results = await openResults(folderWith({ 'runs.csv': table('run_id,seed,mse_last50_mean', [['x', 1, 0.2]]) }))
    const html = await reportHtml(results, ASKED, ASKED, 'one', 'memxbar report one')
    expect(html).toContain('1 run, 1 seed; nothing varied but the seed.')
    expect(html).not.toContain('<svg')
  })
})
