// Phase-change memory after Nandakumar et al., J. Appl. Phys. 124, 152135 (2018): SET and RESET pulses, drift and
// noisy reads over columns of devices. Conductances in uS (float32), times in s (float64).
import { f32s, f64s, PcmReadCells, PcmReadRows, PcmReset, PcmSet } from './frames'
import { blockNormals, gatherNormals } from './random'
import { exp4, log4 } from './math'
import { age4, agesOf, gather, nextIds, scatter } from './cells'

const plusNormals: usize = memory.data(64, 16)
const minusNormals: usize = memory.data(64, 16)

// @ts-ignore: decorator
@inline
function clamp(x: v128, low: v128, high: v128): v128 {
  return f32x4.pmax(low, f32x4.pmin(high, x))
}

/**
 * One SET pulse on each listed device (each at most once): P <- P decay, then
 * G <- clamp(G + mu + sigma xi), mu = m1 G + c1 + a1 P, sigma = m2 G + c2 + a2 P. xi is the device's draw number
 * `count`, the number of SET pulses it has received; the caller counts them.
 */
export function pcmSet(f: PcmSet): void {
  const ids = f.ids
  const n = f.n
  const g = f.g
  const p = f.p
  const count = f.count
  const gMin = f.gMin
  const gMax = f.gMax
  const m1 = f.m1
  const c1 = f.c1
  const a1 = f.a1
  const m2 = f.m2
  const c2 = f.c2
  const a2 = f.a2
  const decay = f.decay
  const noise = f.noise
  const k0 = f.k0
  const k1 = f.k1
  for (let i = 0; i < n; i += 4) {
    const four = nextIds(ids + (<usize>i << 2), n - i)
    const pulse = gather(count, four)
    const before = gather(g, four)
    const memory = f32x4.mul(gather(p, four), f32x4.splat(decay))
    let after = f32x4.add(before, f32x4.add(f32x4.add(f32x4.mul(f32x4.splat(m1), before), f32x4.splat(c1)), f32x4.mul(f32x4.splat(a1), memory)))
    if (noise) {
      const sigma = f32x4.add(f32x4.add(f32x4.mul(f32x4.splat(m2), before), f32x4.splat(c2)), f32x4.mul(f32x4.splat(a2), memory))
      after = f32x4.add(after, f32x4.mul(sigma, gatherNormals(k0, k1, four, pulse, i32x4.splat(0))))
    }
    scatter(g, four, clamp(after, f32x4.splat(gMin), f32x4.splat(gMax)), n - i)
    scatter(p, four, memory, n - i)
  }
}

/** One RESET pulse on each listed device: G ~ N(mean, std^2), P = 1. xi is the device's draw number `count`, its RESETs so far. */
export function pcmReset(f: PcmReset): void {
  const ids = f.ids
  const n = f.n
  const g = f.g
  const p = f.p
  const count = f.count
  const mean = f.mean
  const std = f.std
  const noise = f.noise
  const k0 = f.k0
  const k1 = f.k1
  for (let i = 0; i < n; i += 4) {
    const four = nextIds(ids + (<usize>i << 2), n - i)
    const pulse = gather(count, four)
    let after = f32x4.splat(mean)
    if (noise) after = f32x4.add(after, f32x4.mul(f32x4.splat(std), gatherNormals(k0, k1, four, pulse, i32x4.splat(0))))
    scatter(g, four, f32x4.pmax(f32x4.splat(0), after), n - i)
    scatter(p, four, f32x4.splat(1), n - i)
  }
}

// @ts-ignore: decorator
@inline
function drift(g: v128, nu: v128, age: v128, inverseT0: f32): v128 {
  return f32x4.mul(g, exp4(f32x4.neg(f32x4.mul(nu, log4(f32x4.mul(age, f32x4.splat(inverseT0)))))))
}

/** For n devices (a multiple of 4), at reference time t: gRef = G (age/T0)^-nu and inverseAge = 1/age. */
export function pcmDrift(n: i32, g: f32s, t_programmed: f64s, nu: f32s, t: f64, inverseT0: f32, gRef: f32s, inverseAge: f32s): void {
  for (let i: usize = 0; i < <usize>n << 2; i += 16) {
    const age = age4(t_programmed + (i << 1), t)
    v128.store(gRef + i, drift(v128.load(g + i), v128.load(nu + i), age, inverseT0))
    v128.store(inverseAge + i, f32x4.div(f32x4.splat(1), age))
  }
}

/**
 * For n devices (a multiple of 4) that relax towards `rest` uS, at time t: excess = (G - rest) e^(-rate age), and floor = rest.
 * `pcmDrift` drifts both.
 */
export function relax(n: i32, g: f32s, t_programmed: f64s, rate: f32s, t: f64, rest: f32, excess: f32s, floor: f32s): void {
  const to = f32x4.splat(rest)
  for (let i: usize = 0; i < <usize>n << 2; i += 16) {
    const left = exp4(f32x4.neg(f32x4.mul(v128.load(rate + i), age4(t_programmed + (i << 1), t))))
    v128.store(excess + i, f32x4.mul(f32x4.sub(v128.load(g + i), to), left))
    v128.store(floor + i, to)
  }
}

/**
 * (1 + u)^-nu, 0 <= u <= 1/16, by four terms of the binomial series: the drift factor after the reference time, with
 * u = elapsed / (age at the reference time). The fifth term is below 2e-8 for nu <= 0.1.
 */
// @ts-ignore: decorator
@inline
function later(u: v128, nu: v128): v128 {
  const one = f32x4.splat(1)
  let s = f32x4.sub(one, f32x4.mul(f32x4.mul(u, f32x4.splat(0.25)), f32x4.add(nu, f32x4.splat(3))))
  s = f32x4.sub(one, f32x4.mul(f32x4.mul(f32x4.mul(u, f32x4.splat(0.3333333333333333)), f32x4.add(nu, f32x4.splat(2))), s))
  s = f32x4.sub(one, f32x4.mul(f32x4.mul(f32x4.mul(u, f32x4.splat(0.5)), f32x4.add(nu, one)), s))
  return f32x4.sub(one, f32x4.mul(f32x4.mul(u, nu), s))
}

/** Conductances, before noise, of the four devices at byte `at` of their columns, `s` s after the reference time. */
// @ts-ignore: decorator
@inline
function conductances(at: usize, gRef: f32s, inverseAge: f32s, nu: f32s, rate: f32s, restRef: f32s, s: v128, relaxing: bool): v128 {
  let g = v128.load(gRef + at)
  if (relaxing) g = f32x4.add(v128.load(restRef + at), f32x4.mul(g, exp4(f32x4.neg(f32x4.mul(s, v128.load(rate + at))))))
  return f32x4.mul(g, later(f32x4.mul(s, v128.load(inverseAge + at)), v128.load(nu + at)))
}

/** One noisy read of four devices whose conductance has drifted to g. */
// @ts-ignore: decorator
@inline
function noisy(g: v128, xi: v128, relative: f32, absolute: f32): v128 {
  return f32x4.add(g, f32x4.mul(f32x4.add(f32x4.mul(f32x4.splat(relative), g), f32x4.splat(absolute)), xi))
}

/** Reads the listed devices one by one at time t: out[i] in uS. Each device uses the same draw as in `pcmReadRows`. */
export function pcmReadCells(f: PcmReadCells): void {
  const ids = f.ids
  const n = f.n
  const g = f.g
  const t_programmed = f.tProgrammed
  const nu = f.nu
  const t = f.t
  const inverseT0 = f.inverseT0
  const relative = f.relative
  const absolute = f.absolute
  const low = f.low
  const high = f.high
  const noise = f.noise
  const k0 = f.k0
  const k1 = f.k1
  const eventLow = f.drawLow
  const eventHigh = f.drawHigh
  const out = f.out
  const event = i32x4.splat(eventLow)
  const era = i32x4.splat(eventHigh)
  for (let i = 0; i < n; i += 4) {
    const four = nextIds(ids + (<usize>i << 2), n - i)
    const age = agesOf(t_programmed, four, t)
    let x = drift(gather(g, four), gather(nu, four), age, inverseT0)
    if (noise) x = noisy(x, gatherNormals(k0, k1, four, event, era), relative, absolute)
    scatter(out + (<usize>i << 2), i32x4(0, 1, 2, 3), clamp(x, f32x4.splat(low), f32x4.splat(high)), n - i)
  }
}

/**
 * The fused event-driven read of a differential crossbar: for every listed row and every column c < cols,
 * out[c] += gain sum_k (G+ - G-), each G drifted to `elapsed` s after the reference time of `pcmDrift`, read with its
 * own noise draw and clamped. Planes: polarity, device of the pair (`replicas`), row, column; `stride` columns a row.
 * Where `values` is given, the contribution of a row is multiplied by its value. Without `autapses`, row i does not contribute to
 * column i.
 */
export function pcmReadRows(f: PcmReadRows): void {
  // Two loops, each without the other's branch.
  if (f.rate) readRows(f, true)
  else readRows(f, false)
}

// @ts-ignore: decorator
@inline
function readRows(f: PcmReadRows, relaxing: bool): void {
  const rows = f.rows
  const values = f.values
  const n = f.n
  const gRef = f.gRef
  const inverseAge = f.inverseAge
  const nu = f.nu
  const rate = f.rate
  const restRef = f.restRef
  const replicas = f.replicas
  const totalRows = f.totalRows
  const stride = f.stride
  const cols = f.cols
  const elapsed = f.elapsed
  const relative = f.relative
  const absolute = f.absolute
  const low = f.low
  const high = f.high
  const noise = f.noise
  const k0 = f.k0
  const k1 = f.k1
  const eventLow = f.drawLow
  const eventHigh = f.drawHigh
  const gain = f.gain
  const autapses = f.autapses
  const out = f.out
  const polarity: u32 = replicas * totalRows * stride
  const quads = (cols + 3) >> 2
  const lo = f32x4.splat(low)
  const hi = f32x4.splat(high)
  const s = f32x4.splat(elapsed)
  // Whole vectors are read; the sums added beyond the last column are restored at the end.
  const tail = out + (<usize>(quads - 1) << 4)
  const beyond = i32x4.ge_s(i32x4.add(i32x4.splat((quads - 1) << 2), i32x4(0, 1, 2, 3)), i32x4.splat(cols))
  const padding = v128.load(tail)
  for (let r = 0; r < n; ++r) {
    const row: i32 = load<i32>(rows + (<usize>r << 2))
    const own = out + (<usize>row << 2)
    const kept = autapses ? <f32>0 : load<f32>(own)
    const scale = f32x4.splat(values ? gain * load<f32>(values + (<usize>r << 2)) : gain)
    for (let k = 0; k < replicas; ++k) {
      const first: u32 = (k * totalRows + row) * stride
      for (let quad = 0; quad < quads; quad += 4) {
        const slots = min(4, quads - quad)
        const id = first + (quad << 2)
        if (noise) {
          blockNormals(k0, k1, id >> 4, (id + polarity) >> 4, eventLow, eventHigh, slots, plusNormals, minusNormals)
        }
        let plus = <usize>id << 2
        let minus = <usize>(id + polarity) << 2
        let to = out + (<usize>quad << 4)
        for (let slot: usize = 0; slot < <usize>slots << 4; slot += 16) {
          let a = conductances(plus, gRef, inverseAge, nu, rate, restRef, s, relaxing)
          let b = conductances(minus, gRef, inverseAge, nu, rate, restRef, s, relaxing)
          if (noise) {
            a = noisy(a, v128.load(plusNormals + slot), relative, absolute)
            b = noisy(b, v128.load(minusNormals + slot), relative, absolute)
          }
          const pair = f32x4.sub(clamp(a, lo, hi), clamp(b, lo, hi))
          v128.store(to, f32x4.add(v128.load(to), f32x4.mul(scale, pair)))
          plus += 16
          minus += 16
          to += 16
        }
      }
    }
    if (!autapses) store<f32>(own, kept)
  }
  v128.store(tail, v128.bitselect(padding, v128.load(tail), beyond))
}

/**
 * The same reads without the sums, for circuits between the devices and the sums: out[((r 2 + p) replicas + k) stride + c] is the
 * conductance of column c of the k-th device of polarity p in the r-th listed row. Whole vectors are written: up to 3 numbers past
 * the last column have no meaning. `values`, `gain` and `autapses` are ignored.
 */
export function pcmReadDevices(f: PcmReadRows): void {
  if (f.rate) readDevices(f, true)
  else readDevices(f, false)
}

// @ts-ignore: decorator
@inline
function readDevices(f: PcmReadRows, relaxing: bool): void {
  const rows = f.rows
  const n = f.n
  const gRef = f.gRef
  const inverseAge = f.inverseAge
  const nu = f.nu
  const rate = f.rate
  const restRef = f.restRef
  const replicas = f.replicas
  const totalRows = f.totalRows
  const stride = f.stride
  const cols = f.cols
  const relative = f.relative
  const absolute = f.absolute
  const noise = f.noise
  const k0 = f.k0
  const k1 = f.k1
  const eventLow = f.drawLow
  const eventHigh = f.drawHigh
  const polarity: u32 = replicas * totalRows * stride
  const quads = (cols + 3) >> 2
  const lo = f32x4.splat(f.low)
  const hi = f32x4.splat(f.high)
  const s = f32x4.splat(f.elapsed)
  const across: usize = <usize>(replicas * stride) << 2
  for (let r = 0; r < n; ++r) {
    const row: i32 = load<i32>(rows + (<usize>r << 2))
    for (let k = 0; k < replicas; ++k) {
      const first: u32 = (k * totalRows + row) * stride
      let to = f.out + (<usize>((2 * r * replicas + k) * stride) << 2)
      for (let quad = 0; quad < quads; quad += 4) {
        const slots = min(4, quads - quad)
        const id = first + (quad << 2)
        if (noise) {
          blockNormals(k0, k1, id >> 4, (id + polarity) >> 4, eventLow, eventHigh, slots, plusNormals, minusNormals)
        }
        let plus = <usize>id << 2
        let minus = <usize>(id + polarity) << 2
        for (let slot: usize = 0; slot < <usize>slots << 4; slot += 16) {
          let a = conductances(plus, gRef, inverseAge, nu, rate, restRef, s, relaxing)
          let b = conductances(minus, gRef, inverseAge, nu, rate, restRef, s, relaxing)
          if (noise) {
            a = noisy(a, v128.load(plusNormals + slot), relative, absolute)
            b = noisy(b, v128.load(minusNormals + slot), relative, absolute)
          }
          v128.store(to, clamp(a, lo, hi))
          v128.store(to + across, clamp(b, lo, hi))
          plus += 16
          minus += 16
          to += 16
        }
      }
    }
  }
}
