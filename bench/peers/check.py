"""Checks the maths of the PyTorch version against numbers from other tools; test/golden names their origin."""

import json
import pathlib
import sys

import torch

import network
import pcm

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / 'test' / 'golden'
DEVICES = 640_000
READS = 320_000


def main() -> int:
    torch.manual_seed(1)
    failed = [line for line in lines() if not report(*line)]
    print(f'{len(failed)} failed')
    return 1 if failed else 0


def report(name, value, limit) -> bool:
    passed = value <= limit
    print(f'{"ok    " if passed else "FAILED"} {name}: {value:.3g} (limit {limit:g})')
    return passed


def lines():
    for name in ('eprop_lif', 'eprop_alif'):
        case = json.loads((GOLDEN / f'{name}.json').read_text())
        yield from gradient_lines(name, case, torch.float64, 1e-6)
        # Rounding over 150 steps: 2e-6 with one BLAS; it differs between BLAS libraries.
        yield from gradient_lines(name, case, torch.float32, 1e-5)
    statistics = json.loads((GOLDEN / 'pcm_statistics.json').read_text())
    with torch.inference_mode():
        yield from set_lines('SET, Gmax 12', statistics['set_pulses_gmax12'], 12.0)
        yield from set_lines('SET, Gmax 20', statistics['set_pulses_gmax20'], 20.0)
        yield from read_lines('reads', statistics['reads'])


def gradient_lines(name, case, dtype, limit):
    """Largest difference over the largest value of the reference."""
    tensor = {k: torch.tensor(v, dtype=dtype) for k, v in case.items() if isinstance(v, list)}
    c = network.Constants(case['alpha'], case['kappa'], case['threshold'], case['gamma'] / case['threshold'], case['rho'])
    neurons, adaptive = case['n_rec'], case['n_adaptive']
    beta = None
    if adaptive > 0:
        beta = torch.zeros(neurons, dtype=dtype)
        beta[neurons - adaptive :] = case['beta']
    hidden = torch.cat((tensor['w_in'].t(), tensor['w_rec'].t()))
    out = tensor['w_out'].t()
    record = network.forward(
        tensor['x'], c, neurons, lambda _, pre: pre @ hidden, lambda _, z: z @ out, case['n_out'], beta
    )
    error = record.y - tensor['target']
    grad, grad_out = network.gradients(record, error, tensor['w_out'], c, beta)
    yield f'{name} {dtype} spikes differing', (record.z != tensor['z']).sum().item(), 0
    for key, got in (
        ('v', record.v),
        ('y', record.y),
        ('grad_in', grad[:-neurons].t()),
        ('grad_rec', grad[-neurons:].t()),
        ('grad_out', grad_out.t()),
    ):
        yield f'{name} {dtype} {key}', ((got - tensor[key]).abs().max() / tensor[key].abs().max()).item(), limit


def set_lines(name, rows, g_max):
    g = pcm.after_reset(torch.empty(DEVICES))
    p = torch.ones(DEVICES)
    worst = Worst()
    for row in rows:
        if row['pulse'] > 0:
            g, p = pcm.after_set(g, p, g_max)
        worst.compare(g, row)
    yield from worst.lines(name)


def read_lines(name, rows):
    """Reads clamped to [0.1, 12] uS."""
    worst = Worst()
    for row in rows:
        shape = (READS,)
        g, age, nu = (torch.full(shape, value) for value in (row['g'], row['t'], -0.04))
        worst.compare(pcm.noisy_reads(g, nu, age, torch.empty(shape), torch.empty(shape), 0.1, 12.0), row)
    yield from worst.lines(name)


class Worst:
    """Largest deviations over many comparisons, in combined standard errors of both samples."""

    def __init__(self):
        self.mean = self.std = self.share = 0.0

    def compare(self, x, row):
        x = x.double()
        n, std = len(x), x.std().item()
        se = (std**2 / n + row['se_mean'] ** 2) ** 0.5
        self.mean = max(self.mean, abs(x.mean().item() - row['mean']) / se)
        kurtosis = (x - x.mean()).pow(4).mean().item() / std**4
        self.std = max(self.std, abs(std / row['std'] - 1) / (((kurtosis - 1) / 4) * (1 / n + 1 / row['n'])) ** 0.5)
        for share, key in ((0.05, 'q05'), (0.5, 'q50'), (0.95, 'q95')):
            # A clamp collects devices at one value: a quantile there may be any device among them.
            below, up_to = ((x < row[key] - 1e-6).double().mean().item(), (x <= row[key] + 1e-6).double().mean().item())
            error = (share * (1 - share) * (1 / n + 1 / row['n'])) ** 0.5
            self.share = max(self.share, (below - share) / error, (share - up_to) / error)

    def lines(self, name):
        # Five standard errors: 6e-7 each.
        yield f'{name}: means, standard errors', self.mean, 5
        yield f'{name}: spreads, standard errors', self.std, 5
        yield f'{name}: quantiles, standard errors', self.share, 5


if __name__ == '__main__':
    sys.exit(main())
