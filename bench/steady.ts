/**
 * A network with the same rate at every size and in every epoch, because the cost of an event-driven simulator depends on its
 * spikes: weights shrink with the root of the fan-in, and learning runs fully but is too slow to change anything.
 * Every field that matters is given, so that no preset can change the network.
 */
export const STEADY: readonly string[] = [
  ...['task.input_rate=50', 'task.patterns=3', 'network.gain=1', 'network.threshold=1.4', 'crossbar.scale=15'],
  ...['learning.lr_in=1e-9', 'learning.lr_rec=1e-9', 'learning.lr_out=1e-9', 'learning.rate_regularisation=1000'],
]
