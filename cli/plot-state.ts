/** `memxbar plot STATE`: figures of the arrays of a state. */
import { dirname, join, resolve } from 'node:path'
import { loadDevice } from '../experiments/disk/device-kind.ts'
import { readState } from '../experiments/disk/state.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { isAbsent } from '../experiments/state/absent.ts'
import type { RunState } from '../experiments/state/state.ts'
import { arrayMapFigure } from '../figures/array-map.ts'
import { conductanceHistogram } from '../figures/conductance-histogram.ts'
import type { Figure } from '../figures/frame/render.ts'
import { InputError } from '../input/input-error.ts'

interface StateFlags {
  readonly out?: string
  readonly title?: string
}

/** @param kinds some of STATE_KINDS (analysis/plots/names.ts) */
export async function plotState(path: string, kinds: readonly string[], { out, title }: StateFlags): Promise<void> {
  const { file, state } = await readState(path, 'plot')
  const arrays = Object.keys(state.arrays).flatMap((name) => /^(.*)\/g_plus$/.exec(name)?.[1] ?? [])
  if (arrays.length === 0) throw new InputError(`plot: the state of "${path}" has no devices: its weights are digital`)
  const { model } = await loadDevice(state.meta.spec.device)
  const folder = out ?? join(dirname(file), 'figures')
  const written: string[] = []
  for (const array of arrays) {
    const short = array.replace(/^connections\//, '').replaceAll('/', '-')
    const heading = title ?? `${short}, device time ${Number(state.meta.t_device_s.toPrecision(4))} s`
    for (const kind of kinds) {
      const figure = await (kind === 'conductance' ? histogram(state, array, heading, model.range) : map(state, array, heading))
      const name = `${kind}-${short}`
      writeWhole(join(folder, `${name}.svg`), figure.svg)
      writeWhole(join(folder, `${name}.png`), figure.png)
      written.push(`${name}.svg`, `${name}.png`)
    }
  }
  process.stdout.write(`${resolve(folder)}: ${written.join(', ')}\n`)
}

function histogram(state: RunState, array: string, title: string, range: readonly [number, number]): Promise<Figure> {
  const present = (polarity: string) => {
    const found = state.arrays[`${array}/g_${polarity}`]
    if (!found) return undefined
    const [, cols, replicas] = found.shape as [number, number, number]
    return found.data.filter((_, i) => {
      const cell = Math.floor(i / replicas)
      return !isAbsent(state, array, Math.floor(cell / cols), cell % cols)
    })
  }
  const minus = present('minus')
  return conductanceHistogram({ title, plus: present('plus')!, ...(minus ? { minus } : {}), range })
}

/** Difference of the means of the two groups, or the mean of the only one. */
function map({ arrays }: RunState, array: string, title: string): Promise<Figure> {
  const { shape, data: plus } = arrays[`${array}/g_plus`]!
  const minus = arrays[`${array}/g_minus`]?.data
  const [rows, cols, replicas] = shape as [number, number, number]
  const values = Array.from({ length: rows * cols }, (_, i) => {
    let sum = 0
    for (let k = i * replicas; k < (i + 1) * replicas; k++) sum += plus[k]! - (minus ? minus[k]! : 0)
    return sum / replicas
  })
  return arrayMapFigure({ title, label: minus ? 'G+ − G− (µS)' : 'G (µS)', rows, cols, values })
}
