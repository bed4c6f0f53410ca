import { expect, it } from 'vitest'
import { networkFigure } from '../../figures/network.ts'

const populations = [
  { name: 'input', kind: 'source', size: 64 },
  { name: 'h1', kind: 'lif', size: 32 },
  { name: 'readout', kind: 'readout', size: 10 },
]
const connections = [
  { name: 'in', from: 'input', to: 'h1', delay: 0, array: '64 x 32' },
  { name: 'self', from: 'h1', to: 'h1', delay: 1, array: 'diagonal of 32' },
  { name: 'out', from: 'h1', to: 'readout', delay: 0, array: '32 x 10' },
  { name: 'skip', from: 'input', to: 'readout', delay: 0, array: '64 x 10' },
]

it('a network is drawn with all its populations and arrays, what acts a step later dashed', async () => {
  const { svg } = await networkFigure({ populations, connections, title: 'two layers' })
  for (const text of ['input', '64 source', '32 lif', 'in: 64 x 32', 'self: diagonal of 32', 'skip: 64 x 10', 'two layers']) {
    expect(svg).toContain(`>${text}<`)
  }
  expect(svg.match(/stroke-dasharray="4 2"/g)).toHaveLength(1)
  expect(svg).not.toContain('NaN')
})
