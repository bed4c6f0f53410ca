/** Constants of converters and of digital logic that several tables share. */
import type { Constant } from '../table.ts'

export const ISAAC =
  'Shafiee et al., ISAAC: a convolutional neural network accelerator with in-situ analog arithmetic in crossbars, ISCA 2016, doi 10.1109/ISCA.2016.12'
const HOROWITZ = 'Horowitz, Computing’s energy problem (and what we can do about it), ISSCC 2014, doi 10.1109/ISSCC.2014.6757323'

export const adcIsaac: Constant = {
  event: 'adc_conversions',
  energy_j: 1.67e-12,
  area_um2: 1200,
  node_nm: 32,
  year: 2016,
  source: ISAAC,
  note: '16 mW and 9600 um² for 8 converters of 8 bits at 1.2 GHz, its Table I; other tools take numbers up to 10 times as large or as small for 8 bits',
}

export const adcTimeIsaac: Constant = {
  event: 'adc_cycles',
  latency_s: 1 / 1.28e9,
  node_nm: 32,
  year: 2016,
  source: ISAAC,
  note: '1.28 Gsamples/s',
}

export const dacIsaac: Constant = {
  event: 'dac_conversions',
  energy_j: 0.42e-12,
  area_um2: 0.166,
  node_nm: 32,
  year: 2016,
  source: ISAAC,
  note: 'of one bit, 170 um² for 1024 of them; a level of more bits is put on in as many cycles there',
}

export const shiftAddIsaac: Constant = {
  event: 'partial_sums',
  energy_j: 0.021e-12,
  node_nm: 32,
  year: 2016,
  source: ISAAC,
  note: 'a shift and an addition',
}

const horowitz = (event: Constant['event'], energy_j: number, note: string): Constant => {
  return { event, energy_j, node_nm: 45, year: 2014, source: HOROWITZ, note }
}

/** As energies of spiking networks are commonly accounted for: 0.9 pJ an addition, 4.6 pJ a multiplication with addition, 32-bit floating point. */
export const digital45: readonly Constant[] = [
  horowitz(
    'synaptic_operations',
    0.9e-12,
    'an addition, 32-bit floating point, as a spike needs it; without the access to memory',
  ),
  horowitz('membrane_updates', 4.6e-12, 'one multiplication with addition, 32-bit floating point: the leak and the input'),
  horowitz('eligibility_updates', 4.6e-12, 'one multiplication with addition, 32-bit floating point'),
  horowitz('gradient_macs', 4.6e-12, '3.7 pJ the multiplication, 0.9 pJ the addition, 32-bit floating point'),
  horowitz('feedback_macs', 4.6e-12, '3.7 pJ the multiplication, 0.9 pJ the addition, 32-bit floating point'),
  horowitz('accumulator_bits', 0.25e-12, 'on-chip memory; DRAM takes 20 pJ a bit'),
]
