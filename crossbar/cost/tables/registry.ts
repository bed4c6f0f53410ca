/** The cost tables that a spec can name. */
import type { CostTable } from '../table.ts'
import { checkTable } from '../table.ts'
import { pcm90nm } from './pcm-90nm.ts'

export const costTables: Readonly<Record<string, CostTable>> = Object.fromEntries(
  [pcm90nm].map((table) => [table.name, checkTable(table)]),
)
