/** `memxbar sweep status`: finished, failed and missing runs. */
import { slurmStatus } from '../experiments/sweep/slurm/status.ts'
import { surveySweep } from '../experiments/sweep/survey.ts'
import { holes } from './sweep-holes.ts'
import { slurmLines } from './sweep-slurm.ts'

export function sweepStatus(dir: string, { json }: { json?: boolean }): void {
  const survey = surveySweep(dir)
  const { manifest, done, failed, missing, refused } = survey
  const slurm = slurmStatus(dir, survey)
  const left = manifest.runs.length - done - failed.length
  if (json) {
    const counts = { runs: manifest.runs.length, done, failed: failed.length, missing: left }
    process.stdout.write(
      `${JSON.stringify({ ...counts, failures: failed, missing_shards: missing, refused, ...(slurm && { slurm }) })}\n`,
    )
    return
  }
  const strange = refused.map(({ file, reason }) => `${file} ${reason}\n`).join('')
  const list = holes(survey)
  process.stdout.write(
    `${manifest.runs.length} runs: ${done} done, ${failed.length} failed, ${left} missing\n${slurm && missing.length > 0 ? slurmLines(slurm) : ''}${strange}${list ? `${list}\n` : ''}`,
  )
}
