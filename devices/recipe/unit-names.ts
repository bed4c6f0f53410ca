/** Units by the case of their letters: what a user meant by `US` or `PJ`. */
const USUAL = 'uS mS nS pS S s ms us ns V mV A mA uA nA pA J mJ uJ nJ pJ fJ K Hz kHz MHz ohm kohm'.split(' ')

/** A usual unit that differs in the case of letters only. */
export function sameLetters(name: string): string | undefined {
  return USUAL.find((unit) => unit.toLowerCase() === name.toLowerCase())
}
