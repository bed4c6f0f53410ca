"""A trial of a spiking recurrent network and its e-prop gradient in adjoint form, with torch tensors.

Equations: v_t = alpha v_{t-1} + zeta (W_in x_t + W_rec z_{t-1}) - theta z_{t-1}, z_t = [v_t > A_t],
y_t = kappa y_{t-1} + zeta_out W_out z_t, psi_t = gain max(0, 1 - |v_t - A_t| / theta), and e-prop (Bellec et al., Nat. Commun.
11, 3625, 2020) backwards: G_t = L_t + kappa G_{t+1}, M_t = psi_t (G_t + lambda_t),
lambda_{t-1} = -beta psi_t G_t + (rho - beta psi_t) lambda_t, gradient = eps^T M.

Input and recurrent weights are one matrix [inputs + neurons][neurons] on the presynaptic signals (x_t, z_{t-1}): one product
a step instead of two, which is the fastest form here.
"""

from dataclasses import dataclass
from typing import Callable, Optional

import torch


@dataclass(frozen=True)
class Constants:
    alpha: float
    kappa: float
    theta: float
    gain: float
    rho: float = 0.0
    zeta: float = 1.0
    zeta_out: float = 1.0


@dataclass
class Record:
    """Records of a trial: pre [T][inputs + neurons], psi and z [T][neurons], y [T][outputs], v [T][neurons]."""

    pre: torch.Tensor
    psi: torch.Tensor
    z: torch.Tensor
    y: torch.Tensor
    v: torch.Tensor


def filtered(x: torch.Tensor, decay: float, reverse: bool = False) -> torch.Tensor:
    """out_t = x_t + decay out_{t-1}; backwards in time if asked for. One small operation per step."""
    out = x.clone()
    rows = list(out.unbind(0))
    if reverse:
        rows.reverse()
    for before, now in zip(rows, rows[1:]):
        now.add_(before, alpha=decay)
    return out


def forward(
    x: torch.Tensor,
    c: Constants,
    neurons: int,
    current: Callable[[int, torch.Tensor], torch.Tensor],
    readout: Callable[[int, torch.Tensor], torch.Tensor],
    outputs: int,
    beta: Optional[torch.Tensor] = None,
) -> Record:
    """Runs x [T][inputs]. `current(t, pre)` and `readout(t, z)` read the weights, which may differ in every step."""
    steps, inputs = x.shape
    pre = x.new_zeros(steps + 1, inputs + neurons)
    pre[:steps, :inputs] = x
    v = x.new_empty(steps, neurons)
    threshold = x.new_full((steps, neurons), c.theta) if beta is not None else None
    out = x.new_empty(steps, outputs)
    adaptation = x.new_zeros(neurons)
    last_v = x.new_zeros(neurons)
    lines, spikes, membranes, outs = pre.unbind(0), pre[:, inputs:].unbind(0), v.unbind(0), out.unbind(0)
    for t in range(steps):
        z, now = spikes[t], membranes[t]
        torch.add(current(t, lines[t]).mul_(c.zeta), last_v, alpha=c.alpha, out=now)
        now.sub_(z, alpha=c.theta)
        if beta is None:
            spiking = now > c.theta
        else:
            adaptation.mul_(c.rho).add_(z)
            threshold[t].addcmul_(beta, adaptation)
            spiking = now > threshold[t]
        spikes[t + 1].copy_(spiking)
        outs[t].copy_(readout(t, spikes[t + 1]))
        last_v = now
    distance = v - (c.theta if threshold is None else threshold)
    psi = distance.abs_().div_(c.theta).neg_().add_(1).clamp_(min=0).mul_(c.gain)
    return Record(pre[:steps], psi, pre[1:, inputs:], filtered(out.mul_(c.zeta_out), c.kappa), v)


def gradients(
    record: Record,
    error: torch.Tensor,
    feedback: torch.Tensor,
    c: Constants,
    beta: Optional[torch.Tensor] = None,
    regularisation: float = 0.0,
    rate_target: float = 0.0,
):
    """dE/dW of the joint input and recurrent matrix, and of the readout. error [T][outputs], feedback [outputs][neurons]."""
    psi = record.psi
    steps, neurons = psi.shape
    backwards = filtered(error, c.kappa, reverse=True).mul_(c.zeta_out)
    signal = backwards @ feedback
    # The rate regularisation c (f - f*) acts on the mean over t of the unfiltered eligibility.
    signal.add_(record.z.mean(0).sub_(rate_target), alpha=regularisation / steps)
    factor = signal if beta is None else adapted(signal, psi, beta, c.rho)
    eligibility = filtered(record.pre, c.alpha)
    grad = eligibility.t() @ factor.mul(psi).mul_(c.zeta)
    grad[-neurons:].fill_diagonal_(0)
    return grad, record.z.t() @ backwards


def adapted(signal: torch.Tensor, psi: torch.Tensor, beta: torch.Tensor, rho: float) -> torch.Tensor:
    """G_t + lambda_t: the contribution of later adaptation to the learning signal."""
    result = signal.clone()
    later = torch.zeros_like(beta)
    for t in range(len(signal) - 1, -1, -1):
        result[t] += later
        slope = beta * psi[t]
        later = (rho - slope) * later - slope * signal[t]
    return result
