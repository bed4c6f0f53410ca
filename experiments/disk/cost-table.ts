/** The file of prices that a spec names. */
import type { CostTable } from '../../crossbar/cost/table.ts'
import { InputError } from '../../input/input-error.ts'
import { parseCostTable } from '../config/cost-table.ts'
import { isTableFile, type Spec } from '../config/schema.ts'
import { resolveBeside } from './beside.ts'
import { readText } from './read-file.ts'

export interface CostTableFile {
  readonly file: string
  readonly text: string
  readonly table: CostTable
}

/**
 * Undefined where the spec counts no costs, or takes an included table.
 * @param base the spec's own file: a relative name is searched beside it, then in the working directory
 * @throws InputError naming file, line and remedy
 */
export async function loadCostTable({ cost }: Spec, base?: string): Promise<CostTableFile | undefined> {
  if (!cost || !isTableFile(cost.table)) return undefined
  const file = resolveBeside(base, cost.table)
  return { file, ...(await readTable(file, cost.table)) }
}

async function readTable(file: string, name: string): Promise<{ text: string; table: CostTable }> {
  let text: string
  try {
    text = readText(file)
  } catch (error) {
    throw new InputError(`cost.table: cannot read "${name}": ${(error as Error).message}`)
  }
  return { text, table: await parseCostTable(text, name) }
}
