/** Times kernels and their plain twins in the same process, so that ratios come from pairs. */
import { kernelCases } from './kernels.ts'
import { minima } from './minimum.ts'
import type { Table } from './table.ts'

export interface KernelTime {
  readonly kernel: string
  readonly unit: string
  readonly kernel_ns: number
  readonly twin_ns: number
  readonly ratio: number
}

let measured: Promise<KernelTime[]> | undefined

/** Measured once per process and cached. */
export function kernelTimes(): Promise<KernelTime[]> {
  measured ??= measure()
  return measured
}

async function measure(): Promise<KernelTime[]> {
  const cases = kernelCases()
  const ns = await minima(cases.flatMap(({ kernel, twin }) => [kernel, twin]))
  return cases.map(({ name, unit, count }, i) => {
    const kernel_ns = ns[2 * i]! / count
    const twin_ns = ns[2 * i + 1]! / count
    return { kernel: name, unit, kernel_ns, twin_ns, ratio: twin_ns / kernel_ns }
  })
}

export async function kernelTables(): Promise<Table[]> {
  const rows = (await kernelTimes()).map((time) => ({ ...time }))
  return [
    {
      name: 'kernels',
      title: 'Kernels and their plain twins, ns per unit (minimum)',
      columns: ['kernel', 'unit', 'kernel_ns', 'twin_ns', 'ratio'],
      key: ['kernel'],
      compared: ['kernel_ns'],
      rows,
    },
  ]
}
