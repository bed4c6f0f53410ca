import { mean } from '../statistics/describe.ts'

/** The exponent of a power law y ~ x^exponent, by least squares on the logarithms. */
export function exponent(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const)
  const [meanX, meanY] = [mean(logs.map(([x]) => x)), mean(logs.map(([, y]) => y))]
  const covariance = logs.reduce((sum, point) => sum + (point[0] - meanX) * (point[1] - meanY), 0)
  return covariance / logs.reduce((sum, point) => sum + (point[0] - meanX) ** 2, 0)
}
