import { push } from '../../crossbar/pulse.ts'
import { count } from '../../input/fields.ts'
import { padded } from '../../kernels/arena.ts'
import { fillUniforms } from '../../kernels/rng.ts'
import type { OuterProduct } from '../change.ts'
import { type Choice, eachSynapse, pulsedUpdate, updateScheme } from './scheme.ts'

/**
 * Rows and columns send trains of random bits; a device gets a pulse when bits of its row and its column coincide. BL bits with
 * probabilities p and q give BL p q pulses on average, with the binomial variance BL p q (1 - p q). Here p q = |dW| / (BL step),
 * so that the mean change is the requested one up to BL steps. Gokmen & Vlasov, Front. Neurosci. 10, 333 (2016).
 *
 * A change that is one outer product is sent by such trains. A sum of outer products, such as over the steps of a trial, cannot be:
 * the coincidences of each synapse are drawn separately, with the same distribution but without the correlation along a line.
 */
export const stochasticPulseTrains = updateScheme({
  name: 'stochastic-pulse-trains',
  title: 'pulses where random bits of rows and columns coincide',
  cite: 'gokmen2016',
  weights: 'crossbar',
  fields: { train_bits: count('stochastic-pulse-trains: bits of a train, BL', 1, 31).default(31).meta({ neutral: true }) },
  create(shape, initial, make, { train_bits: length }) {
    const xbar = make.crossbar(shape, initial)
    const { rows, cols, stride } = xbar
    const chance = xbar.arena.f64(rows * stride)
    const single = make.rng.fork('coincidences')
    const [rowBits, colBits] = (['rows', 'columns'] as const).map((name) => {
      const size = name === 'rows' ? rows : cols
      const bits = { rng: make.rng.fork(name), draws: xbar.arena.f64(padded(size)), trains: new Int32Array(size) }
      return (update: number, values: ArrayLike<number>, scale: number) => {
        bits.trains.fill(0)
        for (let bit = 0; bit < length; bit++) {
          fillUniforms(xbar.arena, bits.rng, update * length + bit, bits.draws)
          for (let i = 0; i < size; i++) if (bits.draws[i]! < scale * Math.abs(values[i]!)) bits.trains[i]! |= 1 << bit
        }
        return bits.trains
      }
    })
    const updates = new Float64Array(1)
    const choose: Choice = ({ direction, rate, rows: listed, outer }, list) => {
      const update = updates[0]!
      updates[0] = update + 1
      const perStep = rate / (length * xbar.step)
      if (perStep === 0) return
      if (outer) {
        const [a, b] = scales(outer, perStep, rows, cols)
        const [pre, post] = [rowBits!(update, outer.pre, a), colBits!(update, outer.post, b)]
        eachSynapse(xbar, listed, (synapse) => {
          const [row, c] = [Math.floor(synapse / stride), synapse % stride]
          const pulses = ones(pre[row]! & post[c]!)
          if (pulses > 0) push(list, synapse, -Math.sign(outer.pre[row]! * outer.post[c]!) * pulses)
        })
        return
      }
      fillUniforms(xbar.arena, single, update, chance)
      eachSynapse(xbar, listed, (synapse) => {
        const pulses = coincidences(chance[synapse]!, length, perStep * Math.abs(direction[synapse]!))
        if (pulses > 0) push(list, synapse, -Math.sign(direction[synapse]!) * pulses)
      })
    }
    return pulsedUpdate(xbar, choose, { updates })
  },
})

/** Factors from values to probabilities: their product is `perStep`, and the largest probabilities of rows and columns are equal. */
function scales({ pre, post }: OuterProduct, perStep: number, rows: number, cols: number): [rows: number, cols: number] {
  const [x, d] = [largest(pre, rows), largest(post, cols)]
  if (x === 0 || d === 0) return [0, 0]
  return [Math.sqrt((perStep * d) / x), Math.sqrt((perStep * x) / d)]
}

function largest(values: ArrayLike<number>, n: number): number {
  let most = 0
  for (let i = 0; i < n; i++) most = Math.max(most, Math.abs(values[i]!))
  return most
}

/** Number of bits that are set. */
function ones(bits: number): number {
  let n = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) n++
  return n
}

/** The binomial quantile of n and p at the uniform u, by inversion. */
function coincidences(u: number, n: number, p: number): number {
  if (p >= 1) return n
  let mass = 1
  for (let i = 0; i < n; i++) mass *= 1 - p
  const odds = p / (1 - p)
  let below = mass
  let k = 0
  while (u > below && k < n) {
    mass *= (odds * (n - k)) / (k + 1)
    below += mass
    k++
  }
  return k
}
