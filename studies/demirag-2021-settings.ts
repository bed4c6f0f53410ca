/**
 * The setting of each row that is best on seeds 0 to 4, by the worst of them, of search/demirag-2021.csv: candidates of a search, screened on
 * seeds 0 and 1 in rungs of 25 and 75 of 250 epochs, and the best of earlier searches, trained whole.
 */
export interface RowSetting {
  readonly scheme: string
  /** Assignments `path=value`, separated by ", ". */
  readonly set: string
}

export const SETTINGS: readonly RowSetting[] = [
  {
    scheme: 'sign',
    set: 'update.kind=sign, learning.lr_in=0.00003053, learning.lr_rec=0.000005725, learning.lr_out=0.0001114, learning.rate_regularisation=541.1, network.threshold=1.17, network.gain=1.325, crossbar.scale=196.2 uS, update.threshold=86.1',
  },
  {
    scheme: 'stochastic (N=1)',
    set: 'update.kind=stochastic, crossbar.replicas=1, learning.lr_in=0.00000778, learning.lr_rec=0.000009473, learning.lr_out=0.0001843, learning.rate_regularisation=5815, network.threshold=0.7627, network.gain=0.282, crossbar.scale=116.8 uS, update.prob_scale=8.282',
  },
  {
    scheme: 'stochastic (N=4)',
    set: 'update.kind=stochastic, crossbar.replicas=4, update.prob_scale=10, network.threshold=0.671, network.gain=0.521, crossbar.scale=43.8 uS, learning.lr_in=0.0000145, learning.lr_rec=0.0000157, learning.lr_out=0.000101, learning.rate_regularisation=11900',
  },
  {
    scheme: 'stochastic (N=8)',
    set: 'update.kind=stochastic, crossbar.replicas=8, learning.lr_in=0.0000178, learning.lr_rec=0.00002017, learning.lr_out=0.00001911, learning.rate_regularisation=17740, network.threshold=0.5432, network.gain=0.277, crossbar.scale=12.7 uS, update.prob_scale=3.686',
  },
  {
    scheme: 'multi-memristor (N=4, nearest)',
    set: 'update.kind=multi-memristor, crossbar.replicas=4, update.rounding=nearest, network.threshold=1.36, network.gain=1.81, crossbar.scale=42 uS, learning.lr_in=0.0000298, learning.lr_rec=0.0000104, learning.lr_out=0.000053, learning.rate_regularisation=5610',
  },
  {
    scheme: 'multi-memristor (N=4, stochastic)',
    set: 'update.kind=multi-memristor, crossbar.replicas=4, update.rounding=stochastic, learning.lr_in=0.000005052, learning.lr_rec=0.000004613, learning.lr_out=0.00002129, learning.rate_regularisation=2832, network.threshold=1.326, network.gain=0.7187, crossbar.scale=32.86 uS',
  },
  {
    scheme: 'multi-memristor (N=8, stochastic)',
    set: 'update.kind=multi-memristor, crossbar.replicas=8, update.rounding=stochastic, learning.lr_in=0.000007505, learning.lr_rec=0.00001512, learning.lr_out=0.000008058, learning.rate_regularisation=2366, network.threshold=1.343, network.gain=0.4266, crossbar.scale=10.08 uS',
  },
  {
    scheme: 'update-ready',
    set: 'update.kind=update-ready, learning.lr_in=0.000003857, learning.lr_rec=0.000004697, learning.lr_out=0.000008504, learning.rate_regularisation=9451, network.threshold=1.012, network.gain=0.3727, crossbar.scale=40.79 uS, update.rounding=stochastic',
  },
  {
    scheme: 'mixed-precision',
    set: 'update.kind=mixed-precision, learning.lr_in=0.00001001, learning.lr_rec=0.0001134, learning.lr_out=0.000003398, learning.rate_regularisation=9975, network.threshold=0.4442, network.gain=0.3694, crossbar.scale=127.3 uS',
  },
  {
    scheme: 'accumulator',
    set: 'update.kind=accumulator, learning.lr_in=0.000146, learning.lr_rec=0.00003651, learning.lr_out=0.00003995, learning.rate_regularisation=24970, network.threshold=0.7391, network.gain=0.295, crossbar.scale=88.83 uS',
  },
  {
    scheme: 'fp32',
    set: 'update.kind=fp32, network.threshold=0.701, network.gain=0.45, learning.lr_in=0.0000957, learning.lr_rec=0.0000161, learning.lr_out=0.0000166, learning.rate_regularisation=18700',
  },
]
