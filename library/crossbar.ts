/**
 * Arrays of devices: reads in both directions, pulses, refresh, the controller's estimate, drift compensation; crossbars as circuits.
 *
 * @packageDocumentation
 */
export { createEvents, type Events, eventsOf, type ReadTime, type WeightArray } from '../crossbar/array.ts'
export { createCrossbar } from '../crossbar/create.ts'
export { type ControllerRead, type Crossbar, type CrossbarOptions, REFRESH_RULE, type RefreshRule } from '../crossbar/crossbar.ts'
export { createDigitalWeights, type DigitalWeights } from '../crossbar/digital.ts'
export { compensated, totalConductance } from '../crossbar/drift-compensation.ts'
export { estimateAll, estimateCells } from '../crossbar/estimate.ts'
export { cellVoltages, columnCurrents, rowCurrents } from '../crossbar/periphery/wires/read.ts'
export { solveWires } from '../crossbar/periphery/wires/solve.ts'
export { createWires, loadConductances, type WireOptions, type Wires } from '../crossbar/periphery/wires/wires.ts'
export { type Selection, selectionOf, type Write, type WriteScheme, writeTerminals } from '../crossbar/periphery/wires/write.ts'
export { createPulseList, type PulseCounts, type PulseList, push, sendChanges, sendPulses, synapseAt } from '../crossbar/pulse.ts'
export type { Reader } from '../crossbar/read.ts'
export { refreshByRule, rewrite } from '../crossbar/refresh.ts'
export { Arena, type F32, type F64, type U32 } from '../kernels/arena.ts'
export { createRng, type Rng } from '../kernels/rng.ts'
