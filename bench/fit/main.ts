/**
 * `node dist/bench/fit/main.js [repetitions] [name,...] [alone] [glitches=0.01] [dead=1] [stuck=1]`: synthetic measurements of known
 * devices, fitted again and again: how often each stated 95 % interval holds the truth, which law is chosen, what a fit costs.
 * `alone`: the right law only. `node dist/bench/fit/main.js drawn 0-30 glitches=0.01`: thirty devices drawn at random, each
 * fitted once; with `every=4` every fourth, all of one law. `node dist/bench/fit/main.js rows`: one fit of 1,000,000 readings.
 */
import { fitDevice } from '../../devices/fit/fit.ts'
import { measure } from '../../devices/fit/measure.ts'
import { residualsOf } from '../../devices/fit/residuals.ts'
import { doubtsOf } from '../../devices/fit/trust.ts'
import { mean, std } from '../../statistics/describe.ts'
import { drawn } from './draw.ts'
import { valuesFor } from './ends.ts'
import { type Dirt, soiled } from './soil.ts'
import { KNOWN, type Known, SWEPT } from './truths.ts'

interface Tally {
  inside: number
  /** Errors in standard errors as the interval states them. */
  readonly errors: number[]
}

interface Work {
  readonly alone: boolean
  readonly dirt: Dirt
}

interface Count {
  readonly tallies: Map<string, Tally>
  readonly chosen: Map<string, number>
  right: number
  /** Fits of another law that no doubt stands beside, and doubts about the right one. */
  wrong: number
  doubted: number
  fits: number
}

function counting(): Count {
  return { tallies: new Map(), chosen: new Map(), right: 0, wrong: 0, doubted: 0, fits: 0 }
}

/** Fits one measurement and adds what came of it. */
function tell(title: string, known: Known, seed: string, { alone, dirt }: Work, count: Count): void {
  const { family, truth, protocol } = known
  const pulses = soiled(measure(truth, protocol, `fit/${seed}`), dirt, seed)
  const before = process.cpuUsage().user
  const fit = fitDevice(pulses, alone ? { among: [family] } : {})
  const seconds = (process.cpuUsage().user - before) / 1e6
  const right = fit.chosen === family
  const doubts = doubtsOf(fit, residualsOf(fit.fitted, fit.unit))
  count.fits++
  count.chosen.set(fit.chosen, (count.chosen.get(fit.chosen) ?? 0) + 1)
  if (right) count.right++
  if (right && doubts.length > 0) count.doubted++
  if (!right && doubts.length === 0) count.wrong++
  const said = doubts.length > 0 ? doubts.join('; ') : right ? '' : 'NOT DOUBTED'
  process.stdout.write(`  ${title}, ${family}: ${right ? '' : `chosen ${fit.chosen} `}${said} (${seconds.toFixed(1)} s)\n`)
  if (!right || doubts.length > 0) return
  const drift = fit.drift
    ? [
        { name: 'nu', ...fit.drift.mean },
        { name: 'nu_std', ...fit.drift.std },
      ]
    : []
  const values = valuesFor(known, fit.estimates)
  for (const { name, estimate, low, high } of [...fit.estimates, ...drift]) {
    const value = values[name]
    if (low === null || high === null || value === undefined) continue
    const tally = count.tallies.get(name) ?? { inside: 0, errors: [] }
    if (low <= value && value <= high) tally.inside++
    else process.stdout.write(`    ${name} ${low.toPrecision(4)} to ${high.toPrecision(4)}, truth ${value.toPrecision(4)}\n`)
    tally.errors.push((estimate - value) / ((high - low) / 3.92))
    count.tallies.set(name, tally)
  }
}

function show(title: string, { tallies, chosen, right, wrong, doubted, fits }: Count): void {
  const laws = [...chosen].map(([name, count]) => `${name} ${count}`).join(', ')
  process.stdout.write(
    `${title}: right ${right} of ${fits} (${doubted} of them doubted), wrong without a doubt ${wrong}; chosen ${laws}\n`,
  )
  let [inside, all] = [0, 0]
  for (const [name, tally] of tallies) {
    const { errors } = tally
    inside += tally.inside
    all += errors.length
    const spread = errors.length > 1 ? std(errors).toFixed(2) : '-'
    const covered = `${tally.inside}/${errors.length}`.padStart(8)
    process.stdout.write(`  ${name.padEnd(15)} ${covered}  bias ${mean(errors).toFixed(2)} se, spread ${spread} se\n`)
  }
  process.stdout.write(`  ${'all'.padEnd(15)} ${`${inside}/${all}`.padStart(8)}\n`)
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
const share = (name: string) => Number(flags.find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1) ?? 0)
const work = {
  alone: flags.includes('alone'),
  dirt: { glitches: share('glitches'), dead: share('dead'), stuck: share('stuck') },
}
if (what === 'rows') rows(KNOWN[0]!)
else if (what === 'drawn') {
  const [from, to] = (names ?? '0-30').split('-').map(Number)
  const count = counting()
  for (let k = from!; k < to!; k += share('every') || 1) tell(`${k}`, drawn(k), `drawn/${k}`, work, count)
  show('drawn', count)
} else {
  const all = { ...Object.fromEntries(KNOWN.map((known) => [known.family, known])), ...SWEPT }
  for (const [title, known] of Object.entries(all)) {
    if (names && !names.split(',').includes(title)) continue
    const count = counting()
    for (let k = 0; k < Number(what); k++) tell(`${title} ${k}`, known, `${title}/${k}`, work, count)
    show(title, count)
  }
}
