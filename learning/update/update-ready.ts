import { createPulseList, noPulses, push, sendChanges } from '../../crossbar/pulse.ts'
import { groupMeans, pulsesFor, rewrite } from '../../crossbar/refresh.ts'
import { createRounder, ROUNDING } from './rounding.ts'
import { eachSynapse, type SynapseArray, synapses, updateScheme } from './scheme.ts'

/**
 * Writes the requested change directly; if SET alone cannot reach it, the scheme RESETs the pair and writes the new difference.
 * Devices with depression pulses reach their full range without a RESET. Demirag et al. 2021 (arXiv 2108.01804).
 */
export const updateReady = updateScheme({
  name: 'update-ready',
  title: 'RESET first if SET alone cannot reach the requested change, then write',
  cite: 'demirag2021',
  weights: 'crossbar',
  fields: ROUNDING,
  create(shape, initial, make, { rounding }) {
    const xbar = make.crossbar(shape, initial)
    const size = xbar.rows * xbar.stride
    const wanted = createPulseList(xbar.arena, size)
    const reachable = createPulseList(xbar.arena, size)
    const worn = createPulseList(xbar.arena, size)
    const rounder = createRounder(xbar, rounding, make.rng)
    const apply: SynapseArray['apply'] = ({ direction, rate, rows }, t) => {
      const counts = noPulses()
      wanted.n = reachable.n = worn.n = 0
      rounder.begin()
      eachSynapse(xbar, rows, (synapse) => {
        const pulses = rounder.round((-rate * direction[synapse]!) / xbar.step, synapse)
        if (pulses !== 0) push(wanted, synapse, pulses)
      })
      if (xbar.direction === 'bidirectional') {
        sendChanges(xbar, wanted, t, counts)
        return counts
      }
      const means = groupMeans(xbar, wanted, t)
      // Conductances are float32: the limit includes the rounding of the highest conductance.
      const gMax = xbar.bank.model.range[1] * (1 + 2 ** -22)
      // A pulse changes one of the N devices by a whole device step, and the mean by an N-th of it.
      const perPulse = xbar.step * xbar.scale
      for (let i = 0; i < wanted.n; i++) {
        const pulses = wanted.pulses[i]!
        const target = (pulses > 0 ? means.plus[i]! : means.minus[i]!) + Math.abs(pulses) * perPulse
        const difference = means.plus[i]! - means.minus[i]! + pulses * perPulse
        if (target <= gMax) push(reachable, wanted.synapses[i]!, pulses)
        else push(worn, wanted.synapses[i]!, pulsesFor(xbar, difference))
      }
      rewrite(xbar, worn, t, counts)
      sendChanges(xbar, reachable, t, counts)
      return counts
    }
    return synapses(xbar, apply, rounder.state)
  },
})
