/** Published measurements of whole operations: what an estimate is set beside, never fitted to. */

export interface Anchor {
  readonly system: string
  readonly operation: string
  /** Of one operation. */
  readonly energy_j?: number
  readonly latency_s?: number
  /** 1e12 operations per J, where a multiplication with addition is two. */
  readonly tops_per_w?: number
  readonly node_nm: number
  readonly year: number
  readonly source: string
}

const HERMES =
  'Khaddam-Aljameh et al., HERMES-Core: a 1.59-TOPS/mm² PCM on 14-nm CMOS in-memory compute core, IEEE J. Solid-State Circuits 57, 1027 (2022)'
const HERMES_64 =
  'Le Gallo et al., A 64-core mixed-signal in-memory compute chip based on phase-change memory, Nat. Electron. 6, 680 (2023), doi 10.1038/s41928-023-01010-1'
const NEURRAM =
  'Wan et al., A compute-in-memory chip based on resistive random-access memory, Nature 608, 504 (2022), doi 10.1038/s41586-022-04992-8'

export const anchors: readonly Anchor[] = [
  {
    system: 'HERMES core',
    operation: '256 x 256 product',
    energy_j: 12.5e-9,
    tops_per_w: 10.5,
    node_nm: 14,
    year: 2022,
    source: HERMES,
  },
  ...[
    { operation: '256 x 256 product, one phase', energy_j: 13.4e-9, latency_s: 133e-9 },
    { operation: '256 x 256 product, four phases', energy_j: 52.9e-9, latency_s: 521e-9 },
  ].map((each) => ({ system: 'HERMES, 64 cores', ...each, node_nm: 14, year: 2023, source: HERMES_64 })),
  ...[
    { operation: 'product, 4-bit inputs, 6-bit outputs', tops_per_w: 15.95 },
    { operation: 'product, 2-bit inputs, 4-bit outputs', tops_per_w: 40.3 },
    { operation: 'product, 6-bit inputs, 8-bit outputs', tops_per_w: 8.26 },
  ].map((each) => ({ system: 'NeuRRAM', ...each, node_nm: 130, year: 2022, source: NEURRAM })),
]
