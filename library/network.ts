/**
 * Networks: graphs of populations, their neurons, and the step-by-step simulation of a graph.
 *
 * @packageDocumentation
 */
export { createEventTrain, type EventTrain, eventTrain } from '../network/events.ts'
export { type ConnectionSpec, graphProblems, type NetworkGraph, type PopulationSpec, stepOrder } from '../network/graph.ts'
export {
  type Connection,
  createNetwork,
  createRunner,
  type Network,
  type NetworkOptions,
  type Readout,
  type Runner,
} from '../network/network.ts'
export { type NeuronConstants, type NeuronKind, neuronKind } from '../network/neurons/neuron.ts'
export { type ReadoutConstants, readoutConstants } from '../network/neurons/readout.ts'
export { neuronKinds } from '../network/neurons/registry.ts'
export type { Population, PopulationRecord } from '../network/population.ts'
export { SURROGATES, type SurrogateName } from '../network/surrogates.ts'
