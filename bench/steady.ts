/**
 * A network whose rate is the same at every size and in every epoch, for the cost of an event-driven simulator goes with its
 * spikes: weights shrink with the root of the fan-in, and learning, though all of it runs, is too slow to change anything.
 * Every field that matters is given, so that no preset can change the network.
 */
export const STEADY: readonly string[] = [
  ...['task.input_rate=50', 'task.patterns=3', 'network.gain=1', 'network.threshold=1.4', 'crossbar.scale=15'],
  ...['learning.lr_in=1e-9', 'learning.lr_rec=1e-9', 'learning.lr_out=1e-9', 'learning.rate_regularisation=1000'],
]
