/** Reproduces one result in a folder. Every finished training is kept there: the same call continues an interrupted one. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { citation } from '../experiments/config/bibliography.ts'
import { loadRun } from '../experiments/disk/run-spec.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { claimFolder } from '../experiments/results/folder.ts'
import { comparisonManifest } from '../experiments/results/manifest.ts'
import { markdownTable } from '../experiments/results/markdown.ts'
import { csv } from '../experiments/results/tables.ts'
import { runJobs } from '../experiments/sweep/pool.ts'
import type { Trained, TrainingJob } from '../experiments/sweep/worker.ts'
import { InputError } from '../input/input-error.ts'
import type { FinishedTraining, Paper, PaperOptions, Report, Training } from './paper.ts'

export interface ReproduceOptions extends PaperOptions {
  readonly folder: string
  /** Replace other results in that folder. */
  readonly force: boolean
  /** The command line, for the manifest. */
  readonly command: string
  readonly threads?: number
  /** Before the first training: the number of finished trainings, and the total. */
  readonly onStart?: (done: number, total: number) => Promise<void>
  readonly onDone?: (done: number, run: FinishedTraining) => void
}

export interface Reproduced {
  readonly report: Report
  /** All tables for reading, as Markdown. */
  readonly markdown: string
  readonly files: readonly string[]
}

/** @throws InputError; AbortError if the signal stopped it; finished trainings are kept */
export async function reproducePaper(paper: Paper, options: ReproduceOptions): Promise<Reproduced> {
  const { folder, force, command } = options
  const trainings = (await paper.trainings?.(options)) ?? []
  const ids = await Promise.all(trainings.map(idOf))
  claimFolder(folder, paper.name, force)
  const specs = trainings.map(({ spec }) => spec)
  writeWhole(join(folder, 'manifest.json'), comparisonManifest(paper.name, command, specs, paper.cite))
  const runs = await finish(trainings, (i) => join(folder, 'runs', `${ids[i]}.json`), options)
  const report = await paper.report(runs, options)
  const markdown = report.tables
    .filter(({ long }) => !long)
    .map(({ rows, columns }) => markdownTable(rows, columns))
    .join('\n')
  const files: [name: string, content: string | Uint8Array][] = [
    ...report.tables.map(({ name, rows, columns }): [string, string] => [`${name}.csv`, csv(rows, columns)]),
    ...Object.entries(report.figures).flatMap(([name, { svg, png }]): [string, string | Uint8Array][] => [
      [`${name}.svg`, svg],
      [`${name}.png`, png],
    ]),
    ['report.md', page(paper, command, markdown, Object.keys(report.figures))],
  ]
  for (const [name, content] of files) writeWhole(join(folder, name), content)
  return { report, markdown, files: [...files.map(([name]) => name), 'manifest.json'] }
}

async function finish(
  trainings: readonly Training[],
  fileOf: (i: number) => string,
  { threads, signal, onStart, onDone }: ReproduceOptions,
): Promise<FinishedTraining[]> {
  const done = new Map<number, Trained>()
  for (const i of trainings.keys()) if (existsSync(fileOf(i))) done.set(i, readFinished(fileOf(i)))
  const missing = [...trainings.keys()].filter((i) => !done.has(i))
  const labelled = (i: number): FinishedTraining => ({ label: trainings[i]!.label, ...done.get(i)! })
  if (missing.length > 0) {
    await onStart?.(done.size, trainings.length)
    const jobs = missing.map((i): TrainingJob => {
      const { label: _, ...job } = trainings[i]!
      return job
    })
    await runJobs<TrainingJob, Trained>('train', jobs, {
      ...(signal ? { signal } : {}),
      ...(threads === undefined ? {} : { threads }),
      onDone(result, index) {
        const i = missing[index]!
        writeWhole(fileOf(i), `${JSON.stringify(result)}\n`)
        done.set(i, result)
        onDone?.(done.size, labelled(i))
      },
    })
  }
  return [...trainings.keys()].map(labelled)
}

/** The run's id, with a suffix for evaluations after training. */
async function idOf({ spec, ages, elsewhere }: Training): Promise<string> {
  const { run_id } = (await loadRun(spec)).id
  const after = [...(ages ? [ages] : []), ...(elsewhere ? [elsewhere] : [])]
  if (after.length === 0) return run_id
  const text = JSON.stringify(elsewhere ? after : ages)
  return `${run_id}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`
}

/** JSON has no NaN: the error of a run that diverged is read back as null, and null would count as 0. */
function readFinished(file: string): Trained {
  const revive = (key: string, value: unknown) => (key.startsWith('mse') && value === null ? Number.NaN : value)
  try {
    const finished = JSON.parse(readFileSync(file, 'utf8'), revive) as Trained
    if (typeof finished.summary?.run_id !== 'string') throw new Error('it has no summary')
    return finished
  } catch (error) {
    throw new InputError(`"${file}" is not a finished run: ${(error as Error).message}; remove it, and the run is repeated`)
  }
}

function page({ title, description, cite }: Paper, command: string, tables: string, figures: readonly string[]): string {
  const source = cite.map((key) => `${citation(key)}\n\n`).join('')
  const pictures = figures.map((name) => `![${name}](${name}.svg)\n\n`).join('')
  return `# ${title}\n\n${source}${description}\n\n    ${command}\n\n${pictures}${tables}`
}
