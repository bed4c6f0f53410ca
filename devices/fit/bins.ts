/** Points gathered at equal distances on a logarithmic axis. */
import { exp, log } from '../../kernels/math.ts'

/** Mean and std of y in up to `count` bins of x, each at the mean logarithm of its own x. */
export function logarithmicBins(
  points: readonly { readonly x: number; readonly y: number }[],
  count: number,
): { x: number; mean: number; std: number; count: number }[] {
  if (points.length === 0) return []
  let [low, high] = [Infinity, 0]
  for (const { x } of points) {
    low = Math.min(low, x)
    high = Math.max(high, x)
  }
  const width = log(high / low) / count || 1
  const bins = Array.from({ length: count }, () => ({ n: 0, x: 0, y: 0, squares: 0 }))
  for (const { x, y } of points) {
    const bin = bins[Math.min(count - 1, Math.floor(log(x / low) / width))]!
    bin.n++
    bin.x += log(x)
    bin.y += y
    bin.squares += y * y
  }
  return bins
    .filter(({ n }) => n > 0)
    .map(({ n, x, y, squares }) => {
      const mean = y / n
      return { x: exp(x / n), mean, std: Math.sqrt(Math.max(0, squares / n - mean * mean)), count: n }
    })
}
