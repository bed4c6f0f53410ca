/** `memxbar device plot`: the figures of a device paper, each with its data as CSV. */
import { join } from 'node:path'
import type { CurveOptions } from '../devices/curves/population.ts'
import { currentCurves, driftCurves, readNoiseCurve } from '../devices/curves/reads.ts'
import { responseCurves } from '../devices/curves/response.ts'
import { writeWhole } from '../experiments/results/atomic.ts'
import { csv, type Row } from '../experiments/results/tables.ts'
import { distributionFigure } from '../figures/device-distribution.ts'
import { currentFigure, driftFigure, readNoiseFigure } from '../figures/device-reads.ts'
import { responseFigure, stepFigure } from '../figures/device-response.ts'
import type { Figure } from '../figures/frame/render.ts'
import { InputError } from '../input/input-error.ts'
import { suggest } from '../input/suggest.ts'
import { namedDevice } from './device-model.ts'

interface DevicePlotFlags {
  readonly out?: string
  readonly kind?: string
  readonly set: string[]
  readonly devices: number
  readonly pulses?: number
  readonly seed: number
  readonly json?: boolean
}

const KINDS = ['response', 'step', 'distribution', 'drift', 'read-noise', 'current'] as const
type Kind = (typeof KINDS)[number]

interface Drawn {
  readonly figure: Figure
  readonly rows: readonly Row[]
}

const TRACES = 5

export async function devicePlot(name: string, flags: DevicePlotFlags): Promise<void> {
  const { kind, values } = await namedDevice(name, flags.set)
  const model = kind.create(values)
  const kinds = flags.kind === undefined ? KINDS.filter((each) => each !== 'current' || model.current) : parseKinds(flags.kind)
  if (kinds.includes('current') && !model.current) {
    throw new InputError(`--kind current: "${kind.name}" has no current-voltage relation (it is ohmic); leave it out`)
  }
  const options: CurveOptions = { model, devices: flags.devices, seed: flags.seed }
  const pulses = flags.pulses ?? Math.min(100, Math.max(20, model.mostPulses))
  const ramp = kinds.some((each) => each === 'response' || each === 'step' || each === 'distribution')
  const curves = ramp ? responseCurves(options, pulses, TRACES) : undefined
  const draw: Readonly<Record<Kind, () => Promise<Drawn>>> = {
    response: async () => {
      const rows = curves!.response.flatMap(({ traces_us, ...row }) => [
        { ...row, device: null, g_us: null },
        ...traces_us.map((g_us, device) => ({ pulse: row.pulse, branch: row.branch, mean_us: null, std_us: null, device, g_us })),
      ])
      return { figure: await responseFigure(curves!.response, `${kind.name}: response to pulses from RESET`), rows }
    },
    step: async () => ({
      figure: await stepFigure(curves!.steps, `${kind.name}: change by a pulse`),
      rows: curves!.steps.map((row) => ({ ...row })),
    }),
    distribution: async () => ({
      figure: await distributionFigure(curves!.distribution, `${kind.name}: distribution after SET pulses`),
      rows: curves!.distribution.map((row) => ({ ...row })),
    }),
    drift: async () => {
      const rows = driftCurves(options)
      return { figure: await driftFigure(rows, `${kind.name}: drift`), rows: rows.map((row) => ({ ...row })) }
    },
    'read-noise': async () => {
      const rows = readNoiseCurve(options)
      const { readNoise } = model.declares ?? {}
      const declared = readNoise && ((g: number) => readNoise(g, rows[0]!.age_s))
      return { figure: await readNoiseFigure(rows, `${kind.name}: read noise`, declared), rows: rows.map((row) => ({ ...row })) }
    },
    current: async () => {
      const rows = currentCurves(options, model.current!)
      return { figure: await currentFigure(rows, `${kind.name}: current and voltage`), rows: rows.map((row) => ({ ...row })) }
    },
  }
  const folder = flags.out ?? join('results', `device-${kind.name}`)
  const files: string[] = []
  for (const each of kinds) {
    const { figure, rows } = await draw[each]()
    const columns = Object.keys(rows[0] ?? {})
    for (const [ending, content] of [
      ['svg', figure.svg],
      ['png', figure.png],
      ['csv', csv(rows, columns)],
    ] as const) {
      const file = join(folder, `${each}.${ending}`)
      writeWhole(file, content)
      files.push(file)
    }
  }
  process.stdout.write(flags.json ? `${JSON.stringify({ files })}\n` : `${files.join('\n')}\n`)
}

function parseKinds(text: string): Kind[] {
  return text.split(',').map((part) => {
    const found = KINDS.find((each) => each === part.trim())
    if (!found) throw new InputError(`--kind: unknown "${part.trim()}"; ${suggest(part.trim(), KINDS)}`)
    return found
  })
}
