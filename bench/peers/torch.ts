/** Runs the PyTorch version with the settings of a memxbar spec. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Spec } from '../../experiments/config/schema.ts'

/** The used part of trial.py's output. */
export interface TorchTrials {
  readonly cpu_s_median: number
  readonly rate_hz: number
  readonly torch: string
  readonly blas: string
}

/** The chosen Python has no torch; the message says how to install it. */
export class MissingTorch extends Error {}

/** Relative to dist/bench/peers: the script is not compiled and stays in the source tree. */
const SCRIPT = fileURLToPath(new URL('../../../bench/peers/trial.py', import.meta.url))

/** @throws MissingTorch, or Error with the script's output */
export function torchTrials(python: string, spec: Spec, options: readonly string[]): TorchTrials {
  const { status, stdout, stderr, error } = spawnSync(python, [SCRIPT, ...settings(spec), ...options], { encoding: 'utf8' })
  if (error) throw new MissingTorch(`cannot run ${python}: ${error.message}; name another Python with --python`)
  if (status === 2 && stderr.includes('python3-torch')) throw new MissingTorch(stderr.trim())
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

function settings({ task, network, crossbar, learning }: Spec): string[] {
  const values = {
    inputs: task.inputs,
    neurons: network.neurons,
    outputs: task.outputs,
    steps: Math.round(Number(task.duration) / Number(task.dt)),
    patterns: task.patterns,
    dt: task.dt,
    'input-rate': task.input_rate,
    'tau-mem': network.tau_mem,
    'tau-out': network.tau_out,
    threshold: network.threshold,
    gamma: network.gamma,
    gain: network.gain,
    scale: crossbar.scale,
    'lr-in': learning.lr_in,
    'lr-rec': learning.lr_rec,
    'lr-out': learning.lr_out,
    regularisation: learning.rate_regularisation,
    'rate-target': learning.rate_target,
  }
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)])
}
