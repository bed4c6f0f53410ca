/** Growth as a power: y = factor x^exponent, by least squares on the logarithms. */
export function fitPower(points: readonly (readonly [x: number, y: number])[]): { exponent: number; factor: number } {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const)
  const mean = (i: 0 | 1) => logs.reduce((sum, point) => sum + point[i], 0) / logs.length
  const [x, y] = [mean(0), mean(1)]
  const covariance = logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  const exponent = covariance / logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  return { exponent, factor: Math.exp(y - exponent * x) }
}
