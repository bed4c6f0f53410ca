/** One field of a measured row: a number, a reading that is missing, or text that is neither. */

/** What instruments and programs write where there is no reading. */
const MISSING = new Set([
  '',
  'nan',
  'na',
  'n/a',
  '#n/a',
  'null',
  'none',
  '-',
  '--',
  'inf',
  '+inf',
  '-inf',
  'infinity',
  '-infinity',
])
/** Instruments write 9.9e37 and the like for an overflow. */
const OVERFLOW = 1e30

/**
 * @param comma decimals may be written with a comma
 * @returns the number, NaN where the reading is missing or over range, undefined for other text
 */
export function fieldNumber(text: string | undefined, comma: boolean): number | undefined {
  const plain = (text ?? '').trim()
  if (MISSING.has(plain.toLowerCase())) return Number.NaN
  const value = Number(comma && /^[-+]?\d*,\d+(e[-+]?\d+)?$/i.test(plain) ? plain.replace(',', '.') : plain)
  if (Number.isNaN(value)) return undefined
  return Math.abs(value) > OVERFLOW ? Number.NaN : value
}

/** What a pulse of a row was. */
export const KINDS = ['', 'set', 'reset', 'depress'] as const
export type Kind = (typeof KINDS)[number]

const WORDS: Readonly<Record<string, Kind>> = {
  '': '',
  read: '',
  set: 'set',
  potentiate: 'set',
  potentiation: 'set',
  ltp: 'set',
  depress: 'depress',
  depression: 'depress',
  ltd: 'depress',
  reset: 'reset',
}

/** @returns undefined for an unknown word */
export function kindOf(text: string): Kind | undefined {
  const word = text.trim().toLowerCase()
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined
}
