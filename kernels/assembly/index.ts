// The exports of the kernels: everything that kernels/kernels.ts may call.
export { philox, normals, normalsOf, normalsOfEvents, uniforms, uniformsOf, normalRows, uniformRows } from './random'
export { logs, exps, log64, exp64, log1p64, expm164, sin64, cos64, atan64, pow64, heapBase } from './math'
export {
  expLanes, logLanes, powLanes, sinhLanes, coshLanes, tanhLanes, sinLanes, cosLanes, probitLanes, quantileLanes,
  expOne, logOne, powOne, sinhOne, coshOne, tanhOne, sinOne, cosOne, probitOne,
} from './functions'
export {
  nextIdLanes, gatherLanes, scatterLanes, agesOfLanes, ageLanes, normalLanes, uniformLanes,
} from './lanes'
export { sortByRow } from './by-row'
export { pcmSet, pcmReset, pcmDrift, pcmReadCells, pcmReadDevices, pcmReadRows, relax } from './pcm'
export { denseReadRows, denseReadBack, denseStep } from './dense'
export { membraneStep } from './membrane'
export { clampAll } from './clamp'
export { sumRows } from './sums'
export { traceStep, reverseFilter } from './trace'
export { adjointSweep } from './adjoint'
export { gradientFromEvents } from './gradient'
export { eligibilityStep } from './eligibility'
