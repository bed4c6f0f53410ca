"""Phase-change memory in differential pairs, vectorised over all devices of an array.

Nandakumar et al., J. Appl. Phys. 124, 152135 (2018), doi 10.1063/1.5042408, with the constants of arXiv 2108.01804:
G in uS, t in s. The update is the accumulated gradient of Nandakumar et al., Front. Neurosci. 14, 406 (2020).
"""

import math

import torch

T0 = 38.6
G_MIN = 0.1
M1, C1, A1 = -0.084, 0.880, 1.40
M2, C2, A2 = 0.091, 0.260, 2.15
DECAY = math.exp(-1 / 2.6)
RESET_MEAN, RESET_STD = 0.1, 0.01
READ_RELATIVE, READ_ABSOLUTE = 0.03, 0.13
# Mean SET step over the first ten pulses from RESET: the step that the controller assumes, uS.
STEP = 0.75


def after_set(g: torch.Tensor, p: torch.Tensor, g_max: float):
    """G and P of devices after one SET pulse."""
    p = p * DECAY
    mean = g * M1 + C1 + p * A1
    std = g * M2 + C2 + p * A2
    return (g + mean + std * torch.randn_like(g)).clamp_(G_MIN, g_max), p


def after_reset(g: torch.Tensor) -> torch.Tensor:
    return torch.randn_like(g).mul_(RESET_STD).add_(RESET_MEAN).clamp_(min=0)


def noisy_reads(g, minus_nu, age, noise, out, low=0.0, high=math.inf):
    """One read of every device: drift G (age/T0)^-nu, noise of std 0.03 G + 0.13, clamp. `noise` is scratch."""
    torch.div(age, T0, out=out)
    out.log_().mul_(minus_nu).exp_().mul_(g)
    noise.normal_()
    # G + (0.03 G + 0.13) xi in two passes.
    torch.addcmul(out, out, noise, value=READ_RELATIVE, out=out)
    return out.add_(noise, alpha=READ_ABSOLUTE).clamp_(low, high)


class Pairs:
    """An array of differential pairs [2][rows][cols]; plane 0 is G+. `spiking_only` reads only the rows that spiked."""

    def __init__(self, initial, scale, g_max=12.0, spiking_only=False):
        rows, cols = initial.shape
        self.scale, self.g_max, self.spiking_only = scale, g_max, spiking_only
        shape = (2, rows, cols)
        wanted = torch.stack((initial, -initial)).mul_(scale).clamp_(min=0)
        self.g = after_reset(torch.empty(shape)).add_(wanted).clamp_(max=g_max)
        self.p = torch.ones(shape)
        self.t_programmed = torch.zeros(shape, dtype=torch.float64)
        self.minus_nu = torch.full(shape, -0.04)
        self.chi = torch.zeros(rows, cols, dtype=torch.float64)
        self.age0, self.age, self.noise, self.now = (torch.empty(shape) for _ in range(4))
        self.difference = torch.empty(rows, cols)

    def begin(self, t: float):
        """Ages at the trial's start in double precision, computed once; step k adds k dt."""
        self.age0 = (t - self.t_programmed).float()

    def currents(self, elapsed: float, pre: torch.Tensor, selfless_from=None) -> torch.Tensor:
        """pre @ W with a fresh read of W; rows from `selfless_from` on have no device at their own column."""
        if self.spiking_only:
            return self.currents_of_spiking(elapsed, pre, selfless_from)
        torch.add(self.age0, elapsed, out=self.age)
        g = noisy_reads(self.g, self.minus_nu, self.age, self.noise, self.now)
        torch.sub(g[0], g[1], out=self.difference)
        if selfless_from is not None:
            self.difference[selfless_from:].fill_diagonal_(0)
        return torch.mv(self.difference.t(), pre).div_(self.scale)

    def currents_of_spiking(self, elapsed, pre, selfless_from):
        rows = pre.nonzero().squeeze(1)
        age = self.age0.index_select(1, rows).add_(elapsed)
        held, minus_nu = self.g.index_select(1, rows), self.minus_nu.index_select(1, rows)
        g = noisy_reads(held, minus_nu, age, torch.empty_like(age), torch.empty_like(age))
        difference = g[0] - g[1]
        if selfless_from is not None:
            own = rows >= selfless_from
            difference[own, rows[own] - selfless_from] = 0
        return difference.sum(0).div_(self.scale)

    def update(self, gradient, rate, t: float) -> int:
        """Mixed precision at time t: whole device steps of chi become SET pulses, truncated towards zero; returns how many."""
        step = STEP / self.scale
        self.chi.sub_(gradient.double().mul_(rate))
        due = self.chi.div(step).trunc_()
        self.chi.sub_(due, alpha=step)
        if not due.any():
            return 0
        sent = self.refresh(due, t)
        wanted = torch.stack((due, -due)).clamp_(min=0)
        while True:
            where = wanted > 0
            count = int(where.sum())
            if count == 0:
                return sent
            self.pulse(where, t)
            wanted.sub_(1).clamp_(min=0)
            sent += count

    def pulse(self, where: torch.Tensor, t: float):
        self.g[where], self.p[where] = after_set(self.g[where], self.p[where], self.g_max)
        self.t_programmed[where] = t

    def refresh(self, due, t: float) -> int:
        """Refreshes pairs that are due for a pulse and at the end of their range: RESET both, then write the difference to one of them."""
        share = (self.g - G_MIN) / (self.g_max - G_MIN)
        worn = (due != 0) & (share.amax(0) > 0.75) & (share.amin(0) > 0.25)
        if not worn.any():
            return 0
        difference = (self.g[0] - self.g[1]).div_(STEP).round_().mul_(worn)
        both = worn.expand_as(self.g)
        self.g[both] = after_reset(self.g[both])
        self.p[both] = 1
        self.t_programmed[both] = t
        wanted = torch.stack((difference, -difference)).clamp_(min=0)
        sent = int(wanted.sum())
        while wanted.any():
            self.pulse(wanted > 0, t)
            wanted.sub_(1).clamp_(min=0)
        return sent
