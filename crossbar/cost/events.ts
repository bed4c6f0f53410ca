/** What a run does that costs something: everything that is counted, where it happens, and may have a price. */
export const EVENTS = {
  reads: 'reads of an array, forward or back: all that is driven at once; a signed input takes two',
  line_drives: 'lines that are driven in a read, in each tile of each polarity',
  device_reads: 'devices on driven lines that are read',
  dac_conversions: 'graded levels put on a line',
  adc_conversions: 'currents of a line converted to digital',
  adc_cycles: 'conversions one after the other: columns that share a converter wait for it',
  partial_sums: 'digital additions of converted currents: of tiles, and the difference of the polarities',
  set_pulses: 'SET pulses on a device',
  reset_pulses: 'RESET pulses on a device',
  depress_pulses: 'gradual depression pulses on a device',
  write_cycles: 'pulses one after the other: devices of one row and polarity are written at once',
  controller_reads: 'devices read by the controller, before a write or to verify one',
  refreshes: 'pairs of devices that are RESET and written anew',
  transfers: 'synapses whose weight is moved from one array to another',
  synaptic_operations: 'additions of a weight in digital memory to an input current, one at each event',
  accumulator_bits: 'bits read from or written to digital accumulators of wanted changes',
  membrane_updates: 'steps of a neuron',
  eligibility_updates: 'steps of a trace, of an eligibility or of an error that goes back in time',
  gradient_macs: 'multiplications with addition that make a gradient',
  feedback_macs: 'multiplications with addition of errors and digital feedback weights',
} as const satisfies Readonly<Record<string, string>>

/** Work of digital circuits; the others are that of arrays and their periphery. */
export const DIGITAL: ReadonlySet<string> = new Set([
  'synaptic_operations',
  'accumulator_bits',
  'membrane_updates',
  'eligibility_updates',
  'gradient_macs',
  'feedback_macs',
])

export type EventName = keyof typeof EVENTS

export const eventNames = Object.keys(EVENTS) as readonly EventName[]

/** Place of each event in a column of a meter. */
export const EVENT = Object.fromEntries(eventNames.map((name, place) => [name, place])) as Readonly<Record<EventName, number>>
