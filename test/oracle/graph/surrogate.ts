/**
 * Surrogate derivatives of the spike, by the names NEST gives them: psi = dz/dv at a distance of the membrane v from the
 * moving threshold A, with x = beta |v - A|.
 *
 *   piecewise-linear   gamma max(0, 1 - x)          Bellec et al., Nat. Commun. 11, 3625 (2020), doi 10.1038/s41467-020-17236-y
 *   exponential        gamma exp(-x)                Shrestha & Orchard, NeurIPS 2018, arXiv 1810.08646
 *   fast-sigmoid       gamma / (1 + x)²             Zenke & Ganguli, Neural Comput. 30, 1514 (2018), doi 10.1162/neco_a_01086
 *   arctan             (gamma/pi) / (1 + (pi x)²)   Fang et al., ICCV 2021, arXiv 2007.05785
 *
 * The surrogate of Bellec et al., gamma'/theta max(0, 1 - |v - A|/theta), is piecewise-linear with gamma = gamma'/theta and
 * beta = 1/theta. theta is the base threshold there, not A.
 */

export type SurrogateName = 'piecewise-linear' | 'exponential' | 'fast-sigmoid' | 'arctan'

export interface Surrogate {
  readonly name: SurrogateName
  /** Height: psi at v = A (arctan: gamma/pi), in spikes per unit of v. */
  readonly gamma: number
  /** Steepness, per unit of v. No relation to the strength of adaptation, which has the same symbol. */
  readonly beta: number
}

/** psi; `above` is v - A. */
export function surrogate({ name, gamma, beta }: Surrogate, above: number): number {
  const x = beta * Math.abs(above)
  switch (name) {
    case 'piecewise-linear':
      return gamma * Math.max(0, 1 - x)
    case 'exponential':
      return gamma * Math.exp(-x)
    case 'fast-sigmoid':
      return gamma / (1 + x) ** 2
    case 'arctan':
      return gamma / Math.PI / (1 + (Math.PI * x) ** 2)
  }
}
