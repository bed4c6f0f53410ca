/**
 * A recurrent network of LIF and adaptive LIF neurons with a leaky linear readout, one trial from rest.
 *
 * Bellec et al., "A solution to the learning dilemma for recurrent networks of spiking neurons", Nat. Commun. 11, 3625
 * (2020), doi 10.1038/s41467-020-17236-y, equations 6-11, in this project's convention of time:
 *
 *   v_t = alpha v_{t-1} + zeta (W_in x_t + W_rec z_{t-1}) - theta z_{t-1}
 *   a_t = rho a_{t-1} + z_{t-1},   A_t = theta + beta a_t,   z_t = [v_t > A_t]
 *   psi_t = gamma/theta max(0, 1 - |v_t - A_t|/theta)
 *   y_t = kappa y_{t-1} + zetaOut W_out z_t
 */

export type Matrix = readonly (readonly number[])[]

export interface NetworkCase {
  /** Input spikes [T][n_in]. */
  readonly x: Matrix
  /** Weights are [post][pre]: [n_rec][n_in], [n_rec][n_rec] with zero diagonal, [n_out][n_rec]. */
  readonly wIn: Matrix
  readonly wRec: Matrix
  readonly wOut: Matrix
  /** Decay a step of membrane, readout and adaptation. */
  readonly alpha: number
  readonly kappa: number
  readonly rho: number
  /** theta. */
  readonly threshold: number
  readonly gamma: number
  /** Strength of adaptation [n_rec]; 0 is a plain LIF neuron. */
  readonly beta: readonly number[]
  /** Gain of the membrane's input, 1 or 1 - alpha. */
  readonly zeta: number
  /** Gain of the readout's input, 1 or 1 - kappa. */
  readonly zetaOut: number
  /** After a spike at t, no spike and psi = 0 at t+1 … t+refractory; the membrane goes on. */
  readonly refractory: number
}

/** Everything a trial leaves behind: v, a, z, psi [T][n_rec], y [T][n_out]. */
export interface Simulation {
  readonly v: number[][]
  readonly a: number[][]
  readonly z: number[][]
  readonly psi: number[][]
  readonly y: number[][]
}

export function zeros(length: number): number[] {
  return new Array<number>(length).fill(0)
}

export function zeroMatrix(rows: number, cols: number): number[][] {
  return Array.from({ length: rows }, () => zeros(cols))
}

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Runs the network over all of `x`, from v = a = y = 0 and no spike before the first step. */
export function simulate(net: NetworkCase): Simulation {
  const { x, wIn, wRec, wOut, alpha, kappa, rho, threshold: theta, gamma, beta, zeta, zetaOut, refractory } = net
  const nRec = wRec.length
  const v: number[][] = []
  const a: number[][] = []
  const z: number[][] = []
  const psi: number[][] = []
  const y: number[][] = []
  const lastSpike = new Array<number>(nRec).fill(Number.NEGATIVE_INFINITY)

  for (let t = 0; t < x.length; t++) {
    const vBefore = v[t - 1] ?? zeros(nRec)
    const aBefore = a[t - 1] ?? zeros(nRec)
    const zBefore = z[t - 1] ?? zeros(nRec)
    const yBefore = y[t - 1] ?? zeros(wOut.length)

    const vNow = zeros(nRec)
    const aNow = zeros(nRec)
    const zNow = zeros(nRec)
    const psiNow = zeros(nRec)
    for (let j = 0; j < nRec; j++) {
      const current = dot(wIn[j]!, x[t]!) + dot(wRec[j]!, zBefore)
      vNow[j] = alpha * vBefore[j]! + zeta * current - theta * zBefore[j]!
      aNow[j] = rho * aBefore[j]! + zBefore[j]!
      if (t <= lastSpike[j]! + refractory) continue
      const above = vNow[j]! - (theta + beta[j]! * aNow[j]!)
      psiNow[j] = (gamma / theta) * Math.max(0, 1 - Math.abs(above) / theta)
      if (above > 0) {
        zNow[j] = 1
        lastSpike[j] = t
      }
    }
    v.push(vNow)
    a.push(aNow)
    z.push(zNow)
    psi.push(psiNow)
    y.push(yBefore.map((before, k) => kappa * before + zetaOut * dot(wOut[k]!, zNow)))
  }
  return { v, a, z, psi, y }
}
