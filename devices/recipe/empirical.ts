/** Measured values of a parameter, from a column of a CSV file. */
import { suggest } from '../../input/suggest.ts'
import { type Path, problem, type Source } from './source.ts'

/** An absolute path, or a path out of the recipe's folder. */
const ELSEWHERE = /^([\\/]|[a-z]:)|(^|[\\/])\.\.([\\/]|$)/i

/** Numbers of one column of a CSV file in the recipe's folder. */
export async function readColumn(source: Source, path: Path, file: string, column: string): Promise<number[]> {
  const at = [...path, 'file']
  if (ELSEWHERE.test(file)) throw problem(source, at, `"${file}" is not in the recipe's folder; copy it there`)
  let content: string
  try {
    content = await source.readBeside(file)
  } catch (error) {
    throw problem(source, at, `"${file}" cannot be read: ${(error as Error).message}; put it in the recipe's folder`)
  }
  source.reads.set(file, content)
  const { parse } = await import('csv-parse/sync')
  let rows: string[][]
  try {
    rows = parse(content, { skip_empty_lines: true, trim: true, bom: true }) as string[][]
  } catch (error) {
    throw problem(source, at, `"${file}" is not a CSV file: ${(error as Error).message}`)
  }
  const [header = [], ...body] = rows
  const index = header.indexOf(column)
  if (index < 0) throw problem(source, [...path, 'column'], `"${file}" has no column "${column}"; ${suggest(column, header)}`)
  const values = body.map((row) => Number(row[index] === '' ? Number.NaN : row[index]))
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0)
    throw problem(source, at, `"${file}", row ${wrong + 2}: "${body[wrong]![index]}" is not a number; correct or remove the row`)
  if (values.length < 2)
    throw problem(source, at, `"${file}" has ${values.length} values in "${column}"; a distribution needs 2 or more`)
  return values
}
