import { LONGEST_NUMBER } from './excerpt.ts'

/**
 * The correct form of a number with a decimal comma or in per cent: `0,15 uS` gives `0.15 uS`, `15 %` gives `0.15`;
 * undefined if the text has neither form.
 */
export function mendedNumber(text: string): string | undefined {
  if (text.length > LONGEST_NUMBER) return undefined
  const [, whole, decimals, power = '', rest] =
    /^([-+]?\d+)(?:[.,](\d+))?(e[-+]?\d+)?\s*(%|[^\d,.%].*)?$/i.exec(text.trim()) ?? []
  if (whole === undefined) return undefined
  const value = `${whole}${decimals === undefined ? '' : `.${decimals}`}${power}`
  if (rest === '%') return String(Number((Number(value) / 100).toPrecision(14)))
  // 1,000 may be a thousand with a group separator: the meaning is ambiguous.
  if (!text.includes(',') || (decimals?.length === 3 && Number(whole) !== 0)) return undefined
  return rest === undefined ? value : `${value} ${rest}`
}
