/** Graphs as data: what is wrong with one, and in which order its populations are visited. */
import { describe, expect, it } from 'vitest'
import { type ConnectionSpec, graphProblems, type NetworkGraph, onlyOne, stepOrder } from '../../network/graph.ts'

const connection = (from: string, to: string, changes: Partial<ConnectionSpec> = {}): ConnectionSpec => ({
  ...{ from, to, shape: 'full', delay: from === to ? 1 : 0, autapses: false },
  ...changes,
})

/** input (5) -> h1 (5) -> h2 (3) -> readout (2), with these connections over them. */
function graph(connections: NetworkGraph['connections'] = {}): NetworkGraph {
  const population = (kind: string, size: number) => ({ kind, size, parameters: {} })
  return {
    populations: {
      ...{
        input: population('source', 5),
        h1: population('lif', 5),
        h2: population('alif', 3),
        readout: population('readout', 2),
      },
    },
    connections: {
      ...{ in: connection('input', 'h1'), ff: connection('h1', 'h2'), out: connection('h2', 'readout') },
      ...connections,
    },
  }
}

describe('graphProblems', () => {
  it('has nothing to say of a graph with recurrent, diagonal, backward, skipping and shared connections', () => {
    const fine = graph({
      ...{ rec: connection('h1', 'h1'), self: connection('h2', 'h2', { shape: 'diagonal' }), skip: connection('h1', 'readout') },
      ...{
        down: connection('h2', 'h1', { delay: 1, array: 'ff', read: 'back' }),
        late: connection('h1', 'h2', { delay: 1, array: 'ff' }),
      },
    })
    expect(graphProblems(fine)).toEqual([])
  })

  it.each<[string, NetworkGraph['connections'], string]>([
    [
      'an end that is no population',
      { x: connection('h1', 'h3') },
      'connections.x: there is no population "h3"; known: input, h1, h2, readout (did you mean "h1"?)',
    ],
    ['a connection into the source', { x: connection('h1', 'input') }, 'connections.x: the source "input" takes no input; turn'],
    ['one out of the readout', { x: connection('readout', 'h1') }, 'connections.x: the readout "readout" does not spike'],
    [
      'a loop without delay',
      { x: connection('h1', 'h1', { delay: 0 }) },
      'connections.x: a connection from a population to itself needs delay: 1',
    ],
    [
      'a diagonal of two sizes',
      { x: connection('h1', 'h2', { shape: 'diagonal' }) },
      'connections.x: a diagonal needs equal sizes, not 5 and 3;',
    ],
    [
      'an array that no connection has',
      { x: connection('h1', 'h2', { array: 'fff' }) },
      'connections.x.array: there is no connection "fff"; known: in, ff, out, x (did you mean "ff"?)',
    ],
    [
      'an array of a connection that shares one itself',
      { x: connection('h1', 'h2', { array: 'y' }), y: connection('h1', 'h2', { array: 'ff' }) },
      'connections.x.array: "y" shares an array itself; name the connection that has one',
    ],
    [
      'a diagonal in a full array',
      { x: connection('h1', 'h1', { shape: 'diagonal', array: 'ff' }) },
      'connections.x.array: one is full and the other diagonal; give both the same shape',
    ],
    [
      'an array read backwards where it would have to be read forwards',
      { x: connection('h2', 'h1', { delay: 1, array: 'ff' }) },
      'connections.x.array: the array of "ff" is 5 x 3 and 3 x 5 is needed; make the sizes equal',
    ],
    [
      'an array read forwards where it would have to be read backwards',
      { x: connection('h1', 'h2', { array: 'ff', read: 'back' }) },
      'connections.x.array: the array of "ff" is 5 x 3 and 3 x 5 is needed; make the sizes equal',
    ],
    [
      'an array of its own that is read backwards',
      { x: connection('h2', 'h1', { delay: 1, read: 'back' }) },
      'connections.x: read: back needs the array of another connection; give its name as array or omit read',
    ],
    [
      'a recurrent sharer that says it has no autapses',
      { rec: connection('h1', 'h1', { array: 'in' }) },
      'connections.rec.array: one of the two connects neuron i to neuron i and the other does not; give "rec" autapses: true',
    ],
    [
      'a sharer of a recurrent array that has none',
      { rec: connection('h1', 'h1'), x: connection('input', 'h1', { array: 'rec' }) },
      'connections.x.array: one of the two connects neuron i to neuron i and the other does not; give "rec" autapses: true',
    ],
  ])('%s: names the connection and the mend', (_, connections, message) => {
    const problems = graphProblems(graph(connections))
    expect(problems.length).toBe(1)
    expect(problems[0]).toContain(`network.${message}`)
  })

  it('names a population that nothing reaches, spiking or not', () => {
    const { populations } = graph()
    const connections = { in: connection('input', 'h1') }
    expect(graphProblems({ populations, connections })).toEqual([
      'network.populations.h2: nothing reaches it; add a connection to it or leave it out',
      'network.populations.readout: nothing reaches it; add a connection to it or leave it out',
    ])
  })

  it('says all that is wrong at once', () => {
    const wrong = graph({ x: connection('h9', 'h8'), y: connection('h1', 'h1', { delay: 0 }) })
    expect(graphProblems(wrong).length).toBe(3)
  })
})

describe('stepOrder', () => {
  it('puts a population after all that reach it in the same step, whatever order they are written in', () => {
    const { populations, connections } = graph()
    const { input, h1, h2, readout } = populations as Record<
      'input' | 'h1' | 'h2' | 'readout',
      NetworkGraph['populations'][string]
    >
    expect(stepOrder({ populations: { readout, h2, h1, input }, connections })).toEqual(['h1', 'h2'])
  })

  it('heeds connections without delay alone, and keeps the written order where they leave it open', () => {
    const delayed = graph({ down: connection('h2', 'h1', { delay: 1 }), ff: connection('h1', 'h2', { delay: 1 }) })
    expect(stepOrder(delayed)).toEqual(['h1', 'h2'])
  })

  it('refuses populations that feed each other within a step, and says what mends it', () => {
    const cycle = graph({ down: connection('h2', 'h1') })
    expect(() => stepOrder(cycle)).toThrow(
      'network.connections: h1, h2 feed each other within one step; give one connection delay: 1',
    )
  })
})

describe('onlyOne', () => {
  it('finds the one source and the one readout', () => {
    expect([onlyOne(graph(), 'source'), onlyOne(graph(), 'readout')]).toEqual(['input', 'readout'])
  })

  it('refuses none and several', () => {
    const { populations, connections } = graph()
    const two = { ...populations, more: populations.input! }
    expect(() => onlyOne({ populations: two, connections }, 'source')).toThrow('a network has one source, not 2')
    expect(() => onlyOne({ populations: { h1: populations.h1! }, connections }, 'readout')).toThrow(
      'a network has one readout, not 0',
    )
  })
})
