/** The map of stuck devices that a spec names. */
import { parseStuckMap } from '../../crossbar/periphery/stuck-csv.ts'
import { InputError } from '../../input/input-error.ts'
import { describeNetwork } from '../config/graph.ts'
import type { Spec } from '../config/schema.ts'
import { type StuckArrays, stuckArrays } from '../config/stuck.ts'
import type { Dataset } from '../tasks/task.ts'
import { resolveBeside } from './beside.ts'
import { readText } from './read-file.ts'

export interface StuckFile {
  readonly file: string
  readonly text: string
  readonly arrays: StuckArrays
}

/**
 * Undefined where the spec names none.
 * @param base the spec's own file: a relative name is looked for beside it, then in the working directory
 * @throws InputError naming file, line and mend
 */
export function loadStuck(spec: Spec, dataset: Dataset, base?: string): StuckFile | undefined {
  const { map } = spec.crossbar.faults
  if (map === undefined) return undefined
  const file = resolveBeside(base, map)
  const text = textOf(file, map)
  const { graph } = describeNetwork(spec.network, dataset)
  return { file, text, arrays: stuckArrays(parseStuckMap(text, map), spec, graph) }
}

function textOf(file: string, name: string): string {
  try {
    return readText(file)
  } catch (error) {
    throw new InputError(`crossbar.faults.map: cannot read "${name}": ${(error as Error).message}`)
  }
}
