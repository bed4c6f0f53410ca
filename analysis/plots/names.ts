/** Names that `memxbar plot --kind` takes beside the figures of results. They are apart from what draws, so that help is printed without loading it. */

/** Figures of the arrays of a state. */
export const STATE_KINDS: readonly string[] = ['conductance', 'array-map']
/** The figure of a graph. */
export const NETWORK_KIND = 'network'
