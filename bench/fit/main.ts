/** `node dist/bench/fit/main.js [repetitions] [family]`: how often the stated 95 % intervals hold the truth. */
import { fitDevice } from '../../devices/fit/fit.ts'
import { measure } from '../../devices/fit/measure.ts'
import { KNOWN } from './truths.ts'

const repetitions = Number(process.argv[2] ?? 3)
const only = process.argv[3]
const alone = process.argv[4] === 'alone'

for (const { family, truth, protocol, values } of KNOWN) {
  if (only && only !== family) continue
  const inside: Record<string, number> = {}
  const told: Record<string, number> = {}
  const zs: Record<string, number[]> = {}
  const chosen: Record<string, number> = {}
  const before = process.cpuUsage()
  for (let k = 0; k < repetitions; k++) {
    const fit = fitDevice(measure(truth, protocol, `fit/${family}/${k}`), alone ? { among: [family] } : {})
    chosen[fit.chosen] = (chosen[fit.chosen] ?? 0) + 1
    if (repetitions <= 3) {
      console.log(
        fit.estimates
          .map(
            ({ name, estimate, low, high }) =>
              `${name} ${estimate.toPrecision(4)} [${low?.toPrecision(4)}, ${high?.toPrecision(4)}] ${values[name]}`,
          )
          .join('\n'),
      )
      console.log(fit.drift?.mean, fit.drift?.std)
      console.log(
        fit.scores
          .map(
            ({ name, heldOut, behind, behindError }) =>
              `${name} ${heldOut.toFixed(1)} ${behind.toFixed(2)} ${behindError.toFixed(2)}`,
          )
          .join('\n'),
        fit.fitted.problem.clamped,
        fit.fitted.optimum.converged,
      )
    }
    if (fit.chosen !== family) continue
    const all = [...fit.estimates, { name: 'nu', ...fit.drift!.mean }, { name: 'nu_std', ...fit.drift!.std }]
    for (const { name, estimate, low, high } of all) {
      if (low === null || high === null || values[name] === undefined) continue
      told[name] = (told[name] ?? 0) + 1
      if (low <= values[name] && values[name] <= high) inside[name] = (inside[name] ?? 0) + 1
      const z = (estimate - values[name]) / ((high - low) / 3.92)
      zs[name] = [...(zs[name] ?? []), z]
    }
  }
  const { user } = process.cpuUsage(before)
  console.log(family, chosen, `${(user / 1e6 / repetitions).toFixed(2)} s CPU a fit`)
  for (const name of Object.keys(told)) {
    const z = zs[name]!
    const mean = z.reduce((a, b) => a + b, 0) / z.length
    const std = Math.sqrt(z.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, z.length - 1))
    console.log(
      `  ${name.padEnd(16)} ${inside[name] ?? 0}/${told[name]}  bias ${mean.toFixed(2)} se, spread ${std.toFixed(2)} se`,
    )
  }
}
