"""The currents of a crossbar with resistive lines by SciPy's sparse direct solver and by ngspice: times, and numbers to compare.

python3 bench/peers/wires.py PROBLEM.json [--ngspice]

PROBLEM.json: rows, cols, row, column, driver, sense (ohm, above 0), g [rows][cols] (uS), v [rows] (V). Prints JSON: for each tool
CPU ms of the solution alone, CPU ms with the making of the matrix or of the netlist and its reading, and the currents (uA).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

try:
    import numpy as np
    import scipy
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import splu
except ImportError:
    sys.stderr.write('scipy is missing: apt-get install python3-scipy, or name another Python\n')
    sys.exit(2)


def resistors(p):
    """All resistors: node, node, uS. Nodes: word 0..n-1, bit n..2n-1, terminals of word lines after them, then 0 V."""
    rows, cols = p['rows'], p['cols']
    n = rows * cols
    word = np.arange(n).reshape(rows, cols)
    bit = n + word
    terminals = 2 * n + np.arange(rows)
    ground = np.full(cols, 2 * n + rows)
    return [
        (terminals, word[:, 0], 1e6 / p['driver']),
        (word[:, :-1].ravel(), word[:, 1:].ravel(), 1e6 / p['row']),
        (bit[:-1].ravel(), bit[1:].ravel(), 1e6 / p['column']),
        (bit[-1], ground, 1e6 / p['sense']),
        (word.ravel(), bit.ravel(), np.asarray(p['g'], dtype=float)),
    ]


def by_scipy(p):
    started = time.process_time()
    unknown = 2 * p['rows'] * p['cols']
    at, to, values = [], [], []
    right = np.zeros(unknown)
    known = np.concatenate([p['v'], [0.0]])
    for a, b, conductance in resistors(p):
        y = np.broadcast_to(conductance, a.shape)
        for one, other in ((a, b), (b, a)):
            free = one < unknown
            at.append(one[free])
            to.append(one[free])
            values.append(y[free])
            inside = free & (other < unknown)
            at.append(one[inside])
            to.append(other[inside])
            values.append(-y[inside])
            border = free & (other >= unknown)
            np.add.at(right, one[border], y[border] * known[other[border] - unknown])
    matrix = coo_matrix((np.concatenate(values), (np.concatenate(at), np.concatenate(to))), shape=(unknown, unknown)).tocsc()
    made = time.process_time()
    # Ordering and pivots for symmetric matrices: faster here than SuperLU's default.
    factors = splu(matrix, permc_spec='MMD_AT_PLUS_A', diag_pivot_thresh=0.0, options={'SymmetricMode': True})
    x = factors.solve(right)
    ended = time.process_time()
    rows, cols = p['rows'], p['cols']
    last = x[unknown - cols :]
    return {'solve_ms': 1e3 * (ended - made), 'all_ms': 1e3 * (ended - started), 'current_ua': list(last * 1e6 / p['sense'])}


def by_ngspice(p):
    """CPU time of the child process from its start: ngspice reports nothing finer in batch mode."""
    cols = p['cols']
    n = p['rows'] * cols
    ground = 2 * n + p['rows']
    name = lambda node: '0' if node == ground else f'n{node}'
    lines = ['* crossbar']
    for i, v in enumerate(p['v']):
        lines.append(f'v{i} n{2 * n + i} 0 {v!r}')
    count = 0
    for a, b, conductance in resistors(p):
        y = np.broadcast_to(conductance, a.shape)
        for one, other, uS in zip(a, b, y):
            lines.append(f'r{count} {name(one)} {name(other)} {float(1e6 / uS)!r}')
            count += 1
    outs = ' '.join(f'v(n{2 * n - cols + j})' for j in range(cols))
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, 'out.txt')
        lines += ['.option numdgt=15', '.control', 'set numdgt=15', 'op', 'set wr_singlescale', f'wrdata {data} {outs}', 'quit 0', '.endc', '.end']
        netlist = os.path.join(folder, 'crossbar.cir')
        with open(netlist, 'w') as file:
            file.write('\n'.join(lines))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(['ngspice', '-b', netlist], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        with open(data) as file:
            volts = [float(x) for x in file.read().split()[1:]]
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {'solve_ms': None, 'all_ms': 1e3 * cpu, 'current_ua': [v * 1e6 / p['sense'] for v in volts]}


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('problem')
    parser.add_argument('--ngspice', action='store_true')
    options = parser.parse_args()
    with open(options.problem) as file:
        problem = json.load(file)
    result = {'scipy': scipy.__version__, 'by_scipy': by_scipy(problem)}
    if options.ngspice:
        result['by_ngspice'] = by_ngspice(problem)
    print(json.dumps(result))
