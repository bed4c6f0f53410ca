/** The figure of a metric against a number that was varied. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { estimate } from '../../analysis/plots/estimate.ts'
import { response } from '../../analysis/plots/response.ts'
import { openResults } from '../../analysis/results.ts'
import type { Row } from '../../analysis/table.ts'

const SCALES = [5, 20, 200]
const SCHEMES = ['sign', 'stochastic']
/** An error that a scheme's factor, the scale and the seed make. */
const error = (scheme: string, scale: number, seed: number) => (scheme === 'sign' ? 2 : 1) / scale + 0.001 * seed

async function results(schemes: readonly string[], scales: readonly number[]) {
  const folder = mkdtempSync('/tmp/memxbar-')
  const rows = schemes.flatMap((scheme) =>
    scales.flatMap((scale) =>
      [1, 2, 3].map((seed) => `${scheme}${scale}${seed},${seed},${scheme},${scale},${error(scheme, scale, seed)}`),
    ),
  )
  writeFileSync(join(folder, 'runs.csv'), `run_id,seed,update,crossbar.scale,mse_last50_mean\n${rows.join('\n')}\n`)
  return openResults(folder, [])
}

it('has one curve for each setting of everything else, on logarithmic axes where values span decades', async () => {
  const figure = await response.draw(await results(SCHEMES, SCALES), { by: 'update,crossbar.scale', band: 'ci' })
  if (typeof figure === 'string') throw new Error(figure)
  for (const text of [...SCHEMES, 'mean, 95 % interval; n = 3', 'crossbar.scale (µS)']) expect(figure.svg).toContain(text)
  expect(figure.svg.match(/aria-label="dot"/g)).toHaveLength(SCHEMES.length)
  for (const tick of ['>20<', '>200<', '>0.01<', '>0.1<']) expect(figure.svg).toContain(tick)
})

it('has a panel for each setting where there are more than four', async () => {
  const schemes = ['a', 'b', 'c', 'd', 'e']
  const figure = await response.draw(await results(schemes, SCALES), { by: 'crossbar.scale,update', band: 'ci' })
  if (typeof figure === 'string') throw new Error(figure)
  for (const scheme of schemes) expect(figure.svg).toContain(`>${scheme}<`)
})

it('names what is missing', async () => {
  const draw = async (scales: number[], by: string) => response.draw(await results(SCHEMES, scales), { by, band: 'ci' })
  expect(await draw(SCALES, 'update')).toMatch(/no number was varied/)
  expect(await draw([5], 'update,crossbar.scale')).toMatch(/no number was varied/)
})

it('estimates the mean over seeds with the interval of Student', () => {
  const rows = [1, 2, 3].map((seed): Row => ({ run_id: `r${seed}`, seed, mse_last50_mean: seed }))
  const { value, low, high, seeds } = estimate(rows, 'mse_last50_mean')
  // t(0.975, 2) = 4.302653, the std of the mean is 1 / sqrt(3).
  expect([value, low, high, seeds]).toEqual([
    2,
    expect.closeTo(2 - 4.302653 / Math.sqrt(3), 5),
    expect.closeTo(2 + 4.302653 / Math.sqrt(3), 5),
    3,
  ])
})
