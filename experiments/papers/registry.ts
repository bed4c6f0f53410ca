/** The results that `memxbar reproduce` knows, in the order of docs/results.md. */
import { demirag2021 } from './demirag-2021.ts'
import type { Paper } from './paper.ts'

export const papers: Readonly<Record<string, Paper>> = Object.fromEntries([demirag2021].map((paper) => [paper.name, paper]))
