import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveSpec } from '../../../experiments/config/resolve.ts'
import { loadRun } from '../../../experiments/disk/run-spec.ts'
import { readH5, writeH5 } from '../../../experiments/state/h5.ts'
import { stateTree } from '../../../experiments/state/hdf5.ts'
import { nirFrom, nirOf, nirTree, weightsFrom } from '../../../experiments/state/nir.ts'
import { type RunState, stateOf } from '../../../experiments/state/state.ts'

const PYTHON = '/usr/bin/python3'
const h5py = spawnSync(PYTHON, ['-c', 'import h5py']).status === 0

async function stateFor(network: object): Promise<RunState> {
  const spec = await resolveSpec({ task: { inputs: 7, duration: 0.05 }, network, training: { epochs: 1 } })
  const { experiment, epochs } = await (await loadRun(spec)).run()
  return stateOf(experiment, 'run', epochs.length)
}

const DEEP = {
  populations: { h1: { size: 6, zeta: '1-alpha' }, h2: { kind: 'if', size: 5 } },
  connections: [
    'input > h1',
    { path: 'h1 > h1', shape: 'diagonal', name: 'self' },
    { path: 'h1 > h2', name: 'up', delay: 1 },
    { path: 'h2 > h1', name: 'down', array: 'up', read: 'back', delay: 1 },
    'h2 > readout',
    { path: 'h1 > readout', delay: 1, name: 'skip' },
  ],
}

describe('a network in NIR', () => {
  it('comes back from the file with its nodes, edges and weights', async () => {
    for (const network of [{ neurons: 9 }, DEEP]) {
      const state = await stateFor(network)
      const graph = nirOf(state)
      const back = nirFrom(await readH5(await writeH5(nirTree(graph, { dt: 1e-3 })), 'x.nir'), 'x.nir')
      expect([...back.edges].sort()).toEqual([...graph.edges].sort())
      expect(Object.keys(back.nodes).sort()).toEqual(Object.keys(graph.nodes).sort())
      for (const [name, { type, parameters }] of Object.entries(graph.nodes)) {
        expect(back.nodes[name]!.type).toBe(type)
        for (const [key, { shape, data }] of Object.entries(parameters)) {
          expect(back.nodes[name]!.parameters[key]).toEqual({ shape, data: Float64Array.from(data) })
        }
      }
      for (const [name, { shape, data }] of Object.entries(weightsFrom(back))) {
        if (Object.hasOwn(state.arrays, name))
          expect({ name, shape, data: [...data] }).toEqual({ name, shape, data: [...state.arrays[name]!.data] })
      }
    }
  })

  it('has a cycle as edges, a delay out of a cycle as a node, and shared weights in both directions', async () => {
    const { nodes, edges } = nirOf(await stateFor(DEEP))
    expect(Object.fromEntries(Object.entries(nodes).map(([name, { type }]) => [name, type]))).toEqual({
      input: 'Input',
      h1: 'LIF',
      h2: 'IF',
      readout: 'LI',
      output: 'Output',
      'input-h1': 'Linear',
      self: 'Scale',
      up: 'Linear',
      down: 'Linear',
      'h2-readout': 'Linear',
      skip: 'Linear',
      skip_delay: 'Delay',
    })
    for (const edge of [
      ['h1', 'self'],
      ['self', 'h1'],
      ['h1', 'up'],
      ['up', 'h2'],
      ['h2', 'down'],
      ['down', 'h1'],
    ])
      expect(edges).toContainEqual(edge)
    expect(edges).toContainEqual(['h1', 'skip_delay'])
    expect(edges).not.toContainEqual(['h1', 'skip'])
    const [up, down] = [nodes.up!.parameters.weight!, nodes.down!.parameters.weight!]
    expect([up.shape, down.shape]).toEqual([
      [5, 6],
      [6, 5],
    ])
    expect(down.data[1 * 5 + 2]).toBe(up.data[2 * 6 + 1])
  })

  it('says in equations what the network does in steps', async () => {
    const { nodes } = nirOf(await stateFor(DEEP))
    const dt = 1e-3
    const { tau, r } = nodes.h1!.parameters
    // One step of tau dv/dt = -v + R I with I held: v = exp(-dt / tau) v + R (1 - exp(-dt / tau)) I.
    expect(Math.exp(-dt / tau!.data[0]!)).toBeCloseTo(Math.exp(-dt / 0.03), 6)
    expect(r!.data[0]).toBeCloseTo(1, 5)
    expect(nodes.h2!.parameters.r!.data[0]! * dt).toBeCloseTo(1, 6)
    expect(nodes.readout!.parameters.r!.data[0]! * (1 - Math.exp(-dt / 0.03))).toBeCloseTo(1, 5)
  })

  it('is refused where its neurons adapt, with another format', async () => {
    const state = await stateFor({ neurons: 9, adaptive: 2 })
    expect(() => nirOf(state)).toThrow(/population "hidden" has adaptive thresholds, which NIR has no neuron for; take hdf5/)
  })

  it('that is none is refused', async () => {
    const bytes = await writeH5({ node: { type: { shape: [], texts: ['LIF'] } } })
    const tree = await readH5(bytes, 'x.nir')
    expect(() => nirFrom(tree, 'x.nir')).toThrow(/^x.nir: is no NIR graph: it has no node of type NIRGraph; nir.write/)
  })
})

describe.skipIf(!h5py)('h5py, which the Python package nir reads by,', () => {
  it('finds texts as UTF-8, edges as pairs, numbers with their shapes, and units as attributes', async () => {
    const folder = mkdtempSync('/tmp/memxbar-')
    const state = await stateFor({ neurons: 9 })
    writeFileSync(join(folder, 'n.nir'), await writeH5(nirTree(nirOf(state), { dt: 1e-3, source: 'test' })))
    writeFileSync(join(folder, 's.h5'), await writeH5(stateTree(state)))
    const script = `import h5py, json, sys
f = h5py.File(sys.argv[1] + '/n.nir')
s = h5py.File(sys.argv[1] + '/s.h5')
nodes = f['node/nodes']
print(json.dumps({
  'version': f['version'][()].decode(), 'type': f['node/type'][()].decode(), 'dt': f['node/metadata/dt'][()],
  'edges': [[a.decode(), b.decode()] for a, b in f['node/edges'][()]],
  'types': {k: n['type'][()].decode() for k, n in nodes.items()},
  'input': nodes['input/shape'][()].tolist(),
  'weight': [list(nodes['in/weight'].shape), str(nodes['in/weight'].dtype)],
  'unit': s['connections/in/g_plus'].attrs['unit'], 'g': list(s['connections/in/g_plus'].shape),
  'meta': json.loads(s['meta'][()])['run_id'],
}))
`
    const { stdout, stderr } = spawnSync(PYTHON, ['-c', script, folder], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      ...{ version: '1.0', type: 'NIRGraph', dt: 1e-3, input: [7], weight: [[9, 7], 'float32'], unit: 'uS', g: [7, 9, 1] },
      edges: expect.arrayContaining([
        ['hidden', 'rec'],
        ['rec', 'hidden'],
        ['readout', 'output'],
      ]),
      types: { input: 'Input', hidden: 'LIF', readout: 'LI', output: 'Output', in: 'Linear', rec: 'Linear', out: 'Linear' },
      meta: 'run',
    })
  })
})
