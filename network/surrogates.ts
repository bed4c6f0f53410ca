/**
 * Surrogate derivatives of a spike, psi(x) with x = |v - A| / width, with the names used by NEST. `height` is psi at the threshold;
 * for arctan it is gamma / pi.
 */
export const SURROGATES = {
  'piecewise-linear': { code: 0, title: 'gamma max(0, 1 - x)' },
  exponential: { code: 1, title: 'gamma exp(-x)' },
  'fast-sigmoid': { code: 2, title: 'gamma / (1 + x)^2' },
  arctan: { code: 3, title: '(gamma / pi) / (1 + (pi x)^2)' },
} as const

export type SurrogateName = keyof typeof SURROGATES
