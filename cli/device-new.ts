/** `memxbar device new`: writes a template for a user's device that is complete, commented and passes the check. */
import { existsSync } from 'node:fs'
import { writeWhole } from '../experiments/results/atomic.ts'
import { InputError } from '../input/input-error.ts'

export function deviceNew(name: string, { code }: { readonly code?: boolean }): void {
  if (!/^[a-z][a-z0-9_-]*$/i.test(name)) {
    throw new InputError(`"${name}" is not a valid device name: use letters, digits, - and _ only, beginning with a letter`)
  }
  const file = `${name}${code ? '.ts' : '.yaml'}`
  if (existsSync(file)) throw new InputError(`"${file}" exists already; choose another name, or move the file`)
  writeWhole(file, code ? codeOf(name) : recipeOf(name))
  process.stdout.write(`${file}\n`)
  process.stderr.write(`next: memxbar device check ./${file}; memxbar device plot ./${file}; memxbar run --device ./${file}\n`)
}

function recipeOf(name: string): string {
  return `# A device from equations. Units: write them (0.1 uS, 38.6 s, 8 pJ); dimensions are checked.
# All keys, names, functions and distributions: docs/recipe.md of memxbar.
# Then: memxbar device check ./${name}.yaml
name: ${name}
title: a saturating device with drift      # for tables and figures
omits: wear, temperature                   # what the model leaves out: users must know

# Conductances that pulses can reach: names of parameters, or quantities.
range: [g_min, g_max]

# Plain constants, or distributions. per: device is drawn once for each device and kept for its life (device-to-device);
# per: cycle is drawn anew at each pulse or read (cycle-to-cycle). Others: lognormal (median, sigma), uniform (from, to),
# empirical (file, column of a CSV).
parameters:
  g_min: 0.1 uS
  g_max: 12 uS
  dw: { mean: 0.1, std: 0.02, min: 0.01, per: device }   # share of the way to g_max that a SET goes
  c2c: 0.3                                               # spread of a step, as a share of it
  t0: 38.6 s                                             # g is the conductance at this age
  nu: { mean: 0.04, std: 0.01, min: 0, per: device }     # drift exponent

# One pulse each, statement by statement. Known: g, parameters, state fields, n_set and n_reset (pulses of its life so far),
# xi (a standard normal, new at each pulse or read; xi1, xi2 ... for more), u (uniform in 0 to 1). g is clamped to the range.
set:
  g: g + dw * (g_max - g) * (1 + c2c * xi)
reset:
  g: g_min + 0.01 uS * xi
# depress:                                 # one gradual step down, where the device has it
#   g: g - dw * (g - g_min) * (1 + c2c * xi)

# The conductance \`age\` s after the last pulse, then one read of it; reads are clamped at 0.
drift: g * (age / t0) ^ (-nu)
read: g + (0.03 * g + 0.02 uS) * xi

energy: { set: 8 pJ, reset: 30 pJ, read: (0.2 V)^2 * g * 250 ns }
declares: { monotone: true }               # claims that the check holds it to
`
}

function codeOf(name: string): string {
  return `// A device in code. g in uS, age in s; xi is a standard normal, new at each pulse and read.
// Then: memxbar device check ./${name}.ts
import { defineDevice, pow } from 'memxbar/device'

export default defineDevice({
  name: '${name}',
  range: [0.1, 12],
  parameters: { step: 1.2, nu: 0.04, nu_std: 0.01 }, // set by --set nu=0.05
  device: { exponent: (q, xi) => Math.max(0, q.nu + q.nu_std * xi) }, // drawn once a device
  set(cell, q, xi) {
    cell.g += q.step * (1 - cell.g / 12) * (1 + 0.3 * xi)
  },
  reset(cell, _q, xi) {
    cell.g = 0.1 + 0.01 * xi
  },
  read: (cell, _q, xi, age) => cell.g * pow(age / 38.6, -cell.exponent) * (1 + 0.03 * xi),
  declares: (q) => ({ monotone: true, drift: { exponent: q.nu, std: q.nu_std, t0: 38.6 }, fixed: ['exponent'] }),
})
`
}
