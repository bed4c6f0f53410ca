/**
 * The state equation of VTEAM under a constant voltage: x in [0, 1] (0: R_on, 1: R_off), dx/dt = rate f(x). Without a window f = 1 and
 * the solution is a straight line up to the bound. With Biolek's window, f = 1 - x^2p for increasing x and 1 - (1 - x)^2p for
 * decreasing x (Radioengineering 18, 210, 2009), and the classical Runge-Kutta method integrates it in a fixed number of steps.
 */

export interface StateEquation {
  /** Exponent p of the window; 0: none. */
  readonly window: number
  /** Runge-Kutta steps per pulse. */
  readonly steps: number
}

/** State after `width` s at `rate` 1/s, from x. */
export function evolve({ window, steps }: StateEquation, x: number, rate: number, width: number): number {
  if (window === 0) return bounded(x + rate * width)
  const h = width / steps
  const slope = (state: number) => rate * windowed(window, bounded(state), rate)
  let now = x
  for (let i = 0; i < steps; i++) {
    const k1 = slope(now)
    const k2 = slope(now + (h / 2) * k1)
    const k3 = slope(now + (h / 2) * k2)
    const k4 = slope(now + h * k3)
    now = bounded(now + (h / 6) * (k1 + 2 * (k2 + k3) + k4))
  }
  return now
}

function windowed(p: number, x: number, rate: number): number {
  const distance = rate > 0 ? x : 1 - x
  let power = 1
  for (let k = 0; k < 2 * p; k++) power *= distance
  return 1 - power
}

function bounded(x: number): number {
  return Math.min(1, Math.max(0, x))
}
