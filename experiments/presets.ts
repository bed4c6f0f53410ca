/**
 * Defaults that depend on the update scheme and the convention: hyper-parameters as found by `memxbar search` (its
 * settings and results stand in experiments/papers/demirag-2021.md) and as published.
 */
import type { SchemeName } from '../learning/update/registry.ts'

type Overlay = { readonly [section: string]: Readonly<Record<string, unknown>> }

/** Found by random search on seeds 0-4 with physical defaults, 250 epochs. */
const SEARCHED: Readonly<Record<SchemeName, Overlay>> = {
  'mixed-precision': {
    network: { threshold: 0.671, gain: 0.521 },
    crossbar: { scale: 43.8 },
    learning: { lr_in: 1.45e-5, lr_rec: 1.57e-5, lr_out: 1.01e-4, rate_regularisation: 11900 },
  },
  sign: {},
  stochastic: {},
  'multi-memristor': { crossbar: { replicas: 4 } },
  'update-ready': {},
  fp32: {
    network: { threshold: 0.701, gain: 0.45 },
    learning: { lr_in: 9.57e-5, lr_rec: 1.61e-5, lr_out: 1.66e-5, rate_regularisation: 18700 },
  },
  accumulator: {},
}

/** arXiv 2108.01804 and its public code. */
const PUBLISHED_FP32: Overlay = {
  network: { gain: 0.1, threshold: 0.1 },
  learning: { lr_in: 2e-5, lr_rec: 5e-5, lr_out: 2e-5, rate_regularisation: 1e-4 },
}
const PUBLISHED_PCM: Overlay = {
  network: { gain: 0.23688, threshold: 0.19252 },
  crossbar: { scale: 11.825 },
  learning: { lr_in: 3.3041e-4, lr_rec: 3.9387e-4, lr_out: 1.662e-5, rate_regularisation: 8.3827e-4 },
}

/** What the published code does differently (its reads come half a millisecond after a write, for instance). */
const SRNN_PCM: Overlay = {
  network: { surrogate: 'gamma' },
  crossbar: { settle: 5e-4, combine: 'sum' },
  learning: { input_lead: 1, rate_eligibility: 'filtered' },
}

/** The overlays, weakest first, that lie between the schema's defaults and what the user wrote. */
export function overlays(
  convention: unknown,
  scheme: SchemeName,
  device: { model: string; g_max?: unknown },
): readonly Overlay[] {
  if (convention !== 'srnn-pcm') return [SEARCHED[scheme]]
  const clamps = device.model === 'pcm' ? { device: { read_min: 0.1, read_max: device.g_max ?? 12 } } : {}
  return [SRNN_PCM, clamps, scheme === 'fp32' ? PUBLISHED_FP32 : PUBLISHED_PCM]
}
