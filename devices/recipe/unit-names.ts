/** Corrects the letter case of units: `US` is probably `uS`, `PJ` is probably `pJ`. */
const USUAL = 'uS mS nS pS S s ms us ns V mV A mA uA nA pA J mJ uJ nJ pJ fJ K Hz kHz MHz ohm kohm'.split(' ')

/** A usual unit that differs from `name` only in the case of letters. */
export function unitWithCorrectCase(name: string): string | undefined {
  return USUAL.find((unit) => unit.toLowerCase() === name.toLowerCase())
}
