/** `memxbar analyze`: the statistics of a folder of results. */
import { join, resolve } from 'node:path'
import { type AnalysisOptions, type AnalysisTables, analyzeResults, TABLES } from '../analysis/analyze.ts'
import { openResults } from '../analysis/results.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { csv } from '../experiments/results/tables.ts'
import { table } from './terminal.ts'

interface AnalyzeFlags extends AnalysisOptions {
  readonly out?: string
  readonly json?: boolean
  readonly where: readonly string[]
}

export async function analyze(folder: string, { out, json, where, ...asked }: AnalyzeFlags): Promise<void> {
  const answers = await analyzeResults(await openResults(folder, where), asked)
  const tables = TABLES.filter((name) => answers[name] !== undefined)
  if (out !== undefined) {
    for (const name of tables) writeWhole(join(out, `${name}.csv`), csv(answers[name]!.rows, answers[name]!.columns))
  }
  process.stdout.write(json ? `${JSON.stringify(asJson(answers))}\n` : asText(answers))
  if (out !== undefined && !json) process.stdout.write(`${resolve(out)}: ${tables.map((name) => `${name}.csv`).join(', ')}\n`)
}

function asText(answers: AnalysisTables): string {
  const parts = TABLES.flatMap((name) => {
    const found = answers[name]
    return found ? [`${[found.title, ...found.notes].join('\n')}\n${table(found.rows, found.brief)}`] : []
  })
  return `${parts.join('\n')}\n`
}

function asJson(answers: AnalysisTables): object {
  return Object.fromEntries(TABLES.flatMap((name) => (answers[name] ? [[name, answers[name].rows]] : [])))
}
