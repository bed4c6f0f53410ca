"""Describes the machine and software of a measurement. The BLAS matters: the reference BLAS is several times slower than OpenBLAS."""

import os
import platform

import torch


def description():
    return {
        'cpu': cpu(),
        'python': platform.python_version(),
        'torch': torch.__version__,
        'blas': blas(),
        'threads': torch.get_num_threads(),
    }


def cpu():
    try:
        with open('/proc/cpuinfo') as lines:
            return next(line.split(':', 1)[1].strip() for line in lines if line.startswith('model name'))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def blas():
    """The BLAS library that this process has loaded."""
    if torch.backends.mkl.is_available():
        return 'mkl'
    try:
        with open('/proc/self/maps') as lines:
            names = {os.path.basename(line.split()[-1]) for line in lines if '.so' in line}
    except OSError:
        return 'unknown'
    for known in ('openblas', 'blis', 'atlas', 'libblas'):
        found = sorted(name for name in names if known in name)
        if found:
            return found[0]
    return 'built into torch'
