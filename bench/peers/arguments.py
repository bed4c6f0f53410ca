"""The options of trial.py."""

import argparse


def arguments(description):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    whole = dict(type=int, metavar='N')
    number = dict(type=float, metavar='X')
    parser.add_argument('--check', action='store_true', help='check the maths against test/golden, without timing')
    parser.add_argument('--device', choices=('pcm', 'fp32'), default='pcm')
    parser.add_argument('--reads', choices=('all', 'spiking'), default='all', help='rows read in a step')
    parser.add_argument('--inputs', default=100, **whole)
    parser.add_argument('--neurons', default=100, **whole)
    parser.add_argument('--outputs', default=1, **whole)
    parser.add_argument('--steps', default=1000, **whole)
    parser.add_argument('--trials', default=9, help='timed trials, after one untimed trial of every pattern', **whole)
    parser.add_argument('--patterns', default=3, **whole)
    parser.add_argument('--seed', default=1, **whole)
    parser.add_argument('--dt', default=1e-3, **number)
    parser.add_argument('--tau-mem', default=0.03, help='s', **number)
    parser.add_argument('--tau-out', default=0.03, help='s', **number)
    parser.add_argument('--input-rate', default=50.0, help='Hz', **number)
    # A setting that learns on PCM; compare.ts passes memxbar's own.
    parser.add_argument('--threshold', default=0.7, **number)
    parser.add_argument('--gamma', default=0.3, **number)
    parser.add_argument('--gain', default=0.5, help='initial weights have std gain / sqrt(fan-in)', **number)
    parser.add_argument('--scale', default=44.0, help='uS of weight 1', **number)
    parser.add_argument('--lr-in', default=1.5e-5, **number)
    parser.add_argument('--lr-rec', default=1.5e-5, **number)
    parser.add_argument('--lr-out', default=1e-4, **number)
    parser.add_argument('--regularisation', default=1.2e4, **number)
    parser.add_argument('--rate-target', default=12.0, help='Hz', **number)
    return parser.parse_args()
