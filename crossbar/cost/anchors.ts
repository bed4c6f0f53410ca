/** Published costs of whole operations: what an estimate is set beside, never fitted to. */
import { ISAAC } from './tables/parts.ts'

export interface Anchor {
  readonly system: string
  readonly operation: string
  /** Weights of the product, rows x columns: a multiplication with addition each. */
  readonly weights: readonly [rows: number, cols: number]
  /** Of one operation. */
  readonly energy_j?: number
  readonly latency_s?: number
  /** 1e12 operations per J, where a multiplication with addition is two. */
  readonly tops_per_w?: number
  readonly node_nm: number
  readonly year: number
  readonly source: string
  /** Where the number is not printed there as it stands. */
  readonly note?: string
}

const HERMES =
  'Khaddam-Aljameh et al., HERMES-Core: a 1.59-TOPS/mm² PCM on 14-nm CMOS in-memory compute core, IEEE J. Solid-State Circuits 57, 1027 (2022), doi 10.1109/JSSC.2022.3140414'
const HERMES_64 =
  'Le Gallo et al., A 64-core mixed-signal in-memory compute chip based on phase-change memory, Nat. Electron. 6, 680 (2023), doi 10.1038/s41928-023-01010-1'
const NEURRAM =
  'Wan et al., A compute-in-memory chip based on resistive random-access memory, Nature 608, 504 (2022), doi 10.1038/s41586-022-04992-8'

const core = { weights: [256, 256], node_nm: 14 } as const
const chip = { system: 'HERMES, 64 cores', ...core, year: 2023, source: HERMES_64 } as const
const neurram = { system: 'NeuRRAM', weights: [256, 256], node_nm: 130, year: 2022, source: NEURRAM } as const

export const anchors = {
  hermesCore: {
    ...{ system: 'HERMES core', operation: '256 x 256 product', ...core, year: 2022, source: HERMES },
    ...{ energy_j: 12.5e-9, tops_per_w: 10.5 },
  },
  hermesOnePhase: { ...chip, operation: '256 x 256 product, one phase', energy_j: 13.4e-9, latency_s: 133e-9 },
  hermesFourPhases: { ...chip, operation: '256 x 256 product, four phases', energy_j: 52.9e-9, latency_s: 521e-9 },
  isaac: {
    ...{ system: 'ISAAC', operation: '128 x 128 cells, 16-bit inputs in 16 cycles', weights: [128, 128], node_nm: 32 },
    // 289 mW for the 12 units of a tile, 8 arrays each; a cycle takes 100 ns.
    ...{ energy_j: (0.289 / 12 / 8) * 16 * 100e-9, latency_s: 16 * 100e-9, year: 2016, source: ISAAC },
    note: 'a model, not a chip: power of a multiply-accumulate unit in its Table I, over the time of the 16 cycles, shared by its 8 arrays; without eDRAM, bus and router',
  },
  neurram4to6: { ...neurram, operation: '4-bit inputs, 6-bit outputs', tops_per_w: 15.95 },
  neurram2to4: { ...neurram, operation: '2-bit inputs, 4-bit outputs', tops_per_w: 40.3 },
  neurram6to8: { ...neurram, operation: '6-bit inputs, 8-bit outputs', tops_per_w: 8.26 },
} as const satisfies Readonly<Record<string, Anchor>>

/** Published energy of one operation, J: as printed, or else of its multiplications with addition. */
export function publishedEnergy({ energy_j, tops_per_w, weights: [rows, cols] }: Anchor): number {
  return energy_j ?? (2 * rows * cols) / (1e12 * tops_per_w!)
}
