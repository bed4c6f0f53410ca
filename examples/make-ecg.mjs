/**
 * Prints examples/ecg.csv: one heart beat (60 a minute, 500 Hz) of the dynamical ECG model of McSharry, Clifford, Tarassenko
 * and Smith, IEEE Trans. Biomed. Eng. 50, 289 (2003), doi 10.1109/TBME.2003.808805. Computed, not recorded from a person.
 *
 *   node examples/make-ecg.mjs > examples/ecg.csv
 *
 * On the limit cycle (x, y on the unit circle, theta = omega t) the model's three equations leave one:
 *   dz/dt = -sum_i a_i dtheta_i exp(-dtheta_i^2 / (2 b_i^2)) - (z - z0),   dtheta_i = (theta - theta_i) wrapped to [-pi, pi)
 * whose solution is close to a sum of Gaussians at the angles theta_i. Left out: heart-rate variability (omega is constant)
 * and baseline wander by respiration (z0 = 0), so that the beat is periodic.
 */

/** The paper's table of parameters. theta_i in rad from the R peak. */
const EVENTS = [
  { name: 'P', theta: -Math.PI / 3, a: 1.2, b: 0.25 },
  { name: 'Q', theta: -Math.PI / 12, a: -5, b: 0.1 },
  { name: 'R', theta: 0, a: 30, b: 0.1 },
  { name: 'S', theta: Math.PI / 12, a: -7.5, b: 0.1 },
  { name: 'T', theta: Math.PI / 2, a: 0.75, b: 0.4 },
]
const OMEGA = 2 * Math.PI // rad/s: 60 beats a minute
const RATE = 500 // rows a second
const SUBSTEPS = 8 // Runge-Kutta steps a row
const BEATS = 20 // until z, which relaxes with 1 s, is periodic to below the printed digits
const RANGE = [-0.4, 1.2] // mV, to which the authors' program scales z

function slope(t, z) {
  let sum = 0
  for (const { theta, a, b } of EVENTS) {
    const turns = (OMEGA * t - Math.PI - theta) / (2 * Math.PI)
    const d = 2 * Math.PI * (turns - Math.floor(turns + 0.5))
    sum -= a * d * Math.exp((-d * d) / (2 * b * b))
  }
  return sum - z
}

const h = 1 / (RATE * SUBSTEPS)
const beat = []
let state = 0
for (let i = 0; i < BEATS * RATE * SUBSTEPS; i++) {
  const t = i * h
  if (i >= (BEATS - 1) * RATE * SUBSTEPS && i % SUBSTEPS === 0) beat.push(state)
  const k1 = slope(t, state)
  const k2 = slope(t + h / 2, state + (h / 2) * k1)
  const k3 = slope(t + h / 2, state + (h / 2) * k2)
  const k4 = slope(t + h, state + h * k3)
  state += (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4)
}

const [low, high] = [Math.min(...beat), Math.max(...beat)]
const rows = beat.map((value, k) => {
  const mv = RANGE[0] + ((RANGE[1] - RANGE[0]) * (value - low)) / (high - low)
  return `${(k / RATE).toFixed(3)},${mv.toFixed(4)}`
})
process.stdout.write(`t_s,ecg_mv\n${rows.join('\n')}\n`)
