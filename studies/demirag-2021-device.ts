/**
 * The device curves of Demirag et al. 2021 (arXiv 2108.01804), of the model of Nandakumar et al., J. Appl. Phys. 124, 152135 (2018):
 * the conductance after each SET pulse, read noise, and drift.
 */
import { type CharacterizeRow, characterize } from '../devices/curves/characterize.ts'
import { loadDevice } from '../experiments/disk/device-kind.ts'
import { loadSpec } from '../experiments/disk/spec.ts'
import { timeTicks } from '../figures/frame/time-ticks.ts'
import { type Series, seriesFigure } from '../figures/series.ts'
import { createRng } from '../kernels/rng.ts'
import type { Paper, PaperOptions } from './paper.ts'

/** uS, starting conductances of reads and drift. */
const LEVELS = [0.1, 1, 2, 4, 6, 8, 10, 12, 14, 16]
const DRIFTING = [2, 5, 10]
/** s since programming. */
const AGES = [38.6, 100, 600, 3600, 21_600, 86_400, 604_800, 2_592_000, 31_536_000]
const STATISTICS = ['mean_us', 'std_us', 'q05_us', 'q50_us', 'q95_us', 'count']

export const demirag2021Device: Paper = {
  name: 'demirag-2021-device',
  title: 'The phase-change device: write, read, drift',
  cite: ['demirag2021', 'nandakumar2018'],
  description:
    'A population of 100,000 devices with g_max = 20 uS, as in the published pulse curves: mean and std of the conductance after each of 20 SET pulses from RESET; of a read one reference delay (38.6 s) after programming; and of reads from 38.6 s to a year after it.',
  seeds: [1],
  async report(_runs, options) {
    const { relative, absolute } = await population(options)
    const write = await writeCurve(options)
    const read = (await reads(options, LEVELS, AGES.slice(0, 1))).map((row) => {
      return { ...row, law_us: relative * row.target_us! + absolute }
    })
    const drift = await reads(options, DRIFTING, AGES)
    const band = (rows: readonly CharacterizeRow[], x: 'pulse' | 'elapsed_s'): Series['points'] =>
      rows.map((row) => {
        const { mean_us, std_us } = row
        return { x: row[x]!, y: mean_us, low: mean_us - std_us, high: mean_us + std_us }
      })
    const plain = (rows: readonly CharacterizeRow[]) => rows.map((row) => ({ ...row }))
    const span = [AGES[0]!, AGES.at(-1)!] as const
    return {
      tables: [
        { name: 'write', columns: ['pulse', ...STATISTICS], rows: plain(write) },
        { name: 'read', columns: ['target_us', 'elapsed_s', ...STATISTICS, 'law_us'], rows: plain(read) },
        { name: 'drift', columns: ['target_us', 'elapsed_s', ...STATISTICS], rows: plain(drift) },
      ],
      figures: {
        write: await seriesFigure({
          x: { label: 'SET pulses' },
          y: { label: 'conductance (µS), mean ± std' },
          panels: [{ series: [{ label: 'G', points: band(write, 'pulse') }] }],
        }),
        read: await seriesFigure({
          x: { label: 'conductance (µS)' },
          y: { label: 'std of a read (µS)', domain: [0, 0.7] },
          panels: [
            {
              series: [{ label: 'simulated', points: read.map((row) => ({ x: row.target_us!, y: row.std_us })) }],
            },
          ],
          guide: {
            label: `${relative} G + ${absolute} µS`,
            points: read.map((row) => ({ x: row.target_us!, y: row.law_us })),
          },
        }),
        drift: await seriesFigure({
          x: { label: 'time since programming', log: true, domain: span, ticks: timeTicks(span) },
          y: { label: 'read (µS), mean ± std', log: true, domain: [1, 12] },
          panels: [
            {
              series: DRIFTING.map((target) => ({
                label: `${target} µS`,
                points: band(
                  drift.filter((row) => row.target_us === target),
                  'elapsed_s',
                ),
              })),
            },
          ],
        }),
      },
    }
  },
}

async function writeCurve(options: PaperOptions): Promise<CharacterizeRow[]> {
  const { model, count, rng } = await population(options)
  return characterize({ model, pulses: 20, count, at: [], rng: rng.fork('write') })
}

async function reads(options: PaperOptions, levels: readonly number[], at: readonly number[]): Promise<CharacterizeRow[]> {
  const { model, count, rng } = await population(options)
  return levels.flatMap((from) =>
    characterize({ model, pulses: 0, count, from, at, rng: rng.fork(`from ${from} uS`) }).filter(({ kind }) => kind === 'read'),
  )
}

async function population({ set, seeds, quick }: PaperOptions) {
  const { device } = await loadSpec(undefined, ['device.g_max=20', ...set, 'device.model=pcm'])
  const [relative, absolute] = [Number(device.read_noise_relative), Number(device.read_noise_absolute)]
  return {
    ...{ model: (await loadDevice(device)).model, relative, absolute },
    ...{ count: quick ? 1000 : 100_000, rng: createRng(seeds[0]!, 'demirag-2021-device') },
  }
}
