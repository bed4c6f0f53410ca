#!/usr/bin/env python3
"""CPU seconds of a trial in PyTorch: the same maths as memxbar, vectorised, in one thread. Prints JSON.

Forward pass of 1,000 steps, adjoint e-prop gradient, update; on phase-change memory with mixed precision or on fp32
weights. `--check` holds gradients and device statistics against test/golden instead of timing.
"""

import json
import math
import os
import statistics
import sys
import time

# Write no __pycache__ into the source tree.
sys.dont_write_bytecode = True
# Must be set before torch loads its BLAS.
os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')
os.environ.setdefault('OMP_NUM_THREADS', '1')

try:
    import torch
except ModuleNotFoundError:
    sys.stderr.write('trial.py needs PyTorch: on Debian, apt-get install python3-torch and run it with /usr/bin/python3\n')
    sys.exit(2)

import machine
import network
import pcm
from arguments import arguments

SETTLE = 38.6


def pattern(a):
    """Frozen Poisson input and a sum of sinusoids that ends within +-1."""
    x = (torch.rand(a.steps, a.inputs) < a.input_rate * a.dt).float()
    t = torch.arange(a.steps).mul(a.dt).view(-1, 1, 1)
    frequency = torch.tensor([1.0, 2.0, 3.0, 5.0])
    size, phase = torch.rand(2, a.outputs, len(frequency))
    y = ((0.5 + 1.5 * size) * torch.sin(2 * math.pi * (frequency * t + phase))).sum(2)
    return x, y / y.abs().amax(0)


class DigitalWeights:
    """fp32 weights, kept within +-1."""

    def __init__(self, initial):
        self.w = initial

    def begin(self, _t):
        pass

    def currents(self, _elapsed, pre, _selfless_from=None):
        return torch.mv(self.w.t(), pre)

    def update(self, gradient, rate, _t):
        self.w.sub_(gradient * rate).clamp_(-1, 1)
        return 0


def initial_weights(a):
    hidden = torch.randn(a.inputs + a.neurons, a.neurons)
    hidden[: a.inputs] *= a.gain / math.sqrt(a.inputs)
    hidden[a.inputs :] *= a.gain / math.sqrt(a.neurons)
    hidden[a.inputs :].fill_diagonal_(0)
    return hidden, torch.randn(a.neurons, a.outputs) * (a.gain / math.sqrt(a.neurons))


def run(a):
    torch.manual_seed(a.seed)
    alpha, kappa = math.exp(-a.dt / a.tau_mem), math.exp(-a.dt / a.tau_out)
    c = network.Constants(alpha, kappa, theta=a.threshold, gain=a.gamma / a.threshold)
    patterns = [pattern(a) for _ in range(a.patterns)]

    def array(initial):
        if a.device == 'fp32':
            return DigitalWeights(initial)
        return pcm.Pairs(initial, a.scale, spiking_only=a.reads == 'spiking')

    hidden, out = (array(w) for w in initial_weights(a))
    feedback = torch.randn(a.outputs, a.neurons) / math.sqrt(a.neurons)
    rates = torch.tensor([a.lr_in] * a.inputs + [a.lr_rec] * a.neurons, dtype=torch.float64).view(-1, 1)
    clock, seconds, spikes, pulses, losses = SETTLE, [], [], 0, []
    for trial in range(a.patterns + a.trials):
        x, target = patterns[trial % a.patterns]
        start = time.process_time()
        hidden.begin(clock)
        out.begin(clock)
        record = network.forward(
            x,
            c,
            a.neurons,
            lambda t, pre: hidden.currents(t * a.dt, pre, a.inputs),
            lambda t, z: out.currents(t * a.dt, z),
            a.outputs,
        )
        error = record.y - target
        grad, grad_out = network.gradients(
            record, error, feedback, c, regularisation=a.regularisation, rate_target=a.rate_target * a.dt
        )
        clock += a.steps * a.dt
        pulses += hidden.update(grad.clamp_(-100, 100), rates, clock)
        pulses += out.update(grad_out.clamp_(-100, 100), a.lr_out, clock)
        clock += SETTLE
        seconds.append(time.process_time() - start)
        spikes.append(record.z.mean().item() / a.dt)
        losses.append(error.square().mean().item())
    return {
        'trial': f'{a.inputs}-{a.neurons}-{a.outputs}',
        'device': a.device,
        'reads': a.reads if a.device == 'pcm' else None,
        'steps': a.steps,
        'trials': a.trials,
        'cpu_s_min': min(seconds[a.patterns :]),
        'cpu_s_median': statistics.median(seconds[a.patterns :]),
        'rate_hz': statistics.median(spikes[a.patterns :]),
        'mse_first': losses[0],
        'mse_last': losses[-1],
        'set_pulses': pulses,
        **machine.description(),
    }


if __name__ == '__main__':
    torch.set_num_threads(1)
    options = arguments(__doc__)
    if options.check:
        import check

        sys.exit(check.main())
    with torch.inference_mode():
        print(json.dumps(run(options), indent=1))
