/** The names that `memxbar plot --kind` takes. They are apart from what draws, so that the help is printed without loading it. */

/** Figures of results, in the order of the report. */
export const RESULT_KINDS = [
  'learning',
  'box',
  'response',
  'heat',
  'trade-off',
  'confusion',
  'cost',
  'cost-breakdown',
  'wear',
  'raster',
  'drift',
] as const
/** Figures of the arrays of a state. */
export const STATE_KINDS: readonly string[] = ['conductance', 'array-map']
/** The figure of a graph. */
export const NETWORK_KIND = 'network'
