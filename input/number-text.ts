import { LONGEST_NUMBER } from './excerpt.ts'

/**
 * How a number should be written that a user wrote with a decimal comma or in per cent: `0,15 uS` is 0.15 uS, `15 %` is 0.15;
 * undefined where it is neither.
 */
export function mendedNumber(text: string): string | undefined {
  if (text.length > LONGEST_NUMBER) return undefined
  const [, whole, decimals, power = '', rest] =
    /^([-+]?\d+)(?:[.,](\d+))?(e[-+]?\d+)?\s*(%|[^\d,.%].*)?$/i.exec(text.trim()) ?? []
  if (whole === undefined) return undefined
  const value = `${whole}${decimals === undefined ? '' : `.${decimals}`}${power}`
  if (rest === '%') return String(Number((Number(value) / 100).toPrecision(14)))
  // Thousands are grouped as 1,000: what is meant is not ours to guess.
  if (!text.includes(',') || (decimals?.length === 3 && Number(whole) !== 0)) return undefined
  return rest === undefined ? value : `${value} ${rest}`
}
