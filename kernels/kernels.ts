/**
 * The SIMD kernels behind types. Every pointer is a byte offset into the arena's memory; see kernels/assembly for what
 * each one computes and test/oracle for the same in plain TypeScript.
 */
import { WASM_BASE64 } from './wasm.ts'

type Pointer = number

export interface Kernels {
  philox(c0: number, c1: number, c2: number, c3: number, k0: number, k1: number, out: Pointer): void
  normals(k0: number, k1: number, eventLow: number, eventHigh: number, n: number, out: Pointer): void
  normalsOf(k0: number, k1: number, eventLow: number, eventHigh: number, ids: Pointer, n: number, out: Pointer): void
  normalsOfEvents(k0: number, k1: number, ids: Pointer, n: number, events: Pointer, out: Pointer): void
  uniforms(k0: number, k1: number, eventLow: number, eventHigh: number, n: number, out: Pointer): void
  uniformsOf(k0: number, k1: number, eventLow: number, eventHigh: number, ids: Pointer, n: number, out: Pointer): void
  normalRows(
    k0: number,
    k1: number,
    eventLow: number,
    eventHigh: number,
    firstA: number,
    firstB: number,
    n: number,
    outA: Pointer,
    outB: Pointer,
  ): void
  uniformRows(
    k0: number,
    k1: number,
    eventLow: number,
    eventHigh: number,
    firstA: number,
    firstB: number,
    n: number,
    outA: Pointer,
    outB: Pointer,
  ): void
  expOne(x: number): number
  logOne(x: number): number
  powOne(x: number, y: number): number
  sinhOne(x: number): number
  coshOne(x: number): number
  tanhOne(x: number): number
  sinOne(x: number): number
  cosOne(x: number): number
  probitOne(u: number): number
  logs(x: Pointer, n: number, out: Pointer): void
  exps(x: Pointer, n: number, out: Pointer): void
  log64(x: number): number
  exp64(x: number): number
  sin64(x: number): number
  cos64(x: number): number
  pow64(x: number, y: number): number
  heapBase(): Pointer
  pcmSet(
    ids: Pointer,
    n: number,
    g: Pointer,
    p: Pointer,
    count: Pointer,
    gMin: number,
    gMax: number,
    m1: number,
    c1: number,
    a1: number,
    m2: number,
    c2: number,
    a2: number,
    decay: number,
    noise: number,
    k0: number,
    k1: number,
  ): void
  pcmReset(
    ids: Pointer,
    n: number,
    g: Pointer,
    p: Pointer,
    count: Pointer,
    mean: number,
    std: number,
    noise: number,
    k0: number,
    k1: number,
  ): void
  pcmDrift(
    n: number,
    g: Pointer,
    tProgrammed: Pointer,
    nu: Pointer,
    t: number,
    inverseT0: number,
    gRef: Pointer,
    inverseAge: Pointer,
  ): void
  pcmReadCells(
    ids: Pointer,
    n: number,
    g: Pointer,
    tProgrammed: Pointer,
    nu: Pointer,
    t: number,
    inverseT0: number,
    relative: number,
    absolute: number,
    low: number,
    high: number,
    noise: number,
    k0: number,
    k1: number,
    eventLow: number,
    eventHigh: number,
    out: Pointer,
  ): void
  pcmReadRows(
    rows: Pointer,
    n: number,
    gRef: Pointer,
    inverseAge: Pointer,
    nu: Pointer,
    replicas: number,
    totalRows: number,
    stride: number,
    cols: number,
    elapsed: number,
    relative: number,
    absolute: number,
    low: number,
    high: number,
    noise: number,
    k0: number,
    k1: number,
    eventLow: number,
    eventHigh: number,
    gain: number,
    selfless: number,
    out: Pointer,
  ): void
  denseReadRows(rows: Pointer, n: number, w: Pointer, stride: number, gain: number, out: Pointer): void
  membraneStep(
    n: number,
    v: Pointer,
    a: Pointer,
    z: Pointer,
    left: Pointer,
    current: Pointer,
    beta: Pointer,
    alpha: number,
    theta: number,
    rho: number,
    gain: number,
    refractory: number,
    psi: Pointer,
    spikes: Pointer,
    trace: Pointer,
  ): number
  traceStep(n: number, trace: Pointer, decay: number, gain: number, spikes: Pointer, count: number): void
  reverseFilter(T: number, stride: number, x: Pointer, decay: number): void
  adjointSweep(
    T: number,
    n: number,
    psi: Pointer,
    error: Pointer,
    outputs: number,
    errorStride: number,
    feedback: Pointer,
    bias: Pointer,
    weight: Pointer,
    alpha: number,
    rho: number,
    beta: Pointer,
    lambda: Pointer,
  ): void
  gradientFromEvents(
    rows: number,
    offsets: Pointer,
    times: Pointer,
    R: Pointer,
    T: number,
    stride: number,
    shift: number,
    gain: number,
    out: Pointer,
  ): void
  eligibilityStep(
    rows: number,
    stride: number,
    epsV: Pointer,
    epsA: Pointer,
    eBar: Pointer,
    eSum: Pointer,
    grad: Pointer,
    psi: Pointer,
    signal: Pointer,
    beta: Pointer,
    rho: number,
    kappa: number,
    flat: number,
  ): void
}

let compiled: WebAssembly.Module | undefined

/** A fresh instance of the kernels over `memory`; the module is compiled once a process. */
export function instantiate(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(WASM_BASE64), (c) => c.charCodeAt(0)))
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels
}
