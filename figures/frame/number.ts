/** Value for display: two significant digits, and all digits before the point. */
export function short(value: number): string {
  const size = Math.abs(value)
  const plain = value === 0 || (size >= 1e-3 && size < 1e5)
  const text = !plain ? value.toExponential(1) : size >= 10 || value === 0 ? String(Math.round(value)) : value.toPrecision(2)
  return text.replaceAll('-', '−')
}
