/** `memxbar sweep status`: what is done, failed and missing. */
import { surveySweep } from '../experiments/sweep/survey.ts'
import { holes } from './sweep-holes.ts'

export function sweepStatus(dir: string, { json }: { json?: boolean }): void {
  const survey = surveySweep(dir)
  const { manifest, done, failed, missing, refused } = survey
  const left = manifest.runs.length - done - failed.length
  if (json) {
    const counts = { runs: manifest.runs.length, done, failed: failed.length, missing: left }
    process.stdout.write(`${JSON.stringify({ ...counts, failures: failed, missing_shards: missing, refused })}\n`)
    return
  }
  const strange = refused.map(({ file, reason }) => `${file} ${reason}\n`).join('')
  const list = holes(survey)
  process.stdout.write(
    `${manifest.runs.length} runs: ${done} done, ${failed.length} failed, ${left} missing\n${strange}${list ? `${list}\n` : ''}`,
  )
}
