/** Compares every kernel with its minimum time on this machine, and the fused row read with its parts. */
import { kernelTimes } from './kernel-times.ts'
import { minima } from './minimum.ts'
import { NEEDS, type Need } from './needs.ts'
import { measurePeaks, type Peaks } from './peaks.ts'
import type { Row, Table } from './table.ts'
import { compileAssembly } from './wasm.ts'

/** Buffers within L1, within L2 and beyond the last cache of the machines known to us. */
const STREAMS: readonly (readonly [level: string, kib: number])[] = [
  ['L1', 24],
  ['L2', 512],
  ['memory', 131072],
]

export async function rooflineTables(): Promise<Table[]> {
  const peaks = await measurePeaks()
  const times = await kernelTimes()
  const rows: Row[] = []
  for (const { kernel, unit, kernel_ns } of times) {
    const need = NEEDS[kernel]
    if (!need) throw new Error(`bench/needs.ts does not say what "${kernel}" needs: count it there`)
    const { limit_ns, bound_by } = await limit(need, peaks)
    const bytes = need.reads + need.writes
    const share_percent = (100 * limit_ns) / kernel_ns
    const { operations, footprint } = need
    rows.push({ kernel, unit, operations, bytes, kib: footprint / 1024, bound_by, limit_ns, kernel_ns, share_percent })
  }
  const read = times.find(({ kernel }) => kernel === 'pcm row read')!
  return [
    await peakTable(peaks),
    {
      name: 'roofline',
      title: 'Kernels and the least time that their operations or bytes take here, ns per unit',
      columns: ['kernel', 'unit', 'operations', 'bytes', 'kib', 'bound_by', 'limit_ns', 'kernel_ns', 'share_percent'],
      key: ['kernel'],
      compared: ['limit_ns', 'kernel_ns', 'share_percent'],
      rows,
    },
    await partTable(read.kernel_ns),
  ]
}

/** The limiting resource: in the best case all resources work at the same time. */
async function limit(need: Need, peaks: Peaks): Promise<{ limit_ns: number; bound_by: string }> {
  const { operations, floats = 0, extmuls = 0, divisions = 0, adds = 0, reads, writes, footprint } = need
  const updated = Math.min(reads, writes)
  const once = reads + writes - 2 * updated
  const bytes =
    (updated > 0 ? (2 * updated) / (await peaks.updateGBs(footprint)) : 0) +
    (once > 0 ? once / (await peaks.readGBs(footprint)) : 0)
  const candidates: [bound_by: string, ns: number][] = [
    ['operations', operations / peaks.any],
    ['floats', floats / peaks.float],
    ['extmul', extmuls / peaks.extmul],
    ['division', divisions / peaks.division],
    ['addition', adds / peaks.add],
    ['bytes', bytes],
  ]
  const [bound_by, limit_ns] = candidates.reduce((most, candidate) => (candidate[1] > most[1] ? candidate : most))
  return { limit_ns, bound_by }
}

async function peakTable(peaks: Peaks): Promise<Table> {
  const rows: Row[] = [
    { peak: 'any vector operation (xor)', rate: peaks.any, unit: 'Goperation/s' },
    { peak: 'f32x4 multiply-add (mul, add)', rate: 2 * peaks.float, unit: 'GMAC/s' },
    { peak: 'f32x4 add', rate: 4 * peaks.add, unit: 'Gadd/s' },
    { peak: 'i64x2 extmul', rate: 2 * peaks.extmul, unit: 'Gproduct/s' },
    { peak: 'f32x4 div', rate: 4 * peaks.division, unit: 'Gquotient/s' },
  ]
  for (const [level, kib] of STREAMS) {
    rows.push({ peak: `read ${level}, ${kib} KiB`, rate: await peaks.readGBs(kib * 1024), unit: 'GB/s' })
    rows.push({ peak: `update ${level}, ${kib} KiB`, rate: await peaks.updateGBs(kib * 1024), unit: 'GB/s' })
  }
  return {
    name: 'roofline_peaks',
    title: 'Peak rates of this machine in WebAssembly SIMD on one core (maximum)',
    columns: ['peak', 'rate', 'unit'],
    key: ['peak'],
    compared: ['rate'],
    rows,
  }
}

interface Parts {
  prepare(conductance: number, inverseAge: number, nu: number): number
  philoxWords(event: number): void
  boxMullers(): void
  driftSeries(elapsed: number): number
  accumulate(relative: number, absolute: number, low: number, high: number, gain: number): void
}

async function partTable(fused_ns: number): Promise<Table> {
  const memory = new WebAssembly.Memory({ initial: 2 })
  const parts = (await compileAssembly(import.meta.resolve('./assembly/parts.ts'), memory)) as unknown as Parts
  const devices = parts.prepare(3, 1 / 38, 0.04)
  const names = ['Philox words', 'Box-Muller', 'drift series', 'noise, clamp, accumulate']
  const calls = [
    () => parts.philoxWords(7),
    () => parts.boxMullers(),
    () => parts.driftSeries(0.5),
    () => parts.accumulate(0.03, 0.13, 0, 1e6, 0.08),
  ]
  const alone = (await minima(calls)).map((ns) => ns / devices)
  const sum = alone.reduce((a, b) => a + b, 0)
  const rows = names.map((part, i) => ({ part, device_ns: alone[i]!, share_percent: (100 * alone[i]!) / fused_ns }))
  rows.push({ part: 'their sum', device_ns: sum, share_percent: (100 * sum) / fused_ns })
  rows.push({ part: 'fused: pcm row read', device_ns: fused_ns, share_percent: 100 })
  return {
    name: 'roofline_parts',
    title: 'The fused row read and its parts, each alone in L1, ns per device',
    columns: ['part', 'device_ns', 'share_percent'],
    key: ['part'],
    compared: ['device_ns'],
    rows,
  }
}
