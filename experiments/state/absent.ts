import type { RunState } from './state.ts'

/**
 * Whether a cell of an array is none: that of a neuron with itself, where there are no autapses. Its devices are never used.
 * @param owner such as `connections/rec`
 */
export function isAbsent({ meta }: RunState, owner: string, row: number, col: number): boolean {
  const connection = meta.network.connections[owner.replace(/^connections\//, '').replace(/\/crossbar\d+$/, '')]
  if (!connection || !owner.startsWith('connections/') || row !== col) return false
  return connection.from === connection.to && connection.shape === 'full' && !connection.autapses
}
