/**
 * `node dist/bench/fit/main.js [repetitions] [name,...] [alone] [glitches=0.01] [dead=1] [stuck=1]`: synthetic measurements of known
 * devices, fitted again and again: how often each stated 95 % interval holds the truth, which law is chosen, what a fit costs.
 * `alone`: the right law only. `node dist/bench/fit/main.js rows`: one fit of 1,000,000 readings.
 */
import { fitDevice } from '../../devices/fit/fit.ts'
import { measure } from '../../devices/fit/measure.ts'
import { residualsOf } from '../../devices/fit/residuals.ts'
import { doubtsOf } from '../../devices/fit/trust.ts'
import { mean, std } from '../../statistics/describe.ts'
import { type Dirt, soiled } from './soil.ts'
import { KNOWN, type Known, SWEPT } from './truths.ts'

interface Tally {
  inside: number
  /** Errors in standard errors as the interval states them. */
  readonly errors: number[]
}

interface Work {
  readonly repetitions: number
  readonly alone: boolean
  readonly dirt: Dirt
}

function cover(title: string, { family, truth, protocol, values }: Known, { repetitions, alone, dirt }: Work): void {
  const tallies = new Map<string, Tally>()
  const chosen = new Map<string, number>()
  const before = process.cpuUsage()
  for (let k = 0; k < repetitions; k++) {
    const pulses = soiled(measure(truth, protocol, `fit/${title}/${k}`), dirt, `${title}/${k}`)
    const fit = fitDevice(pulses, alone ? { among: [family] } : {})
    chosen.set(fit.chosen, (chosen.get(fit.chosen) ?? 0) + 1)
    const doubts = doubtsOf(fit, residualsOf(fit.fitted, fit.unit))
    if (doubts.length > 0) process.stdout.write(`  ${title} ${k}, ${fit.chosen}: ${doubts.join('; ')}\n`)
    else if (fit.chosen !== family) process.stdout.write(`  ${title} ${k}, ${fit.chosen}: not doubted\n`)
    if (fit.chosen !== family) continue
    const drift = fit.drift
      ? [
          { name: 'nu', ...fit.drift.mean },
          { name: 'nu_std', ...fit.drift.std },
        ]
      : []
    for (const { name, estimate, low, high } of [...fit.estimates, ...drift]) {
      const value = values[name]
      if (low === null || high === null || value === undefined) continue
      const tally = tallies.get(name) ?? { inside: 0, errors: [] }
      if (low <= value && value <= high) tally.inside++
      tally.errors.push((estimate - value) / ((high - low) / 3.92))
      tallies.set(name, tally)
    }
  }
  const seconds = process.cpuUsage(before).user / 1e6 / repetitions
  const laws = [...chosen].map(([name, count]) => `${name} ${count}`).join(', ')
  process.stdout.write(`${title}: chosen ${laws} of ${repetitions}; ${seconds.toFixed(2)} s CPU a fit\n`)
  for (const [name, { inside, errors }] of tallies) {
    const spread = errors.length > 1 ? std(errors).toFixed(2) : '-'
    const covered = `${inside}/${errors.length}`.padStart(8)
    process.stdout.write(`  ${name.padEnd(15)} ${covered}  bias ${mean(errors).toFixed(2)} se, spread ${spread} se\n`)
  }
}

/** 1,000,000 readings of 22,222 devices. */
function rows({ family, truth, protocol, values }: Known): void {
  const pulses = measure(truth, { ...protocol, devices: 22_222 }, 'fit/rows')
  const before = process.cpuUsage()
  const fit = fitDevice(pulses)
  const seconds = process.cpuUsage(before).user / 1e6
  process.stdout.write(`${pulses.g.length} readings of ${family}: ${fit.chosen}, ${seconds.toFixed(1)} s CPU\n`)
  for (const { name, estimate, low, high } of fit.estimates) {
    if (low !== null)
      process.stdout.write(
        `  ${name.padEnd(15)} ${estimate.toPrecision(5)} (${low.toPrecision(5)} to ${high!.toPrecision(5)}), truth ${values[name]}\n`,
      )
  }
}

const [what = '20', names, ...flags] = process.argv.slice(2)
if (what === 'rows') rows(KNOWN[0]!)
else {
  const share = (name: string) => Number(flags.find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1) ?? 0)
  const dirt = { glitches: share('glitches'), dead: share('dead'), stuck: share('stuck') }
  const all = { ...Object.fromEntries(KNOWN.map((known) => [known.family, known])), ...SWEPT }
  for (const [title, known] of Object.entries(all)) {
    if (!names || names.split(',').includes(title))
      cover(title, known, { repetitions: Number(what), alone: flags.includes('alone'), dirt })
  }
}
