#!/usr/bin/env python3
"""CPU seconds per sample of a feed-forward spiking classifier in PyTorch: the same maths as memxbar, in one thread. Prints JSON.

Direct coding: every step drives the first layer with the grey values. Back-propagation through time by autograd with a
piecewise-linear surrogate and a detached reset; cross-entropy of the mean readout; the gradients of a batch are summed. fp32 weights
train in batches, the fastest form here; on phase-change memory every sample reads the devices at every step, with fresh noise.
"""

import argparse
import gzip
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
    sys.stderr.write('classify.py needs PyTorch: on Debian, apt-get install python3-torch and run it with /usr/bin/python3\n')
    sys.exit(2)

import machine
import pcm

SETTLE = 38.6


def images(folder, count):
    """The first training images [count][pixels] in 0..1, and their labels, from IDX files with or without gzip."""

    def read(name):
        for path, opened in ((f'{folder}/{name}', open), (f'{folder}/{name}.gz', gzip.open)):
            if os.path.exists(path):
                with opened(path, 'rb') as file:
                    return file.read()
        sys.stderr.write(f'{folder} has no {name}; give the folder of IDX files with --data\n')
        sys.exit(3)

    pixels = torch.frombuffer(bytearray(read('train-images-idx3-ubyte')[16:]), dtype=torch.uint8)
    labels = torch.frombuffer(bytearray(read('train-labels-idx1-ubyte')[8:]), dtype=torch.uint8)
    return pixels.view(len(labels), -1)[:count].float() / 255, labels[:count].long()


class Spike(torch.autograd.Function):
    """z = [v > theta]; dz/dv = gain max(0, 1 - |v - theta| / theta)."""

    @staticmethod
    def forward(ctx, v, theta, gain):
        ctx.save_for_backward(v)
        ctx.theta, ctx.gain = theta, gain
        return (v > theta).float()

    @staticmethod
    def backward(ctx, gradient):
        (v,) = ctx.saved_tensors
        psi = (v - ctx.theta).abs_().div_(ctx.theta).neg_().add_(1).clamp_(min=0).mul_(ctx.gain)
        return gradient * psi, None, None


class Digital:
    def __init__(self, initial):
        self.w = initial.requires_grad_()

    def begin(self, _t):
        pass

    def __call__(self, x, _step):
        return x @ self.w

    def update(self, rate, _t):
        with torch.no_grad():
            self.w.sub_(self.w.grad * rate).clamp_(-1, 1)
        self.w.grad = None
        return 0


class NoisyProduct(torch.autograd.Function):
    """x W with a fresh read of W for every sample; gradients as of the programmed weights, which the controller knows."""

    @staticmethod
    def forward(ctx, x, known, pairs, elapsed):
        ctx.save_for_backward(x, known)
        return torch.stack([pairs.currents(elapsed, row) for row in x])

    @staticmethod
    def backward(ctx, gradient):
        x, known = ctx.saved_tensors
        return (gradient @ known.t() if ctx.needs_input_grad[0] else None), x.t() @ gradient, None, None


class Analog:
    def __init__(self, initial, a):
        self.pairs, self.dt = pcm.Pairs(initial, a.scale, spiking_only=a.reads == 'active'), a.dt

    def begin(self, t):
        with torch.no_grad():
            self.pairs.begin(t)
            self.known = (self.pairs.g[0] - self.pairs.g[1]).div_(self.pairs.scale)
        self.known.requires_grad_()

    def __call__(self, x, step):
        return NoisyProduct.apply(x, self.known, self.pairs, step * self.dt)

    def update(self, rate, t):
        with torch.no_grad():
            return self.pairs.update(self.known.grad, rate, t)


def run(a):
    torch.manual_seed(a.seed)
    x, labels = images(a.data, a.samples + a.batch)
    sizes = [x.shape[1], *a.hidden, 10]
    initial = [torch.randn(n, m) * (a.gain / math.sqrt(n)) for n, m in zip(sizes, sizes[1:])]
    layers = [Digital(w) if a.device == 'fp32' else Analog(w, a) for w in initial]
    rates = [a.lr] * len(a.hidden) + [a.lr_out]
    alpha, kappa = math.exp(-a.dt / a.tau_mem), math.exp(-a.dt / a.tau_out)
    clock, seconds, losses, pulses, spikes = SETTLE, [], [], 0, 0.0
    for first in range(0, len(labels), a.batch):
        batch, target = x[first : first + a.batch], labels[first : first + a.batch]
        start = time.process_time()
        for layer in layers:
            layer.begin(clock)
        v = [batch.new_zeros(len(batch), n) for n in a.hidden]
        z = [batch.new_zeros(len(batch), n) for n in a.hidden]
        y = batch.new_zeros(len(batch), 10)
        total = torch.zeros_like(y)
        # Digital weights give the same currents of the input at every step.
        constant = layers[0](batch, 0) if a.device == 'fp32' else None
        for step in range(a.steps):
            drive = constant if constant is not None else layers[0](batch, step)
            for k in range(len(a.hidden)):
                v[k] = alpha * v[k] + drive - a.threshold * z[k].detach()
                z[k] = Spike.apply(v[k], a.threshold, a.gamma / a.threshold)
                drive = layers[k + 1](z[k], step)
            y = kappa * y + drive
            total = total + y
        loss = torch.nn.functional.cross_entropy(total / a.steps, target, reduction='sum')
        loss.backward()
        clock += len(batch) * a.steps * a.dt
        for layer, rate in zip(layers, rates):
            pulses += layer.update(rate, clock)
        clock += SETTLE
        seconds.append((time.process_time() - start) / len(batch))
        losses.append(loss.item() / len(batch))
        spikes += sum(part.mean().item() for part in z) / len(z)
    return {
        'network': '-'.join(map(str, sizes)),
        'device': a.device,
        'reads': a.reads if a.device == 'pcm' else None,
        'batch': a.batch,
        'samples': a.samples,
        'cpu_s_per_sample': statistics.median(seconds[1:]),
        'loss_first': losses[0],
        'loss_last': statistics.mean(losses[-4:]),
        'activity': spikes / len(seconds),
        'set_pulses': pulses,
        **machine.description(),
    }


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('--data', default='/usr/share/datasets/fashion-mnist', help='folder of IDX files')
    parser.add_argument('--device', choices=('pcm', 'fp32'), default='fp32')
    parser.add_argument('--reads', choices=('all', 'active'), default='all', help='rows read in a step')
    parser.add_argument('--samples', type=int, default=640, help='timed samples, after one untimed batch')
    parser.add_argument('--batch', type=int, default=32)
    parser.add_argument('--hidden', type=int, nargs='*', default=[400, 400])
    parser.add_argument('--steps', type=int, default=5)
    parser.add_argument('--seed', type=int, default=1)
    for name, value in (('dt', 1e-3), ('tau-mem', 5e-3), ('tau-out', 5e-3), ('threshold', 1.0), ('gamma', 0.3), ('gain', 1.5)):
        parser.add_argument(f'--{name}', type=float, default=value)
    parser.add_argument('--lr', type=float, default=1e-2)
    parser.add_argument('--lr-out', type=float, default=3e-3)
    parser.add_argument('--scale', type=float, default=20.0, help='uS of weight 1')
    return parser.parse_args()


if __name__ == '__main__':
    torch.set_num_threads(1)
    print(json.dumps(run(arguments()), indent=1))
