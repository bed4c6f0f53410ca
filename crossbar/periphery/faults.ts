/** Lines that are open: cut off from their driver or sense amplifier since the chip was made. */
import { z } from 'zod'
import { pure } from '../../input/fields.ts'
import type { Arena } from '../../kernels/arena.ts'
import { fillUniforms, type Rng } from '../../kernels/rng.ts'
import type { Site } from './effect.ts'
import type { Tile } from './tiles.ts'
import type { LineBreak } from './wires/lines.ts'

const listed = (what: string) =>
  z
    .array(z.number().int().min(0))
    .default([])
    .meta({ description: `${what} that are open in every tile and polarity, from 0` })

/** Fields of `crossbar.faults`. */
export const faultFields = {
  open_row: pure('chance of a word line to be open', 0, 1).default(0),
  open_column: pure('chance of a bit line to be open', 0, 1).default(0),
  open_rows: listed('rows'),
  open_columns: listed('columns'),
  map: z.string().min(1).optional().meta({
    description:
      'CSV of stuck devices, beside the spec: row, column, polarity, g_us, and replica and array where there are several; they keep that conductance through pulses, time and reads',
  }),
}

/** Those of lines; the map of devices is no matter of the periphery. */
export type Faults = { readonly [K in Exclude<keyof typeof faultFields, 'map'>]: z.infer<(typeof faultFields)[K]> }

/**
 * Open lines of one physical array. A line's fate is drawn by its number in the array's stream, at one event: a larger chance opens further
 * lines and closes none.
 * @param chip stream of this array alone
 */
export function openLines(
  faults: Faults,
  { row, rowEnd, col, colEnd }: Tile,
  replicas: number,
  arena: Arena,
  chip: Rng,
): Site['broken'] {
  const draw = (lines: number, chance: number, name: string, isListed: (line: number) => boolean) => {
    const u = chance > 0 ? arena.f64(lines) : undefined
    if (u) fillUniforms(arena, chip.fork(name), 0, u)
    const open: LineBreak[] = []
    for (let line = 0; line < lines; line++) if ((u && u[line]! < chance) || isListed(line)) open.push({ line })
    return open
  }
  const { open_row, open_column, open_rows, open_columns } = faults
  return {
    wordLines: draw((rowEnd - row) * replicas, open_row, 'open-row', (i) => open_rows.includes(row + Math.floor(i / replicas))),
    bitLines: draw(colEnd - col, open_column, 'open-column', (j) => open_columns.includes(col + j)),
  }
}
