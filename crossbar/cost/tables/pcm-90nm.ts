/** Phase-change memory of the 90 nm prototype chips of IBM Research; converters and logic of later nodes, each with its own source. */
import type { CostTable } from '../table.ts'
import { adcIsaac, adcTimeIsaac, dacIsaac, digital45, shiftAddIsaac } from './parts.ts'

const CHIP =
  'Nandakumar et al., A phase-change memory model for neuromorphic computing, J. Appl. Phys. 124, 152135 (2018), doi 10.1063/1.5042408'

export const pcm90nm: CostTable = {
  name: 'pcm-90nm',
  title: 'phase-change memory of 90 nm, 8-bit converters of ISAAC (32 nm), logic of 45 nm',
  constants: [
    {
      event: 'set_pulses',
      energy_j: 6.75e-12,
      node_nm: 90,
      year: 2018,
      source: CHIP,
      note: '90 uA for 50 ns; the voltage is not given: 1.5 V is assumed, and 1 to 2 V are 4.5 to 9 pJ',
    },
    {
      event: 'reset_pulses',
      energy_j: 30.4e-12,
      node_nm: 90,
      year: 2018,
      source: CHIP,
      note: '360 to 450 uA for 50 ns, 405 uA taken; the voltage is not given: 1.5 V is assumed, and the ranges together are 18 to 45 pJ',
    },
    {
      event: 'write_cycles',
      latency_s: 50e-9,
      node_nm: 90,
      year: 2018,
      source: CHIP,
      note: 'the length of a pulse; setting up the lines is not in it',
    },
    {
      event: 'reads',
      latency_s: 250e-9,
      node_nm: 90,
      year: 2020,
      source:
        'Joshi et al., Accurate deep neural network inference using computational phase-change memory, Nat. Commun. 11, 2473 (2020), doi 10.1038/s41467-020-16108-9',
      note: 't_read of its noise model, as in aihwkit; runs take crossbar.read.pulse (100 ns unless it is set) in its place',
    },
    adcIsaac,
    adcTimeIsaac,
    dacIsaac,
    shiftAddIsaac,
    ...digital45,
  ],
}
